/** The explanation of an amount: its formula, evaluated from nothing but what is shown, is the amount of the money module. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inspectorEnglish } from '../../src/messages/detail-english.ts'
import { cardEnglish } from '../../src/messages/english.ts'
import {
  type BalanceKind,
  claimableAt,
  parseAmountInput,
  remainingAt,
  type StreamTerms,
  streamedAt,
} from '../../src/money/index.ts'
import { explainBalance } from '../../src/widgets/amount-inspector/explanation.ts'
import {
  describeClock,
  describeExplanation,
  type ExplanationText,
} from '../../src/widgets/amount-inspector/explanation-text.ts'

const locales = ['en-US', 'de-DE', 'en-IN', 'fr-FR', 'es-ES'] as const
const kinds = ['streamed', 'withdrawable', 'remaining', 'withdrawn'] as const

const seconds = fc.integer({ min: 1_000_000_000, max: 2_500_000_000 })
const units = fc.oneof(fc.bigInt(0n, 10n ** 6n), fc.bigInt(0n, 2n ** 100n))

const terms: fc.Arbitrary<StreamTerms> = fc
  .record({
    ratePerSecond: fc.oneof(fc.bigInt(1n, 10n ** 6n), fc.bigInt(1n, 2n ** 90n)),
    depositedAmount: units,
    share: fc.bigInt(0n, 1000n),
    startTime: seconds,
    moved: fc.integer({ min: 0, max: 10_000_000 }),
    status: fc.constantFrom('active', 'active', 'paused', 'cancelled', 'completed' as const),
    pause: fc.integer({ min: 0, max: 10_000_000 }),
  })
  .map(({ share, moved, pause, ...stream }) => ({
    ...stream,
    withdrawnAmount: (stream.depositedAmount * share) / 1000n,
    lastUpdateTime: stream.startTime + moved,
    pausedAt: stream.status === 'paused' ? stream.startTime + moved + pause : null,
  }))

const cases = fc.record({
  stream: terms,
  kind: fc.constantFrom(...kinds),
  later: fc.integer({ min: -1_000_000, max: 100_000_000 }),
  decimals: fc.constantFrom(0, 2, 7, 18),
  locale: fc.constantFrom(...locales),
})

type Case = typeof cases extends fc.Arbitrary<infer Value> ? Value : never

function textOf({ stream, kind, later, decimals, locale }: Case): ExplanationText {
  const atSeconds = stream.lastUpdateTime + later
  return describeExplanation(explainBalance(stream, kind, atSeconds), stream, {
    messages: inspectorEnglish,
    card: cardEnglish,
    token: { symbol: 'TOK', decimals },
    locale,
    timeZone: 'UTC',
  })
}

const balanceOf = (stream: StreamTerms, kind: BalanceKind, atSeconds: number) =>
  ({
    withdrawable: claimableAt,
    streamed: streamedAt,
    remaining: remainingAt,
    withdrawn: () => stream.withdrawnAmount,
  })[kind](stream, { atSeconds })

/** The formula, evaluated from what the page shows alone. */
function evaluate(text: ExplanationText, isEnded: boolean, locale: string, decimals: number) {
  const unitsIn = (shown = '') => {
    const sign = /^[-−]/.test(shown) ? -1n : 1n
    const digits = shown.replace(/[-−]|\u00a0TOK.*| TOK.*/g, '')
    return sign * parseAmountInput(digits, { locale, decimals })
  }
  const input = (key: string) => text.inputs.find((each) => each.key === key)
  const secondsIn = (key: string) => BigInt(Date.parse(input(key)?.isoTime ?? '') / 1000)
  const rate = unitsIn(input('rate')?.value)
  const deposited = unitsIn(input('deposited')?.value)
  const withdrawn = unitsIn(input('withdrawn')?.value)
  const now = input('pausedAt')
    ? secondsIn('pausedAt')
    : BigInt(Date.parse(text.isoTime ?? '') / 1000)
  const passed = now - secondsIn('since')
  const accrued = rate * (passed > 0n ? passed : 0n)
  const limit = deposited > withdrawn ? deposited - withdrawn : 0n
  const withdrawable = isEnded ? 0n : accrued < limit ? accrued : limit
  const results = {
    Withdrawable: withdrawable,
    Streamed: withdrawn + withdrawable,
    Remaining: deposited - withdrawn - withdrawable,
    Withdrawn: withdrawn,
  }
  return {
    computed: results[text.balance as keyof typeof results],
    shown: unitsIn(text.amount),
    unitsIn,
  }
}

