/** The connection as widgets show it, also what it did while none was mounted. */
import { describe, expect, it } from 'vitest'
import type { Connection } from '../../src/connection/connection.ts'
import type { ConnectionSnapshot, ConnectionStatus } from '../../src/connection/status.ts'
import { noFacts } from '../../src/connection/status-view.ts'
import { debouncedConnection } from '../../src/react/debounced-connection.ts'
import { freshnessOf } from '../../src/react/freshness.ts'
import { createFakeWorld } from '../support/fake-world.ts'

const opened: ConnectionStatus = {
  status: 'open',
  phase: 'live',
  cause: 'opened',
  openedAtMs: 0,
  resumedFrom: '',
  lastByteAtMs: 0,
  lastEventAtMs: null,
  livenessMs: null,
  isFresh: true,
  degradedReason: null,
}
const waiting: ConnectionStatus = {
  status: 'waiting',
  delayMs: 4_000,
  retryAtMs: 4_000,
  cause: 'network',
}
const renewing: ConnectionStatus = { status: 'connecting', sinceMs: 0, cause: 'filter_changed' }

function createScene() {
  const world = createFakeWorld()
  const listeners = new Set<() => void>()
  const facts = { attempt: 0, lastEventId: '', lastError: null, reconnects: 0, ...noFacts }
  let snapshot: ConnectionSnapshot = { ...facts, ...opened }
  const connection = {
    getSnapshot: () => snapshot,
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  } as unknown as Connection
  const { clock } = world.platform
  const shown = debouncedConnection(connection, world.platform, { shownMs: clock.nowMs })
  return {
    shown,
    world,
    nowMs: clock.nowMs,
    /** A widget is mounted, and reads what it shows. */
    mount() {
      shown.asOfMs()
      return shown.subscribe(() => {})
    },
    become(status: ConnectionStatus) {
      snapshot = { ...facts, ...status } as ConnectionSnapshot
      for (const listener of [...listeners]) listener()
    },
  }
}

describe('a connection that is lost while no widget is mounted', () => {
  it('is shown as of its loss by one that is mounted later', async () => {
    const { shown, world, mount, become, nowMs } = createScene()
    mount()()
    const lostAtMs = nowMs()
    become(waiting)
    await world.advance(60_000)
    mount()
    expect(shown.asOfMs()).toBe(lostAtMs)
  })

  it('is shown as of its last loss, not of one before it', async () => {
    const { shown, world, mount, become, nowMs } = createScene()
    const unmount = mount()
    become(waiting)
    unmount()
    await world.advance(60_000)
    become(opened)
    await world.advance(60_000)
    const lostAtMs = nowMs()
    become(waiting)
    await world.advance(60_000)
    mount()
    expect(shown.asOfMs()).toBe(lostAtMs)
  })

  it('is not shown as live during the renewal that follows', async () => {
    const { shown, world, mount, become } = createScene()
    mount()()
    become(waiting)
    await world.advance(60_000)
    become(renewing)
    mount()
    expect(freshnessOf(shown.getSnapshot())).toBe('stale')
  })
})
