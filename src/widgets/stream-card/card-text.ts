/**
 * The texts of a card: the parties, the rate, the deposit and the next date of a payment stream. They
 * change with events and with status, not with time. Pure.
 */
import type { CardMessages, UnavailableMessages } from '../../messages/messages.ts'
import { depletionSecond, remainingAtSecond } from '../../money/accrual.ts'
import type { BalanceKind, TokenInfo } from '../../money/index.ts'
import type { StreamObject } from '../../react/stream-summary.ts'
import { type NameOf, nameParty, shortAddress } from '../formatting/addresses.ts'
import { printTokens } from '../formatting/amounts.ts'
import {
  type DateTimeStyle,
  isValidTime,
  printDay,
  printDayAndTime,
  printNear,
  printTimeOfDay,
} from '../formatting/date-time.ts'
import type { UnavailableReason } from '../stream-view/unavailable.ts'
import type { StreamWidgetState } from '../stream-view/widget-state.ts'

/** What the texts depend on besides the stream. */
export interface CardContext extends DateTimeStyle {
  readonly messages: CardMessages
  readonly reasons: UnavailableMessages
  readonly state: StreamWidgetState
  /** Why there is nothing to show; null when there is. */
  readonly unavailable: UnavailableReason | null
  /** Id of the stream, or the id that was asked for. */
  readonly streamId: string | undefined
  readonly token: TokenInfo | null
  /** Server time in Unix ms. Dates far from it have their year. */
  readonly nearMs: number
  readonly nameOf?: NameOf | undefined
}

/** The texts of a card. */
export interface CardText {
  /** The other party, or both parties without an account. */
  readonly title: string
  /** `Stream 42`; empty when the stream has no id. */
  readonly subtitle: string
  /** The balance to show: the one that matters in this status. */
  readonly kind: BalanceKind
  /** The name of that balance, and its time unless it is live. */
  readonly label: string
  /** The rate per day, for a paused stream as that after it is resumed; or the outcome of one that has ended. */
  readonly rate: string
  /** The deposit, next to a percentage: `of 1,000 USDC`. */
  readonly deposit: string
  /** When it starts, ends or ended. */
  readonly schedule: string
  /** Why there is nothing else to show; empty when there is, or while it is loading. */
  readonly message: string
}

const secondsInDay = 86_400n

/** The texts for a stream in that state. */
export function describeStream(stream: StreamObject | null, context: CardContext): CardText {
  const { messages, state, unavailable, streamId, token } = context
  const kind = kindOf(state)
  const isReady = stream !== null && token !== null && state.phase === 'ready'
  return {
    title: titleOf(stream, unavailable ?? 'loading', context),
    subtitle: streamId === undefined ? '' : messages.stream({ id: streamId }),
    kind,
    label: isReady ? labelOf(kind, context) : messages[kind],
    rate: isReady ? rateOf(stream, token, context) : '',
    deposit: isReady
      ? messages.deposit({
          amount: printTokens(stream.depositedAmount, token, context.locale, 'round'),
        })
      : '',
    schedule: isReady ? scheduleOf(stream, context) : '',
    message: messageOf(stream, context),
  }
}

/** The name of the balance, and its time unless it is live. */
function labelOf(kind: BalanceKind, context: CardContext): string {
  const { messages, state } = context
  if (state.asOfMs === null) return messages[kind]
  return messages.asOf({ balance: messages[kind], time: printTimeOfDay(state.asOfMs, context) })
}

/** The message about an unknown token contains its address, which the application has to add. */
function messageOf(stream: StreamObject | null, context: CardContext): string {
  const { messages, reasons, unavailable } = context
  if (unavailable === null || unavailable === 'loading') return ''
  const address = unavailable === 'decimals_unknown' ? stream?.tokenAddress : undefined
  return address === undefined
    ? reasons[unavailable]
    : // A line may break after an ellipsis, but not inside an address.
      messages.unknownToken({ token: shortAddress(address).replace('…', '…\u2060') })
}

/** What a recipient can withdraw, what a sender has left; after the end, what was withdrawn. */
export function kindOf({
  status,
  direction,
}: Pick<StreamWidgetState, 'status' | 'direction'>): BalanceKind {
  if (status === 'cancelled' || status === 'completed') return 'withdrawn'
  return direction === 'outgoing' ? 'remaining' : 'withdrawable'
}

function titleOf(
  stream: StreamObject | null,
  unavailable: UnavailableReason,
  { messages, state, nameOf }: CardContext,
): string {
  if (!stream) {
    return unavailable === 'decimals_unknown' || unavailable === 'invalid'
      ? messages.title
      : messages[unavailable]
  }
  const sender = stream.sender && nameParty(stream.sender, nameOf)
  const recipient = stream.recipient && nameParty(stream.recipient, nameOf)
  const { direction } = state
  if (direction === 'incoming' && sender) return messages.from({ party: sender })
  if (direction === 'outgoing' && recipient) {
    return messages.to({ party: recipient })
  }
  return sender && recipient ? messages.between({ sender, recipient }) : messages.title
}

/** The rate, or the outcome of a stream that has ended. */
function rateOf(stream: StreamObject, token: TokenInfo, context: CardContext): string {
  const { messages, state } = context
  const isOutgoing = state.direction === 'outgoing'
  switch (state.status) {
    case 'pending':
    case 'streaming':
    case 'paused': {
      const amount = printTokens(stream.ratePerSecond * secondsInDay, token, context.locale)
      const rate = state.status === 'paused' ? messages.pausedRate : messages.rate
      return rate({ sign: isOutgoing ? '−' : '+', amount })
    }
    case 'settled':
      return isOutgoing ? messages.settled : messages.settledIncoming
    case 'completed':
      return messages.completed
    case 'cancelled': {
      const amount = printTokens(
        remainingAtSecond(stream, stream.lastUpdateTime),
        token,
        context.locale,
      )
      return messages.refunded({ amount })
    }
    case null:
      return ''
  }
}

/** When it starts, ends or ended. */
function scheduleOf(stream: StreamObject, context: CardContext): string {
  const { messages, state, nearMs } = context
  const { status, isEndingSoon } = state
  const endsAtMs = secondsToMs(depletionSecond(stream))
  switch (status) {
    case 'pending': {
      // A stream that was resumed before its start, or withdrawn from while it was paused, starts later.
      const startsAt = Math.max(stream.startTime, stream.lastUpdateTime)
      const text = stream.withdrawnAmount > 0n ? messages.resumes : messages.starts
      return text({ time: printNear(startsAt * 1000, nearMs, context) })
    }
    case 'streaming':
      if (endsAtMs === null) return messages.endless
      return messages.ends({ time: (isEndingSoon ? printDayAndTime : printDay)(endsAtMs, context) })
    case 'paused':
      return stream.pausedAt === null
        ? messages.paused
        : messages.pausedSince({ time: printNear(stream.pausedAt * 1000, nearMs, context) })
    case 'settled':
    case 'completed':
    case 'cancelled': {
      const endedAtMs = status === 'settled' ? endsAtMs : stream.lastUpdateTime * 1000
      if (endedAtMs === null) return ''
      return messages.ended({ time: printDay(endedAtMs, context) })
    }
    case null:
      return ''
  }
}

/** Null beyond the range of dates: at a tiny rate a deposit may last a million years. */
function secondsToMs(seconds: number | null): number | null {
  return seconds !== null && isValidTime(seconds * 1000) ? seconds * 1000 : null
}
