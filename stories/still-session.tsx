/**
 * Sessions for stories: a store with what the story needs, a clock that stands still, and, where the
 * story is about it, a connection that only says how it is.
 */
import type { ReactElement, ReactNode } from 'react'
import {
  type ConnectionSnapshot,
  type ConnectionStatus,
  createSession,
  GaugeProvider,
  type Session,
  type StreamState,
} from '../src/index.ts'
import { me, tokens } from './sample-streams.ts'
import { createStillWorld, type StillWorld, storyNowMs } from './still-world.ts'

type SessionConnection = NonNullable<Session['connection']>

/** What a store of payments is given. */
export type StoreFrame = Parameters<Session['store']['apply']>[0][number]

/** What a story's session knows. */
export interface StillOptions {
  /** The streams of its one snapshot; none: nothing has arrived yet. */
  readonly streams?: readonly StreamState[]
  /** What was delivered after that. */
  readonly frames?: readonly StoreFrame[]
  /** How the connection is. Default: there is none, and figures count as live. */
  readonly connection?: ConnectionStatus
  /** Answers requests; only with a `connection`. Default: they are never answered. */
  readonly request?: SessionConnection['request']
  /** What is different about the connection, such as its clock. */
  readonly facts?: Partial<ConnectionSnapshot>
  /** Null: none. Default: {@link me}. */
  readonly account?: string | null | undefined
}

/** A session and the world it lives in. */
export interface Still {
  readonly session: Session
  readonly world: StillWorld
}

const everything = ['all']

/** Creates a session whose time stands still. */
export function createStill(options: StillOptions = {}): Still {
  const { streams, frames = [], connection, account = me } = options
  const world = createStillWorld()
  // `url` only makes the store wait for a snapshot; nothing is ever requested.
  const base = createSession({
    url: '',
    account: account ?? undefined,
    tokens,
    platform: { ...world.platform, fetch: () => new Promise(() => {}) },
  })
  const session: Session = {
    ...base,
    connection: connection ? standIn(connection, options) : null,
    start() {},
    stop() {},
    retain: () => () => {},
  }
  const snapshot: StoreFrame[] = streams
    ? [
        {
          kind: 'snapshot',
          position: null,
          readAt: null,
          part: 1,
          parts: 1,
          items: streams,
          skipped: 0,
        },
      ]
    : []
  session.store.apply([...snapshot, ...frames])
  // What the snapshot lacks does not exist.
  if (streams) session.store.setFollowing({ wanted: everything, covered: everything, leftOut: [] })
  return { session, world }
}

const facts = {
  attempt: 0,
  lastEventId: 'k3f9a.1042',
  lastError: null,
  reconnects: 0,
  gaps: 0,
  duplicatesDropped: 0,
  invalidEvents: 0,
  unknownEvents: 0,
  clockOffsetMs: 0,
  clockErrorMs: 8,
  transport: 'direct',
} as const

/** An open connection that is caught up. */
export const open = {
  status: 'open',
  phase: 'live',
  cause: 'opened',
  openedAtMs: storyNowMs - 60_000,
  resumedFrom: '',
  lastByteAtMs: storyNowMs,
  lastEventAtMs: storyNowMs - 4_000,
  livenessMs: 35_000,
  isFresh: true,
  degradedReason: null,
} as const satisfies ConnectionStatus

/** A connection that is in a state and does nothing. */
function standIn(
  status: ConnectionStatus,
  { request = () => new Promise(() => {}), facts: given }: StillOptions,
): SessionConnection {
  const isRetry = status.status === 'waiting'
  const snapshot = {
    ...facts,
    ...given,
    ...status,
    attempt: isRetry ? 3 : 0,
  } as ConnectionSnapshot
  const nothing = () => {}
  return {
    open: nothing,
    close: nothing,
    pause: nothing,
    resume: nothing,
    retryNow: nothing,
    flush: nothing,
    request,
    getSnapshot: () => snapshot,
    subscribe: () => nothing,
    onFrames: () => nothing,
    on: () => nothing,
    quarantine: () => [],
    setFilter: nothing,
    setTopics: nothing,
    cursor: () => '',
    coverage: () => (status.status === 'idle' ? [] : everything),
    [Symbol.asyncIterator]() {
      throw new Error('A story has no events to iterate over: use session.store.apply.')
    },
    async [Symbol.asyncDispose]() {},
  }
}

/** Gives a story its session. Default locale: that of the language in the toolbar. */
export function Within(props: {
  readonly still: Still
  readonly locale?: string
  readonly children: ReactNode
}): ReactElement {
  const { still, locale, children } = props
  return (
    <GaugeProvider session={still.session} locale={locale}>
      {children}
    </GaugeProvider>
  )
}
