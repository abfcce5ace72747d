/**
 * ConnectionBadge: whether figures can be trusted to be current, and what happens next if not. Says a
 * change once; counts down to the next attempt by itself.
 */
import { forwardRef, useEffect, useMemo, useRef } from 'react'
import type { ConnectionSnapshot } from '../../connection/status.ts'
import { useGauge, useSession } from '../../react/session-context.ts'
import { type Freshness, freshnessOf, useConnectionSnapshot } from '../../react/use-connection.ts'
import { useTickedValue, type ValueOverTime } from '../../react/use-ticked-value.ts'
import { useAnnounce } from '../announcer/announcer.tsx'
import { Icon, type IconName } from '../icons/icon.tsx'
import { type PartProps, usePart } from '../part/part.tsx'
import { createWidgetContext } from '../part/widget-context.ts'
import { useSureUntil } from '../stream-view/use-sure-until.ts'
import { yes } from '../stream-view/widget-state.ts'
import { printTimeOfDay } from '../wording/moments.ts'
import {
  announcementOf,
  type ConnectionCondition,
  canRetryIn,
  conditionOf,
  conditionWords,
  detailOf,
  isLostIn,
} from './connection-words.ts'

/** State of {@link ConnectionBadge}. */
export interface ConnectionBadgeState {
  readonly condition: ConnectionCondition
  readonly freshness: Freshness
  /** A person can ask for the next attempt. */
  readonly canRetry: boolean
}

/** What {@link useConnectionBadge} returns. */
export interface ConnectionBadgeView {
  readonly state: ConnectionBadgeState
  /** The condition in a word or two. */
  readonly word: string
  /** What happens next; empty when there is nothing to add. */
  readonly detail: string
  /** Whole seconds until the next attempt; null when none is planned. */
  readonly secondsLeft: number | null
  /** Asks for the next attempt now. */
  retry(): void
}

/** The headless hook: the connection in words. Renders when they change, so once a second at most. */
export function useConnectionBadge(
  options: { readonly timeZone?: string | undefined } = {},
): ConnectionBadgeView {
  const { locale } = useGauge()
  const { connection } = useSession()
  const snapshot = useConnectionSnapshot()
  const condition = conditionOf(snapshot)
  const freshness = freshnessOf(snapshot)
  const sureUntilMs = useSureUntil(freshness)
  const secondsLeft = useTickedValue(useMemo(() => countdown(snapshot), [snapshot]))
  useSayChanges(condition)

  const since =
    sureUntilMs === null ? '' : printTimeOfDay(sureUntilMs, { locale, timeZone: options.timeZone })
  const canRetry = canRetryIn.has(condition)
  const state = useMemo(
    () => ({ condition, freshness, canRetry }),
    [condition, freshness, canRetry],
  )
  return {
    state,
    word: conditionWords[condition],
    detail: detailOf(condition, snapshot, secondsLeft, since),
    secondsLeft,
    retry() {
      // Only a connection that still wants to be one can hurry; a closed one has to be opened.
      if (snapshot?.status === 'closed') connection?.open()
      else connection?.retryNow()
    },
  }
}

/** Seconds until the next attempt, over time. Attempts are planned on the local clock. */
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

function useSayChanges(condition: ConnectionCondition): void {
  const say = useAnnounce()
  const wasLost = useRef(false)
  useEffect(() => {
    const sentence = announcementOf(condition, wasLost.current)
    if (condition === 'live') wasLost.current = false
    else if (isLostIn.has(condition)) wasLost.current = true
    if (sentence !== '') say('connection', sentence)
  }, [condition, say])
}

const icons: { readonly [C in ConnectionCondition]: IconName | null } = {
  none: 'offline',
  idle: null,
  connecting: null,
  syncing: null,
  live: null,
  stale: 'warning',
  reconnecting: 'retry',
  offline: 'offline',
  paused: 'paused',
  'signed-out': 'signedOut',
  failed: 'warning',
  closed: 'offline',
}

const [Provider, part, useBadge] = createWidgetContext<ConnectionBadgeView>('ConnectionBadge')

/** What a badge shows, and how. */
export interface ConnectionBadgeOptions {
  /** IANA time zone of times in the detail. Default: the host's. */
  readonly timeZone?: string | undefined
}

/** Props of the root. */
export type ConnectionRootProps = ConnectionBadgeOptions & PartProps<'span', ConnectionBadgeState>

const Root = forwardRef<HTMLSpanElement, ConnectionRootProps>((props, forwarded) => {
  const { timeZone, ...rest } = props
  const view = useConnectionBadge({ timeZone })
  const { state } = view
  const root = usePart<'span', ConnectionBadgeState>(
    'span',
    {
      className: 'sg-connection',
      attributes: {
        'data-condition': state.condition,
        'data-freshness': state.freshness,
        'data-retry': yes(state.canRetry),
      },
    },
    rest,
    forwarded,
    state,
  )
  return <Provider value={view}>{root}</Provider>
})
Root.displayName = 'ConnectionBadge.Root'

/** A dot while all is well or on its way, an icon when something is to be noticed. */
const Sign = part('Sign', 'span', ({ state }) => {
  const icon = icons[state.condition]
  return {
    className: icon ? 'sg-connection__sign' : 'sg-connection__sign sg-connection__dot',
    attributes: { 'aria-hidden': 'true' },
    children: icon && <Icon name={icon} />,
  }
})

const Label = part('Label', 'span', ({ word }) => ({
  className: 'sg-connection__label sg-phrase',
  children: word,
}))

/** What happens next. A countdown is a timer to assistive technology: readable, never read out. */
const Detail = part('Detail', 'span', ({ detail, secondsLeft }) => ({
  className: 'sg-connection__detail sg-phrase sg-number',
  attributes: secondsLeft === null ? {} : { role: 'timer', 'aria-live': 'off' },
  children: detail,
}))

const Retry = part('Retry', 'button', ({ state, retry }) => ({
  className: 'sg-connection__retry sg-focusable',
  attributes: { type: 'button', onClick: retry },
  children: state.condition === 'reconnecting' ? 'Retry now' : 'Connect again',
}))

/** Props of {@link ConnectionBadge}. */
export interface ConnectionBadgeProps extends Omit<ConnectionRootProps, 'children'> {
  /** Leaves the sentence after the word out, where room is scarce. */
  readonly hideDetail?: boolean | undefined
  /** Leaves the button out, where the page has its own. */
  readonly hideRetry?: boolean | undefined
}

const Styled = forwardRef<HTMLSpanElement, ConnectionBadgeProps>((props, ref) => {
  const { hideDetail = false, hideRetry = false, ...root } = props
  return (
    <Root {...root} ref={ref}>
      <Sign />
      <Label />
      {!hideDetail && <Detail />}
      {!hideRetry && <RetryWhenPossible />}
    </Root>
  )
})
Styled.displayName = 'ConnectionBadge'

function RetryWhenPossible() {
  return useBadge().state.canRetry ? <Retry /> : null
}

/**
 * The state of the connection, as a badge.
 *
 * @example
 * <ConnectionBadge />
 */
export const ConnectionBadge = /* @__PURE__ */ Object.assign(Styled, {
  Root,
  Sign,
  Label,
  Detail,
  Retry,
})
