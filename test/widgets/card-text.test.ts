/** The texts of a card. */
import { describe, expect, it } from 'vitest'
import {
  cardEnglish as messages,
  unavailableEnglish as reasons,
} from '../../src/messages/english.ts'
import { languages, loadMessages } from '../../src/messages/languages.ts'
import type { AccrualStatus } from '../../src/money/index.ts'
import { shortAddress } from '../../src/widgets/formatting/addresses.ts'
import { describeStream } from '../../src/widgets/stream-card/card-text.ts'
import type { StreamWidgetState } from '../../src/widgets/stream-view/widget-state.ts'

const token = { symbol: 'USDC', decimals: 7 }
const stream = {
  streamId: '42',
  sender: 'GSENDERXXXXXXXXXXXXX',
  recipient: 'GRECIPIENTXXXXXXXXXX',
  ratePerSecond: 10_000n,
  depositedAmount: 1_000_000_000n,
  withdrawnAmount: 0n,
  startTime: 1_790_000_000,
  lastUpdateTime: 1_790_000_000,
  status: 'active' as const,
  pausedAt: null,
}

function stateOf(
  status: AccrualStatus,
  changes: Partial<StreamWidgetState> = {},
): StreamWidgetState {
  return {
    status,
    direction: 'incoming',
    phase: 'ready',
    freshness: 'live',
    asOfMs: null,
    isEndingSoon: false,
    isCritical: false,
    isTicking: true,
    ...changes,
  }
}

const context = {
  messages,
  reasons,
  streamId: '42',
  unavailable: null,
  token,
  nearMs: Date.UTC(2026, 8, 1),
  locale: 'en-GB',
  timeZone: 'UTC',
}

function textOf(status: AccrualStatus, changes: Partial<StreamWidgetState> = {}) {
  return describeStream(stream, { ...context, state: stateOf(status, changes) })
}

describe('the texts of a card', () => {
  it('show the withdrawable balance to the recipient and the remaining one to the sender', () => {
    expect(textOf('streaming').kind).toBe('withdrawable')
    expect(textOf('streaming', { direction: 'outgoing' }).kind).toBe('remaining')
    expect(textOf('cancelled').kind).toBe('withdrawn')
  })

  it('include the time in the label of a balance that is not live', () => {
    const asOfMs = Date.UTC(2026, 10, 20, 14, 2, 11)
    expect(textOf('streaming').label).toBe('Withdrawable')
    expect(textOf('streaming', { freshness: 'stale', asOfMs }).label).toBe(
      'Withdrawable as of 14:02:11',
    )
  })

  it('name the other party', () => {
    expect(textOf('streaming').title).toBe('From GSEN…XXXX')
    expect(textOf('streaming', { direction: 'outgoing' }).title).toBe('To GREC…XXXX')
    expect(textOf('streaming', { direction: null }).title).toBe('GSEN…XXXX to GREC…XXXX')
  })

  it('isolate a name from right to left, which would reorder what follows it', () => {
    const text = (nameOf: () => string) =>
      describeStream(stream, {
        ...context,
        nameOf,
        state: stateOf('streaming', { direction: null }),
      }).title
    expect(text(() => 'عمر')).toBe('\u2068عمر\u2069 to \u2068عمر\u2069')
    expect(text(() => 'Ömer')).toBe('Ömer to Ömer')
  })

  it('show the rate per day, truncated', () => {
    expect(textOf('streaming').rate).toBe('+86.40\u00a0USDC per day')
    expect(textOf('streaming', { direction: 'outgoing' }).rate).toBe('−86.40\u00a0USDC per day')
  })

  it('say of a paused stream that nothing accrues until it is resumed', () => {
    expect(textOf('paused').rate).toBe('+86.40\u00a0USDC per day once resumed')
    expect(textOf('paused', { direction: 'outgoing' }).rate).toBe(
      '−86.40\u00a0USDC per day once resumed',
    )
  })

  it.each(languages)('say so in %s', async (tag) => {
    const { card } = await loadMessages(tag)
    const parts = { sign: '+', amount: '86.40\u00a0USDC' }
    expect(card.pausedRate(parts)).not.toBe(card.rate(parts))
    expect(card.pausedRate(parts)).toContain('86.40')
  })

  it('speak of the same thing as the gauge, after its percentage', () => {
    expect(textOf('streaming').deposit).toBe('streamed of 100\u00a0USDC')
  })

  it('never name a start in the past, even if the stream was resumed later', () => {
    const later = { ...stream, lastUpdateTime: stream.startTime + 7_200 }
    const scheduleOf = (given: typeof stream) =>
      describeStream(given, { ...context, state: stateOf('pending') }).schedule
    expect(scheduleOf(stream)).toBe('Starts 21 Sept, 14:13')
    expect(scheduleOf(later)).toBe('Starts 21 Sept, 16:13')
    expect(scheduleOf({ ...later, withdrawnAmount: 1n })).toBe('Resumes 21 Sept, 16:13')
  })

  it('name the year of a time that is far away', () => {
    const state = stateOf('pending')
    const { schedule } = describeStream(stream, { ...context, state, nearMs: 0 })
    expect(schedule).toMatch(/^Starts 21 Sept \d{4}$/)
  })

  it('show the end date, with the time when it ends soon', () => {
    expect(textOf('streaming').schedule).toBe('Ends 22 Sept 2026')
    expect(textOf('streaming', { isEndingSoon: true }).schedule).toBe('Ends 22 Sept, 18:00')
  })

  it('show no end date beyond the range of dates', () => {
    const eternal = { ...stream, ratePerSecond: 1n, depositedAmount: 10n ** 15n }
    const state = stateOf('streaming')
    expect(describeStream(eternal, { ...context, state }).schedule).toBe('No end date')
  })
})

describe('a short address', () => {
  it('keeps the first and last four characters', () => {
    expect(shortAddress('GDQP2KPQGKIHYJGXNUIYOMHARUARCA7DJT5FO2FFOOKY3B2WSQHG4W37')).toBe(
      'GDQP…4W37',
    )
    expect(shortAddress('Ada')).toBe('Ada')
  })
})
