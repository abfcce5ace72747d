/** The digits of a balance: which are always there, which while it moves, and when it reads differently. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { balanceEnglish as messages } from '../../src/messages/english.ts'
import type { TokenInfo } from '../../src/money/index.ts'
import { breakableText, joinText } from '../../src/react/balance-target.ts'
import { type BalanceStyle, createBalanceView } from '../../src/react/balance-view.ts'

const usdc: TokenInfo = { symbol: 'USDC', decimals: 7 }
/** 0.0001929 a second from second 1,000 on, for about 1,440 hours. */
const stream = {
  ratePerSecond: 1_929n,
  depositedAmount: 10_000_000_000n,
  withdrawnAmount: 0n,
  startTime: 1_000,
  lastUpdateTime: 1_000,
  status: 'active' as const,
  pausedAt: null,
}
const endsMs = 1_000_000 + Math.ceil(10_000_000_000_000 / 1_929)

function viewOf(changes: Partial<typeof stream> = {}, token = usdc, style?: Partial<BalanceStyle>) {
  return createBalanceView({ ...stream, ...changes }, token, {
    kind: 'withdrawable',
    locale: 'en-US',
    messages,
    digits: 'auto',
    fastDigits: 0,
    freshness: 'live',
    asOfMs: null,
    ...style,
  })
}

describe('a balance that moves', () => {
  it('has the two digits of every amount, and fainter ones after them that can be read', () => {
    expect(viewOf().textAt(101_000_000)).toEqual({ integer: '19', fraction: '.29', fast: '00' })
  })

  it('has as many digits as its token specifies', () => {
    const text = viewOf({}, { ...usdc, shownDecimals: 3 }).textAt(101_000_000)
    expect(text).toEqual({ integer: '19', fraction: '.290', fast: '0' })
    expect(viewOf({}, { symbol: 'YEN', decimals: 0 }).textAt(2_000).fraction).toBe('')
  })

  it('keeps its digits when it is too fast for them, and changes twelve times a second', () => {
    const fast = viewOf({ ratePerSecond: 50_000_000n, depositedAmount: 10n ** 18n })
    expect(fast.textAt(2_000_000)).toEqual({ integer: '5,000', fraction: '.00', fast: '' })
    const nextMs = fast.nextChangeMs(2_000_000) ?? 0
    expect(nextMs - 2_000_000).toBeGreaterThan(80)
    expect(nextMs - 2_000_000).toBeLessThan(90)
  })

  it('is not limited twice when it is written on the beat anyway', () => {
    const terms = { ratePerSecond: 50_000_000n, depositedAmount: 10n ** 18n }
    const nextMs = (everyMs: number) =>
      viewOf(terms, usdc, { everyMs }).nextChangeMs(2_000_030) ?? 0
    expect(nextMs(50)).toBeGreaterThan(2_000_100)
    // A frame that is 30 ms late still leaves the next beat, 70 ms later.
    expect(nextMs(100)).toBeLessThan(2_000_100)
  })

  it('shows all digits of a deposit that would only ever read 0.00', () => {
    const text = viewOf({ ratePerSecond: 1n, depositedAmount: 50_000n }).textAt(11_000_000)
    expect(joinText(text)).toBe('0.0010000')
  })
})

