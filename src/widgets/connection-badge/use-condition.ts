/** The connection of a page as ConnectionBadge and StaleBanner show it: its condition, its times, its announcements. */
import { useEffect, useMemo, useRef } from 'react'
import type { Connection } from '../../connection/connection.ts'
import type { ConnectionSnapshot } from '../../connection/status.ts'
import type { FeedDefinition } from '../../feeds/definition.ts'
import { connectionEnglish } from '../../messages/english.ts'
import { useSessionOf } from '../../react/feed-context.ts'
import { useMessages } from '../../react/language.tsx'
import { useGauge } from '../../react/session-context.ts'
import { useAsOf, useConnectionSnapshot } from '../../react/use-connection.ts'
import { useTickedValue, type ValueOverTime } from '../../react/use-ticked-value.ts'
import { useAnnounce } from '../announcer/announcer.tsx'
import {
  announcedCondition,
  type ConnectionCondition,
  conditionOf,
  isLost,
  type LostCondition,
} from './connection-text.ts'

export interface ConditionView {
  /** Null for a session without network. */
  readonly connection: Connection | null
  readonly snapshot: ConnectionSnapshot | null
  readonly condition: ConnectionCondition
  /** When what is shown was last confirmed, server time in Unix ms; null while it is live. */
  readonly asOfMs: number | null
  /** Whether the state of something has been received. */
  readonly hasState: boolean
  /** Whole seconds until the next attempt; null when none is planned. */
  readonly secondsLeft: number | null
  /** Retries or reconnects now. */
  retry(): void
}

/** @throws GaugeError `provider_missing` for a `feed` that has no provider */
export function useCondition(feed: FeedDefinition | undefined): ConditionView {
  const gauge = useGauge()
  const session = useSessionOf(feed) ?? gauge.session
  const connection = session.connection as Connection | null
  const snapshot = useConnectionSnapshot(session)
  const { following, items } = session.store.getInitialState()
  const hasState = (connection?.coverage().length ?? 0) > 0
  const idle = hasState ? 'live' : following.wanted.length + items.size > 0 ? 'connecting' : 'idle'
  const condition = conditionOf(snapshot, idle)
  const secondsLeft = useTickedValue(useMemo(() => countdown(snapshot), [snapshot]))
  useConditionAnnouncements(condition)
  return {
    ...{ connection, snapshot, condition, hasState, secondsLeft },
    asOfMs: useAsOf(session),
    retry() {
      // A closed connection does not retry; it has to be opened.
      if (snapshot?.status === 'closed') connection?.open()
      else connection?.retryNow()
    },
  }
}

/** Seconds until the next attempt, over time. Attempts are scheduled by the local clock. */
function countdown(snapshot: ConnectionSnapshot | null): ValueOverTime<number | null> {
  if (snapshot?.status !== 'waiting') return { valueAt: () => null, nextChangeMs: () => null }
  const retryAtMs = snapshot.retryAtMs + (snapshot.clockOffsetMs ?? 0)
  const secondsAt = (nowMs: number) => Math.max(0, Math.ceil((retryAtMs - nowMs) / 1000))
  return {
    valueAt: secondsAt,
    nextChangeMs(afterMs) {
      const seconds = secondsAt(afterMs)
      return seconds === 0 ? null : retryAtMs - (seconds - 1) * 1000
    },
  }
}

/** Under one key, so that several widgets that say the same are announced once. */
function useConditionAnnouncements(condition: ConnectionCondition): void {
  const announce = useAnnounce()
  const messages = useMessages('connection', connectionEnglish)
  const lost = useRef<LostCondition | null>(null)
  useEffect(() => {
    const announced = announcedCondition(condition, lost.current)
    if (condition === 'live') lost.current = null
    else if (isLost(condition)) lost.current = condition
    if (announced) announce('connection', messages[`announce.${announced}`])
  }, [condition, messages, announce])
}
