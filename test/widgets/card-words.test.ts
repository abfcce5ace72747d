/** What a card says besides its figures. */
import { describe, expect, it } from 'vitest'
import type { AccrualStatus } from '../../src/money/index.ts'
import { describeStream } from '../../src/widgets/stream-card/card-words.ts'
import type { StreamWidgetState } from '../../src/widgets/stream-view/widget-state.ts'
import { shortAddress } from '../../src/widgets/wording/addresses.ts'

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
    isCritical: false,
    isTicking: true,
    ...changes,
  }
}

const context = { streamId: '42', absence: null, token, locale: 'en-GB', timeZone: 'UTC' }

function words(status: AccrualStatus, changes: Partial<StreamWidgetState> = {}) {
  return describeStream(stream, { ...context, state: stateOf(status, changes) })
}

describe('the words of a card', () => {
  it('show what can be taken out to who receives, and what is left to who sends', () => {
    expect(words('streaming').kind).toBe('withdrawable')
    expect(words('streaming', { direction: 'outgoing' }).kind).toBe('remaining')
    expect(words('cancelled').kind).toBe('withdrawn')
  })

  it('name the other end', () => {
    expect(words('streaming').title).toBe('From GSEN…XXXX')
    expect(words('streaming', { direction: 'outgoing' }).title).toBe('To GREC…XXXX')
    expect(words('streaming', { direction: null }).title).toBe('GSEN…XXXX to GREC…XXXX')
  })

  it('say the pace per day, truncated', () => {
    expect(words('streaming').pace).toBe('+86.40\u00a0USDC a day')
    expect(words('streaming', { direction: 'outgoing' }).pace).toBe('−86.40\u00a0USDC a day')
  })

  it('say when it ends, to the minute when that is soon', () => {
    expect(words('streaming').outlook).toBe('Ends 22 Sept 2026')
    expect(words('streaming', { isCritical: true }).outlook).toBe('Ends 22 Sept, 18:00')
  })

  it('end a million years from now without a date', () => {
    const eternal = { ...stream, ratePerSecond: 1n, depositedAmount: 10n ** 15n }
    const state = stateOf('streaming')
    expect(describeStream(eternal, { ...context, state }).outlook).toBe('No end in sight')
  })
})

describe('a short address', () => {
  it('keeps the ends, which people compare', () => {
    expect(shortAddress('GDQP2KPQGKIHYJGXNUIYOMHARUARCA7DJT5FO2FFOOKY3B2WSQHG4W37')).toBe(
      'GDQP…4W37',
    )
    expect(shortAddress('Ada')).toBe('Ada')
  })
})