describe('the explanation of an amount', () => {
  it('shows inputs from which its formula comes to the amount of the money module, to the unit', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { stream, kind, later, decimals, locale } = given
        const isEnded = stream.status === 'cancelled' || stream.status === 'completed'
        const { computed, shown } = evaluate(textOf(given), isEnded, locale, decimals)
        expect(shown).toBe(balanceOf(stream, kind, stream.lastUpdateTime + later))
        expect(computed).toBe(shown)
      }),
      { numRuns: 400 },
    )
  })

  it('shows steps of which each is the result of the numbers that are put in', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { locale, decimals, stream } = given
        const text = textOf(given)
        const { unitsIn } = evaluate(text, false, locale, decimals)
        for (const { kind, expression, result } of text.steps) {
          const [left = '', right = ''] = expression.split(/ [−×+] | and /)
          const results = {
            elapsed: () => null,
            accrued: () =>
              unitsIn(left) * parseAmountInput(right.replace(/\D/g, ''), { locale, decimals: 0 }),
            limit: () => {
              const rest = unitsIn(left) - unitsIn(right)
              return rest > 0n ? rest : 0n
            },
            withdrawable: () => {
              const accrued = unitsIn(left.replace('the smaller of ', ''))
              return accrued < unitsIn(right) ? accrued : unitsIn(right)
            },
            streamed: () => unitsIn(left) + unitsIn(right),
            remaining: () => unitsIn(left) - unitsIn(right),
            fixed: () => null,
          }
          const computed = results[kind]()
          if (computed !== null)
            expect(unitsIn(result), `${kind} of ${stream.status}`).toBe(computed)
        }
        const last = text.steps.at(-1)?.result ?? ''
        expect(unitsIn(last)).toBe(unitsIn(text.amount))
      }),
      { numRuns: 200 },
    )
  })

  const base: StreamTerms = {
    ratePerSecond: 10_000n,
    depositedAmount: 1_000_000_000n,
    withdrawnAmount: 36_000_000n,
    startTime: 1_790_000_000,
    lastUpdateTime: 1_790_003_600,
    status: 'active',
    pausedAt: null,
  }

  it.each([
    ['before the start', { lastUpdateTime: 1_790_010_000 }, 'notStarted'],
    ['while it runs', {}, null],
    ['once the deposit is used up', { depositedAmount: 40_000_000n }, 'limitReached'],
    ['while it is paused', { status: 'paused', pausedAt: 1_790_004_000 }, 'paused'],
    ['after a cancellation', { status: 'cancelled' }, 'ended'],
    ['after the last withdrawal', { status: 'completed' }, 'ended'],
  ] as const)('says why, %s', (_, changes, reason) => {
    expect(explainBalance({ ...base, ...changes }, 'withdrawable', 1_790_005_000).reason).toBe(
      reason,
    )
  })
})

describe('the clock of an explanation', () => {
  const style = {
    messages: inspectorEnglish,
    token: { symbol: 'USDC', decimals: 7 },
    locale: 'en-US',
  }
  const snapshot = (clockOffsetMs: number | null, clockErrorMs: number | null) =>
    ({ clockOffsetMs, clockErrorMs }) as Parameters<typeof describeClock>[0]

  it.each([
    [
      1_340,
      42,
      '1.34\u00a0seconds ahead of this device',
      '±\u00a042\u00a0ms, which is 0.00042\u00a0USDC',
    ],
    [-250, 8, '250\u00a0ms behind this device', '±\u00a08\u00a0ms, which is 0.00008\u00a0USDC'],
    [0.2, 0.4, 'The same as on this device', '±\u00a01\u00a0ms, which is 0.00001\u00a0USDC'],
    [12, null, '12\u00a0ms ahead of this device', ''],
    [null, null, 'Not known yet', ''],
  ])('that is %s ms away, within %s ms: %s', (offset, error, text, uncertainty) => {
    expect(describeClock(snapshot(offset, error), 100_000n, style)).toEqual({
      offset: text,
      uncertainty,
    })
  })

  it('is that of the device without a connection', () => {
    expect(describeClock(null, 1n, style).offset).toBe(inspectorEnglish.ownClock)
  })
})
