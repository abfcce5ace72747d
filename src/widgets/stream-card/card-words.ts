/**
 * What a card says about a payment stream besides its moving figures: who, how fast, how much in all,
 * and what comes next. Changes with events and with status, not with time. Pure.
 */
import {
  type BalanceKind,
  createAmountFormat,
  depletionTime,
  remainingAt,
  type TokenInfo,
} from '../../money/index.ts'
import type { StreamObject } from '../../react/use-stream-standing.ts'
import type { Absence } from '../stream-view/absence.ts'
import type { StreamWidgetState } from '../stream-view/widget-state.ts'
import { type NameOf, nameParty } from '../wording/addresses.ts'
import { isSayable, type MomentStyle, printDay, printDayAndTime } from '../wording/moments.ts'

/** What the words depend on besides the stream. */
export interface CardContext extends MomentStyle {
  readonly state: StreamWidgetState
  /** Why there is nothing to show; null when there is. */
  readonly absence: Absence | null
  /** As known or as asked for. */
  readonly streamId: string | undefined
  readonly token: TokenInfo | null
  readonly nameOf?: NameOf | undefined
}

/** The words of a card. */
export interface CardWords {
  /** Who is at the other end, or both ends when nobody said who looks. */
  readonly title: string
  /** `Stream 42`; empty when the stream has no id. */
  readonly subtitle: string
  /** Which figure is the one that matters now. */
  readonly kind: BalanceKind
  /** What that figure is called. */
  readonly label: string
  /** How fast it moves, per day; how it stands, when it does not move any more. */
  readonly pace: string
  /** The whole deposit: `of 1,000 USDC`. */
  readonly whole: string
  /** When the next thing happens, or the last one did. */
  readonly outlook: string
}

const secondsInDay = 86_400n

/** The words for a stream in that state. */
export function describeStream(stream: StreamObject | null, context: CardContext): CardWords {
  const { state, absence, streamId, token } = context
  const kind = kindOf(state)
  const isReady = stream !== null && token !== null && state.phase === 'ready'
  return {
    title: stream ? titleOf(stream, context) : titleless[absence ?? 'loading'],
    subtitle: streamId === undefined ? '' : `Stream ${streamId}`,
    kind,
    label: labels[kind],
    pace: isReady ? paceOf(stream, token, context) : '',
    whole: isReady ? `of ${printTokens(stream.depositedAmount, token, context)}` : '',
    outlook: isReady ? outlookOf(stream, context) : '',
  }
}

/** In place of a title, while nothing says who is at either end. */
const titleless: { readonly [A in Absence]: string } = {
  loading: 'Loading',
  stream_missing: 'Stream not found',
  connection_failed: 'Stream not reached',
  too_many_topics: 'Stream not followed',
  decimals_unknown: 'Payment stream',
  unreadable: 'Payment stream',
}

const labels: { readonly [K in BalanceKind]: string } = {
  streamed: 'Streamed',
  withdrawable: 'Withdrawable',
  remaining: 'Remaining',
  withdrawn: 'Paid out',
}

/** Who receives looks at what can be taken out, who sends at what is left; afterwards what was paid. */
function kindOf({ status, direction }: StreamWidgetState): BalanceKind {
  if (status === 'cancelled' || status === 'completed') return 'withdrawn'
  return direction === 'outgoing' ? 'remaining' : 'withdrawable'
}

function titleOf(stream: StreamObject, { state, nameOf }: CardContext): string {
  const { sender, recipient } = stream
  if (state.direction === 'incoming' && sender) return `From ${nameParty(sender, nameOf)}`
  if (state.direction === 'outgoing' && recipient) return `To ${nameParty(recipient, nameOf)}`
  if (sender && recipient) return `${nameParty(sender, nameOf)} to ${nameParty(recipient, nameOf)}`
  return 'Payment stream'
}

/** How fast it moves; how it stands, when it does not move any more. */
function paceOf(stream: StreamObject, token: TokenInfo, context: CardContext): string {
  switch (context.state.status) {
    case 'pending':
    case 'streaming':
    case 'paused': {
      const sign = context.state.direction === 'outgoing' ? '−' : '+'
      return `${sign}${printTokens(stream.ratePerSecond * secondsInDay, token, context)} a day`
    }
    case 'settled':
      return context.state.direction === 'outgoing'
        ? 'All streamed, nothing left to fund'
        : 'All streamed, ready to withdraw'
    case 'completed':
      return 'All streamed and withdrawn'
    case 'cancelled':
      return `${printTokens(remainingAt(stream, stream.lastUpdateTime), token, context)} refunded`
    case null:
      return ''
  }
}

/** When the next thing happens, or the last one did. */
function outlookOf(stream: StreamObject, context: CardContext): string {
  const { status, isCritical } = context.state
  const endsAtMs = secondsToMs(depletionTime(stream))
  switch (status) {
    case 'pending':
      return `Starts ${printDayAndTime(stream.startTime * 1000, context)}`
    case 'streaming':
      if (endsAtMs === null) return 'No end in sight'
      return `Ends ${isCritical ? printDayAndTime(endsAtMs, context) : printDay(endsAtMs, context)}`
    case 'paused':
      return stream.pausedAt === null
        ? 'Paused'
        : `Paused since ${printDayAndTime(stream.pausedAt * 1000, context)}`
    case 'settled':
      return endsAtMs === null ? '' : `Since ${printDay(endsAtMs, context)}`
    case 'completed':
    case 'cancelled':
      return `Ended ${printDay(stream.lastUpdateTime * 1000, context)}`
    case null:
      return ''
  }
}

/** Null for what no date can say: at a tiny rate a deposit may last a million years. */
function secondsToMs(seconds: number | null): number | null {
  return seconds !== null && isSayable(seconds * 1000) ? seconds * 1000 : null
}

/** Two digits after the point at most: words, not the exact figure, which is one selection away. */
function printTokens(units: bigint, token: TokenInfo, { locale }: CardContext): string {
  const { decimals, symbol } = token
  const smallest = 10n ** BigInt(Math.max(0, decimals - 2))
  const isTiny = units > 0n && units < smallest
  const format = createAmountFormat({
    locale,
    decimals,
    fractionDigits: isTiny ? decimals : 2,
    minimumFractionDigits: units % 10n ** BigInt(decimals) === 0n || isTiny ? 0 : 2,
  })
  return `${format.text(units)}\u00a0${symbol}`
}
