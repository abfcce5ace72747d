/**
 * What a chart shows, as a sentence and as rows of a table: the same facts for people who do not see it. Amounts are
 * exact at the times that are written next to them. Pure.
 */
import type { ForecastMessages } from '../../messages/gauges/gauge-messages.ts'
import type { StreamTerms } from '../../money/accrual.ts'
import { type TokenInfo, unitsPerToken } from '../../money/amount.ts'
import type { Timeline } from '../../money/timeline.ts'
import type { TotalKind } from '../../react/account-totals.ts'
import { printTokens } from '../formatting/amounts.ts'
import { type DateTimeStyle, isoDateTime, printNear } from '../formatting/date-time.ts'
import { endOf } from '../stream-view/deposit-end.ts'
import { streamedAtMs, sumAt } from './forecast.ts'

/** A time of the chart, and what is there. */
export interface ForecastRow {
  /** What happens then. */
  readonly kind: 'start' | 'now' | 'depletion' | 'ended' | 'end'
  /** What happens then, in a word. */
  readonly name: string
  /** When, as text. */
  readonly time: string
  /** For `datetime`; undefined beyond the range of dates. */
  readonly isoTime: string | undefined
  /** With the symbol of the token. */
  readonly amount: string
  /** Without it, for where it is written once; longer than fits below a chart, as `1.23E24`. */
  readonly figure: string
}

/** The texts of a forecast; empty where there is nothing to show. */
export interface ForecastText {
  /** Above the chart. */
  readonly label: string
  /** What the height of the chart is: the deposit; for an account the symbol, which all amounts share. */
  readonly top: string
  /** The chart as a sentence, for screen readers. */
  readonly sentence: string
  /** The same as a table, in order of time. */
  readonly rows: readonly ForecastRow[]
}

/** What the texts depend on. */
export interface ForecastContext extends DateTimeStyle {
  readonly messages: ForecastMessages
  readonly token: TokenInfo
  /** The time of the row `now`, server time in Unix ms. */
  readonly atMs: number
  /** The name of that row, in place of "Now", when the data is from an earlier time. */
  readonly asOf?: string | undefined
}

export const noForecastText: ForecastText = { label: '', top: '', sentence: '', rows: [] }

/** From here on, whole tokens are written as a power of ten: 15 digits are as many as fit next to those of another time. */
const longest = 10n ** 15n
const scientific = {
  notation: 'scientific',
  maximumFractionDigits: 2,
  roundingMode: 'trunc',
} as const

function createPrinter(context: ForecastContext) {
  const { messages: texts, token, locale, timeZone, atMs: nearMs, asOf } = context
  const messages = asOf ? { ...texts, now: asOf } : texts
  const amountOf = (units: bigint) => printTokens(units, token, locale)
  const timeOf = (atMs: number) => printNear(atMs, nearMs, { locale, timeZone })
  const figureOf = (units: bigint) => {
    const whole = units / unitsPerToken(token.decimals)
    return whole < longest && whole > -longest
      ? printTokens(units, { ...token, symbol: '' }, locale).trimEnd()
      : whole.toLocaleString(locale, scientific)
  }
  const row = (kind: ForecastRow['kind'], atMs: number, units: bigint): ForecastRow => ({
    kind,
    name: kind === 'depletion' && atMs <= nearMs ? messages.depleted : messages[kind],
    time: timeOf(atMs),
    isoTime: isoDateTime(atMs),
    amount: amountOf(units),
    figure: figureOf(units),
  })
  return { amountOf, timeOf, row }
}

/** The texts of a stream. */
export function describeStreamForecast(
  stream: StreamTerms,
  context: ForecastContext,
): ForecastText {
  const { messages, atMs } = context
  const { amountOf, timeOf, row } = createPrinter(context)
  const startsAtMs = Math.max(stream.startTime, stream.lastUpdateTime) * 1000
  const endsAtMs = endOf(stream)
  const streamed = streamedAtMs(stream, atMs)
  const deposit = amountOf(stream.depositedAmount)
  const hasEnded = stream.status === 'completed' || stream.status === 'cancelled'
  const isAhead = stream.status === 'active' && atMs < startsAtMs && stream.withdrawnAmount === 0n
  const sentence = messages.sentence({
    streamed: amountOf(streamed),
    deposit,
    withdrawn: amountOf(stream.withdrawnAmount),
    time: timeOf(atMs),
  })
  const startMs = isAhead ? startsAtMs : stream.startTime * 1000
  const facts: (readonly [ForecastRow['kind'], number, bigint])[] = [
    ['start', startMs, 0n],
    ['now', atMs, streamed],
    ...(endsAtMs === null ? [] : [['depletion', endsAtMs, stream.depositedAmount] as const]),
    ...(hasEnded ? [['ended', stream.lastUpdateTime * 1000, streamed] as const] : []),
  ]
  return {
    label: messages.label,
    top: messages.deposit({
      amount: printTokens(stream.depositedAmount, context.token, context.locale, 'round'),
    }),
    sentence: [
      sentence,
      ...(isAhead ? [messages.starts({ time: timeOf(startsAtMs) })] : []),
      ...(endsAtMs !== null && endsAtMs > atMs
        ? [messages.runsOut({ time: timeOf(endsAtMs) })]
        : []),
    ].join(' '),
    rows: facts.sort(([, one], [, other]) => one - other).map((fact) => row(...fact)),
  }
}

/** What the texts of an account depend on. */
export interface AccountForecastFacts {
  readonly kind: TotalKind
  /** Whether money flows in one direction only, and in which: it is the name of a net balance then. */
  readonly only: 'withdrawable' | 'remaining' | null
  readonly timelines: readonly Timeline[]
  /** The outgoing stream that runs out first, and when; null if none does. */
  readonly first: { readonly streamId: string | undefined; readonly endsAtMs: number } | null
  /** The right edge of the chart. */
  readonly untilMs: number
}

/** The texts of an account. */
export function describeAccountForecast(
  { kind, only, timelines, first, untilMs }: AccountForecastFacts,
  context: ForecastContext,
): ForecastText {
  const { messages, atMs } = context
  const { amountOf, timeOf, row } = createPrinter(context)
  const label = messages[kind === 'net' ? (only ?? kind) : kind]
  const shown = first && first.endsAtMs > atMs && first.endsAtMs < untilMs ? first : null
  const sentence = messages.accountSentence({
    label,
    amount: amountOf(sumAt(timelines, atMs)),
    time: timeOf(atMs),
    later: amountOf(sumAt(timelines, untilMs)),
    laterTime: timeOf(untilMs),
  })
  return {
    label,
    top: context.token.symbol,
    sentence: shown
      ? `${sentence} ${messages.runsOutFirst({
          stream:
            shown.streamId === undefined
              ? messages.aStream
              : messages.stream({ id: shown.streamId }),
          time: timeOf(shown.endsAtMs),
        })}`
      : sentence,
    rows: [
      row('now', atMs, sumAt(timelines, atMs)),
      ...(shown ? [row('depletion', shown.endsAtMs, sumAt(timelines, shown.endsAtMs))] : []),
      row('end', untilMs, sumAt(timelines, untilMs)),
    ],
  }
}
