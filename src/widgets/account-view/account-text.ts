/**
 * The texts of an account's totals: they change with events and status, not with time; how long the first deposit
 * lasts is apart. Pure.
 */
import { countOf } from '../../messages/cached-format.ts'
import type { AccountMessages, UnavailableMessages } from '../../messages/messages.ts'
import type { TotalKind } from '../../react/account-totals.ts'
import type { AccountSummary } from '../../react/use-account-summary.ts'
import { shortAddress } from '../formatting/addresses.ts'
import {
  type DateTimeStyle,
  isValidTime,
  printNear,
  printTimeOfDay,
} from '../formatting/date-time.ts'
import { type UnavailableReason, unavailableReason } from '../stream-view/unavailable.ts'
import { type FlowPeriod, printRate, type RateStyle } from './rates.ts'

/** What the texts depend on besides the totals. */
export interface AccountContext extends DateTimeStyle {
  readonly messages: AccountMessages
  readonly reasons: UnavailableMessages
  readonly kind: TotalKind
  readonly per: FlowPeriod
  /** Server time in Unix ms. Dates far from it have their year. */
  readonly nearMs: number
}

/** The texts of an account's totals; empty where there is nothing to say. */
export interface AccountText {
  /** What the large number is, and its time unless it is live. */
  readonly label: string
  /** What flows to the account and away from it, with sign and period. */
  readonly incoming: string
  /** See `incoming`. */
  readonly outgoing: string
  /** The difference of the two. */
  readonly net: string
  /** Which stream runs out first, and when. */
  readonly runsOut: string
  /** The name of that stream. */
  readonly runwayStream: string
  /** Why nothing flows. */
  readonly status: string
  /** What else there is: paused streams, other tokens. */
  readonly notes: readonly string[]
  /** Why there is no balance. */
  readonly message: string
  /** The same as a reason; null if there is one. */
  readonly unavailable: UnavailableReason | 'empty' | null
}

/** The texts for these totals. */
export function describeAccount(summary: AccountSummary, context: AccountContext): AccountText {
  const { messages } = context
  const unavailable = summary.phase === 'empty' ? 'empty' : unavailableReason(summary)
  const { token } = summary
  const style: RateStyle | null =
    unavailable === null && token ? { ...context, locale: context.locale, token } : null
  const { incomingPerSecond: incoming, outgoingPerSecond: outgoing, runway } = summary
  return {
    label: labelOf(summary, context),
    incoming: style ? printRate(incoming, style) : '',
    outgoing: style ? printRate(-outgoing, style) : '',
    net: style ? printRate(incoming - outgoing, style) : '',
    runsOut: style && runway ? runsOutOf(summary, context) : '',
    runwayStream: runway ? streamName(runway.stream.streamId, messages) : '',
    status: style ? statusText(summary, messages) : '',
    notes: style ? notesOf(summary, context) : [],
    message: messageOf(unavailable, summary, context),
    unavailable,
  }
}

/** An account that only receives has nothing remaining, and one that only sends nothing to withdraw. */
function labelOf(summary: AccountSummary, { messages, kind, ...style }: AccountContext): string {
  const { incomingStreams, outgoingStreams, asOfMs, phase } = summary
  const isOneSided = kind === 'net' && (incomingStreams === 0) !== (outgoingStreams === 0)
  const shown = isOneSided ? (incomingStreams > 0 ? 'withdrawable' : 'remaining') : kind
  const balance = messages[shown]
  if (asOfMs === null || phase !== 'ready') return balance
  return messages.asOf({ balance, time: printTimeOfDay(asOfMs, style) })
}

function streamName(streamId: string | undefined, messages: AccountMessages): string {
  return streamId === undefined ? messages.aStream : messages.stream({ id: streamId })
}

function runsOutOf({ runway }: AccountSummary, context: AccountContext): string {
  if (!runway) return ''
  const { messages, nearMs } = context
  if (!isValidTime(runway.endsAtMs)) return messages.endless
  const stream = streamName(runway.stream.streamId, messages)
  return messages.runsOut({ stream, time: printNear(runway.endsAtMs, nearMs, context) })
}

function statusText({ status }: AccountSummary, messages: AccountMessages): string {
  return status === null || status === 'streaming' ? '' : messages[status]
}

function notesOf(summary: AccountSummary, { messages, locale }: AccountContext): readonly string[] {
  const { pausedStreams, status, tokens } = summary
  const others = tokens.length - 1
  return [
    ...(pausedStreams > 0 && status === 'streaming'
      ? [messages.pausedStreams(countOf(pausedStreams, locale))]
      : []),
    ...(others > 0 ? [messages.otherTokens(countOf(others, locale))] : []),
  ]
}

/** The message about an unknown token contains its address, which the application has to add. */
function messageOf(
  unavailable: AccountText['unavailable'],
  { tokenAddress }: AccountSummary,
  { messages, reasons }: AccountContext,
): string {
  if (unavailable === null || unavailable === 'loading') return ''
  if (unavailable === 'empty') return messages.empty
  return unavailable === 'decimals_unknown' && tokenAddress
    ? // A line may break after an ellipsis, but not inside an address.
      messages.unknownToken({ token: shortAddress(tokenAddress).replace('…', '…\u2060') })
    : reasons[unavailable]
}
