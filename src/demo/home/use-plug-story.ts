/**
 * What happens on this page while its plug is pulled and put back, as it happens: every step is read off the connection
 * and the store, none is assumed.
 */
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { type Session, useConnection, useSession } from '../../index.ts'
import { type Agreement, askServer } from './agreement.ts'
import type { Plug } from './plug.ts'

export const steps = ['live', 'stale', 'offline', 'exact'] as const
export type Step = (typeof steps)[number]

interface Record {
  /** When each step began, server time in Unix ms. */
  readonly sinceMs: { readonly [S in Step]?: number }
  /** How many events arrived late; null before that. */
  readonly missed: number | null
  /** Whether the server has sent all of them. */
  readonly isComplete: boolean
  /** What page and server have; null until the server has answered. */
  readonly agreement: Agreement | null
}

export interface PlugStory extends Record {
  readonly isPulled: boolean
  /** `connecting` before the first step; `returning`: it is plugged in and not up to date yet. */
  readonly now: Step | 'connecting' | 'returning'
}

const nothing: Record = { sinceMs: {}, missed: null, isComplete: true, agreement: null }

interface StoryOptions {
  readonly plug: Plug
  readonly baseUrl: string
  readonly account: string
}

export function usePlugStory({ plug, baseUrl, account }: StoryOptions): PlugStory {
  const session = useSession()
  const connection = useConnection()
  const isPulled = useSyncExternalStore(plug.subscribe, plug.getState) !== 'in'
  const [record, setRecord] = useState(nothing)
  /** The newest entry of the history when the plug was pulled; undefined while nothing has to be caught up. */
  const lastKey = useRef<string | null>(undefined)
  const isLive = connection.status === 'open' && connection.phase === 'live' && connection.isFresh
  const isOffline = connection.status === 'paused' && connection.reasons.includes('offline')

  useEffect(() => {
    const atMs = session.serverNowMs()
    const note = (step: Step) =>
      setRecord((before) => ({ ...before, sinceMs: { ...before.sinceMs, [step]: atMs } }))
    if (isPulled && lastKey.current === undefined) {
      lastKey.current = session.store.getState().history[0]?.key ?? null
      setRecord(({ sinceMs: { live = atMs } }) => ({ ...nothing, sinceMs: { live, stale: atMs } }))
    } else if (isPulled && isOffline) note('offline')
    else if (isLive && lastKey.current === undefined) note('live')
  }, [isPulled, isOffline, isLive, session])

  useEffect(() => {
    if (isPulled || !isLive || lastKey.current === undefined) return
    const atMs = session.serverNowMs()
    const caughtUp = readMissed(session, lastKey.current)
    lastKey.current = undefined
    setRecord(({ sinceMs }) => ({
      ...nothing,
      ...caughtUp,
      sinceMs: { ...sinceMs, exact: atMs },
    }))
    const leaving = new AbortController()
    const { items } = session.store.getState()
    askServer({
      fetch: plug.fetch,
      baseUrl,
      streams: [...items.values()].filter(({ recipient }) => recipient === account),
      atSeconds: Math.floor(atMs / 1000),
      signal: leaving.signal,
    }).then(
      (agreement) => {
        if (!leaving.signal.aborted) setRecord((before) => ({ ...before, agreement }))
      },
      () => {
        // Without an answer nothing is said about the server.
      },
    )
    return () => leaving.abort()
  }, [isPulled, isLive, session, plug, baseUrl, account])

  return { ...record, isPulled, now: stepOf({ isPulled, isLive, isOffline }, record) }
}

function readMissed({ store }: Session, lastKey: string | null) {
  const { history } = store.getState()
  const known = history.findIndex(({ key }) => key === lastKey)
  const late = known < 0 ? history : history.slice(0, known)
  return {
    missed: late.filter(({ kind }) => kind === 'event').length,
    isComplete: late.every(({ kind }) => kind === 'event'),
  }
}

function stepOf(
  page: { readonly isPulled: boolean; readonly isLive: boolean; readonly isOffline: boolean },
  { sinceMs }: Record,
): PlugStory['now'] {
  if (page.isPulled) return page.isOffline ? 'offline' : 'stale'
  if (page.isLive) return sinceMs.exact === undefined ? 'live' : 'exact'
  return sinceMs.stale === undefined ? 'connecting' : 'returning'
}
