/** An explanation in words and numbers, with every digit. Pure. */

import type { ConnectionSnapshot } from '../../connection/status.ts'
import { printWith } from '../../messages/cached-format.ts'
import type { InspectorMessages } from '../../messages/detail-messages.ts'
import type { CardMessages } from '../../messages/messages.ts'
import type { BalanceKind, StreamTerms, TokenInfo } from '../../money/index.ts'
import { printTokens } from '../formatting/amounts.ts'
import { type DateTimeStyle, isoDateTime, printDateAndTime } from '../formatting/date-time.ts'
import type { StreamWidgetState } from '../stream-view/widget-state.ts'
import type { Explanation, ExplanationStep } from './explanation.ts'

/** One step: `name`, `expression = result`. */
export interface StepText {
  /** Which step. */
  readonly kind: ExplanationStep['kind']
  readonly name: string
  /** With the numbers put in; empty if there is nothing to compute. */
  readonly expression: string
  /** With every digit and its symbol or unit. */
  readonly result: string
}

/** A fact with its name. */
export interface FactText {
  /** Which fact: the same in every language. */
  readonly key: string
  /** Its name, such as "Deposited". */
  readonly name: string
  /** As it is shown. */
  readonly value: string
  /** Of a time: for the `datetime` attribute. */
  readonly isoTime?: string | undefined
}

/** The texts of an explanation. */
export interface ExplanationText {
  /** What the amount is: the name of the balance. */
  readonly balance: string
  /** With every digit and the symbol. */
  readonly amount: string
  /** Date and time of the ledger second that it is computed at. */
  readonly time: string
  /** The same for the `datetime` attribute. */
  readonly isoTime: string | undefined
  /** The formula with the numbers put in. */
  readonly steps: readonly StepText[]
  /** Why it is so; empty for a stream that runs. */
  readonly reason: string
  /** Rate, deposit, what was withdrawn, and the times. */
  readonly inputs: readonly FactText[]
}

/** What the texts depend on. */
export interface ExplanationStyle extends DateTimeStyle {
  readonly messages: InspectorMessages
  readonly card: CardMessages
  readonly token: TokenInfo
}

/** The texts of one explanation. */
export function describeExplanation(
  explanation: Explanation,
  stream: StreamTerms,
  style: ExplanationStyle,
): ExplanationText {
  const { messages, card, token, locale } = style
  const amountOf = (units: bigint) => printTokens(units, token, locale, 'full')
  const fact = (key: string, name: string, value: string): FactText => ({ key, name, value })
  const timeFact = (key: string, name: string, seconds: number): FactText => ({
    ...fact(key, name, timeOf(seconds, style)),
    isoTime: isoDateTime(seconds * 1000),
  })
  const { ratePerSecond, depositedAmount, withdrawnAmount, lastUpdateTime, pausedAt } = stream
  return {
    balance: card[explanation.kind],
    amount: amountOf(explanation.units),
    time: timeOf(explanation.atSeconds, style),
    isoTime: isoDateTime(explanation.atSeconds * 1000),
    steps: explanation.steps.map((step) => describeStep(step, explanation.kind, style)),
    reason: reasonOf(explanation, messages),
    inputs: [
      fact('rate', messages.rate, messages.perSecond({ amount: amountOf(ratePerSecond) })),
      fact('deposited', messages.deposited, amountOf(depositedAmount)),
      fact('withdrawn', messages.withdrawn, amountOf(withdrawnAmount)),
      timeFact('since', messages.since, lastUpdateTime),
      ...(pausedAt === null ? [] : [timeFact('pausedAt', messages.pausedAt, pausedAt)]),
    ],
  }
}

const timeOf = (seconds: number, style: DateTimeStyle) => printDateAndTime(seconds * 1000, style)

function reasonOf({ reason }: Explanation, messages: InspectorMessages): string {
  switch (reason) {
    case 'notStarted':
      return messages.notStarted
    case 'paused':
      return messages.pausedNote
    case 'limitReached':
      return messages.limitReached
    case 'ended':
      return messages.endedNote
    case null:
      return ''
  }
}

