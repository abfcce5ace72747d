/**
 * Sessions for stories: a store with what the story needs, a clock that stands still, and, where the
 * story is about it, a connection that only says how it is.
 */
import { type ReactElement, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
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
import { applyMotion, moveWithClock, StoryControls } from './story-controls.ts'

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
  readonly request?: (path: string) => Promise<Response>
  /** What is different about the connection, such as its clock. */
  readonly facts?: Partial<ConnectionSnapshot>
  /** Null: none. Default: {@link me}. */
  readonly account?: string | null | undefined
}

/**
 * A session and the world it lives in. Both are made when a story first shows them, and made again when it is shown
 * the next time, so that a story begins as it was written, whatever was done in it before.
 */
export interface Still {
  readonly session: Session
  readonly world: StillWorld
  /** Puts the connection into another state, as a play function of a lost connection does. */
  setConnection(status: ConnectionStatus): void
  /** Shows it: returns the session, a new one unless it is being shown already, in the same turn of the toolbar. */
  show(startMs: number, turn: number): Session
  /** Counts the places that show it; returns what ends one. */
  retain(): () => void
}

interface Made {
  readonly startMs: number
  readonly session: Session
  readonly world: StillWorld
  readonly standIn: StandIn | null
}

/** Creates a session whose time stands still until the story or the toolbar moves it. */
export function createStill(options: StillOptions = {}): Still {
  let made: Made | null = null
  let shownIn = 0
  let isUsed = false
  let shownTurn = 0
  const current = () => {
    made ??= make(options, 0)
    return made
  }
  return {
    get session() {
      return current().session
    },
    get world() {
      return current().world
    },
    setConnection(status) {
      const { standIn } = current()
      if (!standIn) throw new Error('This story has no connection: give createStill one.')
      standIn.set(status)
    },
    show(startMs, turn) {
      // What a story has changed ends with it. Those of the turn before are still there while the next is rendered.
      if (turn !== shownTurn || (shownIn === 0 && (isUsed || current().startMs !== startMs))) {
        made = make(options, startMs)
      }
      shownTurn = turn
      isUsed = false
      return current().session
    },
    retain() {
      shownIn += 1
      return () => {
        shownIn -= 1
        isUsed = shownIn === 0
      }
    },
  }
}

function make(options: StillOptions, startMs: number): Made {
  const { streams, frames = [], connection, account = me } = options
  const world = createStillWorld(startMs)
  const standIn = connection ? createStandIn(connection, options) : null
  // `url` only makes the store wait for a snapshot; nothing is ever requested.
  const base = createSession({
    url: '',
    account: account ?? undefined,
    tokens,
    platform: { ...world.platform, fetch: () => new Promise(() => {}) },
  })
  const session: Session = {
    ...base,
    connection: standIn?.connection ?? null,
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
  return { startMs, session, world, standIn }
}

const everything = ['all']

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

interface StandIn {
  readonly connection: SessionConnection
  set(status: ConnectionStatus): void
}

/** A connection that is in a state and does nothing. */
function createStandIn(
  initial: ConnectionStatus,
  { request = () => new Promise(() => {}), facts: given }: StillOptions = {},
): StandIn {
  const snapshotOf = (status: ConnectionStatus): ConnectionSnapshot =>
    ({
      ...facts,
      ...given,
      ...status,
      attempt: status.status === 'waiting' ? 3 : 0,
    }) as ConnectionSnapshot
  const listeners = new Set<() => void>()
  let snapshot = snapshotOf(initial)
  const nothing = () => {}
  const connection: SessionConnection = {
    open: nothing,
    close: nothing,
    pause: nothing,
    resume: nothing,
    retryNow: nothing,
    flush: nothing,
    requestContext: async ({ signal }) => ({ signal, baseUrl: '', headers: {}, fetch: request }),
    getSnapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onFrames: () => nothing,
    on: () => nothing,
    quarantine: () => [],
    setFilter: nothing,
    setTopics: nothing,
    cursor: () => '',
    coverage: () => (snapshot.status === 'idle' ? [] : everything),
    [Symbol.asyncIterator]() {
      throw new Error('A story has no events to iterate over: use session.store.apply.')
    },
    async [Symbol.asyncDispose]() {},
  }
  return {
    connection,
    set(status) {
      snapshot = snapshotOf(status)
      for (const listener of [...listeners]) listener()
    },
  }
}

/** The session with a connection in this state in place of its own. */
function withConnection(session: Session, status: ConnectionStatus): Session {
  return { ...session, connection: createStandIn(status).connection }
}

/** Gives a story its session. Default locale: that of the language in the toolbar. */
export function Within(props: {
  readonly still: Still
  readonly locale?: string
  readonly children: ReactNode
}): ReactElement {
  const { still, locale, children } = props
  const { startMs, turn, connection, motion } = useContext(StoryControls)
  const [own] = useState(() => still.show(startMs, turn))
  const session = useMemo(
    () => (connection ? withConnection(own, connection) : own),
    [own, connection],
  )
  useEffect(() => still.retain(), [still])
  useEffect(() => moveWithClock(still.world), [still])
  useEffect(() => applyMotion(own.ticker, motion), [own, motion])
  return (
    <GaugeProvider session={session} locale={locale}>
      {children}
    </GaugeProvider>
  )
}