describe('a balance that has stopped', () => {
  it.each([
    ['because the deposit has streamed', {}, endsMs],
    ['because it has not started', {}, 999_000],
    [
      'because it is paused',
      { status: 'paused' as never, pausedAt: 101_000 as never },
      200_000_000,
    ],
    ['because it was cancelled', { status: 'cancelled' as never }, 200_000_000],
  ])('%s has two digits', (_, changes, atMs) => {
    expect(viewOf(changes).textAt(atMs)).toMatchObject({
      fraction: expect.stringMatching(/^\.\d\d$/),
      fast: '',
    })
  })

  /** 0.0044 accrue in a day. */
  const small = { ratePerSecond: 1n, depositedAmount: 100_000_000n }
  const paused = { status: 'paused' as never, pausedAt: 45_000 as never }

  it('shows all its digits where it would read 0', () => {
    expect(viewOf(small).textAt(45_000_000)).toMatchObject({ fraction: '.00', fast: '44000' })
    const view = viewOf({ ...small, ...paused })
    expect(view.textAt(200_000_000)).toEqual({ integer: '0', fraction: '.0044', fast: '' })
    expect(view.exactTextAt(200_000_000)).toBe('0.0044')
    expect(view.sentenceAt(200_000_000)).toMatch(/^0\.0044 USDC withdrawable, paused/)
  })

  it.each([
    ['settled', { ...small, withdrawnAmount: 99_999_999n }, 10 ** 12, 'withdrawable', '0.0000001'],
    ['withdrawn from', { ...small, withdrawnAmount: 5n }, 2_000_000, 'withdrawn', '0.0000005'],
    ['above a cent', { ...small, withdrawnAmount: 123_456n }, 2_000_000, 'withdrawn', '0.01'],
    ['exactly 0', small, 999_000, 'withdrawable', '0.00'],
  ] as const)('%s: shows %5$s', (_, changes, atMs, kind, text) => {
    expect(joinText(viewOf(changes, usdc, { kind }).textAt(atMs))).toBe(text)
  })

  it('never reads 0 when it is not', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        fc.integer({ min: 0, max: 18 }),
        fc.constantFrom('en-US', 'de-DE', 'ar-EG'),
        (withdrawnAmount, decimals, locale) => {
          const token = { symbol: 'T', decimals }
          const changes = { withdrawnAmount, depositedAmount: 10n ** 13n }
          const view = viewOf(changes, token, { kind: 'withdrawn', locale })
          expect(joinText(view.textAt(2_000_000))).toMatch(/[1-9١-٩]/)
        },
      ),
    )
  })

  it('has the digits that were asked for, and no more', () => {
    const view = viewOf({ ...small, ...paused }, usdc, { digits: 2 })
    expect(joinText(view.textAt(200_000_000))).toBe('0.00')
  })

  it('is written when it stops, and when it starts', () => {
    const view = viewOf()
    expect(view.nextChangeMs(999_000)).toBe(1_000_000)
    expect(view.nextChangeMs(endsMs - 1)).toBe(endsMs)
    expect(view.nextChangeMs(endsMs)).toBeNull()
  })

  it('keeps all its digits if only the connection has stopped', () => {
    const held = viewOf({}, usdc, { freshness: 'stale', asOfMs: 101_000_000 })
    expect(joinText(held.textAt(300_000_000))).toBe('19.2900')
    expect(held.nextChangeMs(300_000_000)).toBeNull()
  })
})

describe('an amount of 25 digits', () => {
  const long = {
    ratePerSecond: 1n,
    depositedAmount: 1_234_567_890_123_456_789_012_345n * 10n ** 7n,
  }

  it('can be broken between groups of digits in the page, and nowhere in its text', () => {
    const text = viewOf(long, usdc, { kind: 'remaining' }).textAt(1_000_000)
    expect(text.integer).toBe('1,234,567,890,123,456,789,012,345')
    expect(breakableText(text).integer.split('\u200b')).toEqual([
      '1,',
      '234,',
      '567,',
      '890,',
      '123,',
      '456,',
      '789,',
      '012,',
      '345',
    ])
  })

  it('can be broken in the notation of other locales', () => {
    const groupsIn = (locale: string) =>
      breakableText(
        viewOf(long, usdc, { kind: 'remaining', locale }).textAt(1_000_000),
      ).integer.split('\u200b').length
    expect(['de-DE', 'fr-FR', 'ar-EG', 'fa-IR', 'en-IN'].map(groupsIn)).toEqual([9, 9, 9, 9, 12])
  })
})