function describeStep(
  step: ExplanationStep,
  balance: BalanceKind,
  style: ExplanationStyle,
): StepText {
  const { messages, card, token, locale } = style
  const amountOf = (units: bigint) => printTokens(units, token, locale, 'full')
  const secondsOf = (seconds: bigint) =>
    messages.seconds({ count: Number(seconds), number: printWhole(seconds, locale) })
  const { kind } = step
  switch (kind) {
    case 'elapsed':
      return {
        kind,
        name: messages.elapsed,
        expression: `${timeOf(step.to, style)} − ${timeOf(step.from, style)}`,
        result: secondsOf(step.seconds),
      }
    case 'accrued':
      return {
        kind,
        name: messages.accrued,
        expression: `${amountOf(step.rate)} × ${printWhole(step.seconds, locale)}`,
        result: amountOf(step.units),
      }
    case 'limit':
      return {
        kind,
        name: messages.limit,
        expression: `${amountOf(step.deposited)} − ${amountOf(step.withdrawn)}`,
        result: amountOf(step.units),
      }
    case 'withdrawable':
      return {
        kind,
        name: card.withdrawable,
        expression: messages.smaller({
          accrued: amountOf(step.accrued),
          limit: amountOf(step.limit),
        }),
        result: amountOf(step.units),
      }
    case 'streamed':
      return {
        kind,
        name: card.streamed,
        expression: `${amountOf(step.withdrawn)} + ${amountOf(step.withdrawable)}`,
        result: amountOf(step.units),
      }
    case 'remaining':
      return {
        kind,
        name: card.remaining,
        expression: `${amountOf(step.deposited)} − ${amountOf(step.streamed)}`,
        result: amountOf(step.units),
      }
    case 'fixed':
      return {
        kind,
        name: card[balance === 'remaining' ? 'streamed' : balance],
        expression: '',
        result: amountOf(step.units),
      }
  }
}

/** Intl formats a bigint exactly, where a number may be too large. */
function printWhole(whole: bigint, locale: string | undefined): string {
  return printWith(Intl.NumberFormat, whole as unknown as number, locale, {})
}

/** The clock that the time comes from, and how far it may be wrong. */
export function describeClock(
  connection: ConnectionSnapshot | null,
  ratePerSecond: bigint,
  style: Pick<ExplanationStyle, 'messages' | 'token' | 'locale'>,
): { readonly offset: string; readonly uncertainty: string } {
  const { messages, token, locale } = style
  if (connection === null) return { offset: messages.ownClock, uncertainty: '' }
  const { clockOffsetMs, clockErrorMs } = connection
  if (clockOffsetMs === null) return { offset: messages.clockUnknown, uncertainty: '' }
  const size = printMilliseconds(Math.abs(clockOffsetMs), locale)
  const offset =
    Math.round(clockOffsetMs) === 0
      ? messages.noOffset
      : clockOffsetMs > 0
        ? messages.ahead({ offset: size })
        : messages.behind({ offset: size })
  if (clockErrorMs === null) return { offset, uncertainty: '' }
  // Rounded up: the error is at most this.
  const units = (ratePerSecond * BigInt(Math.ceil(clockErrorMs)) + 999n) / 1000n
  return {
    offset,
    uncertainty: messages.uncertainty({
      error: printMilliseconds(Math.ceil(clockErrorMs), locale),
      amount: printTokens(units, token, locale, 'full'),
    }),
  }
}

/** `350 ms`, `1.25 seconds`: in one piece. */
function printMilliseconds(ms: number, locale: string | undefined): string {
  const isLong = ms >= 1000
  return printWith(Intl.NumberFormat, isLong ? ms / 1000 : Math.round(ms), locale, {
    style: 'unit',
    unit: isLong ? 'second' : 'millisecond',
    unitDisplay: isLong ? 'long' : 'short',
    maximumFractionDigits: 2,
  }).replaceAll(' ', '\u00a0')
}

/** Whether the data is up to date. */
export function describeFreshness(
  { freshness, asOfMs }: Pick<StreamWidgetState, 'freshness' | 'asOfMs'>,
  { messages, ...style }: DateTimeStyle & { readonly messages: InspectorMessages },
): string {
  if (freshness === 'live') return messages.live
  return messages[freshness]({ time: asOfMs === null ? '' : printDateAndTime(asOfMs, style) })
}
