/** A page whose connection is, and receives, what the test says. */
import { act, type ReactNode } from 'react'
import {
  Announcer,
  type ConnectionSnapshot,
  type ConnectionStatus,
  createSession,
  GaugeProvider,
  type Session,
} from '../../src/index.ts'
import { streaming, tokens } from '../../stories/sample-streams.ts'
import { createStill, open, type StoreFrame } from '../../stories/still-session.tsx'
import { createPageWorld } from '../platform/page-world.ts'

export const startMs = Date.UTC(2026, 10, 20, 14, 2, 11)
/** For the next attempt, in six seconds. */
export const waiting = {
  status: 'waiting',
  delayMs: 4_000,
  retryAtMs: startMs + 6_000,
  cause: 'network',
} satisfies ConnectionStatus

/** @param options `hasState`: what it is about has been received. Default true */
export function createPage({ hasState = true } = {}) {
  const world = createPageWorld(startMs)
  const base = createSession({ url: '', tokens, platform: world.platform })
  base.store.apply([
    {
      ...{ kind: 'snapshot', position: null, readAt: null, part: 1, parts: 1, skipped: 0 },
      items: [streaming],
    },
  ])
  base.store.setFollowing({ wanted: ['all'], covered: ['all'], leftOut: [] })
  const { connection: still } = createStill({ connection: open }).session
  if (!still) throw new Error('A still session with a status has a connection.')
  let snapshot: ConnectionSnapshot = still.getSnapshot()
  const listeners = new Set<() => void>()
  const batches = new Set<(batch: readonly StoreFrame[]) => void>()
  const session: Session = {
    ...base,
    connection: {
      ...still,
      coverage: () => (hasState ? still.coverage() : []),
      getSnapshot: () => snapshot,
      subscribe(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      onFrames(listener) {
        batches.add(listener)
        return () => batches.delete(listener)
      },
    },
    retain: () => () => {},
  }
  return {
    session,
    page: (node: ReactNode) => (
      <GaugeProvider session={session} locale="en-GB" timeZone="UTC">
        {node}
        <Announcer />
      </GaugeProvider>
    ),
    become: (status: ConnectionStatus) =>
      act(() => {
        snapshot = { ...still.getSnapshot(), ...status } as ConnectionSnapshot
        for (const listener of [...listeners]) listener()
      }),
    receive: (...frames: readonly StoreFrame[]) =>
      act(() => {
        session.store.apply(frames)
        for (const listener of [...batches]) listener(frames)
      }),
    advance: (ms: number) => act(() => world.advance(ms)),
  }
}
