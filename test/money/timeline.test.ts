import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { remainingAtSecond, streamedAtSecond } from '../../src/money/accrual.ts'
import { balanceAt, I128_MAX, rateAt, type Timeline, timelineOf } from '../../src/money/index.ts'
import { histories, live, type Stage, secondsAround, seeds } from '../support/contract-histories.ts'
import { moneyErrorOf } from '../support/money-error-of.ts'
import { smallStream, start, startMs } from './small-stream.ts'

/** Milliseconds around all the seconds worth asking about, ascending. */
function timesAround(stage: Stage): readonly number[] {
  const times = secondsAround(stage).flatMap((second) =>
    [0, 1, 333, 500, 999].map((ms) => second * 1000 + ms),
  )
  return times.sort((a, b) => a - b)
}

describe.each(seeds)('timelines of random histories, seed %i', (seed) => {
  it('T1: equal the contract at whole seconds', () => {
    fc.assert(
      fc.property(histories, (history) => {
        live(history, (stage) => {
          const terms = stage.model.terms()
          const withdrawable = timelineOf(terms, 'withdrawable')
          const streamed = timelineOf(terms, 'streamed')
          const remaining = timelineOf(terms, 'remaining')
          const broken = secondsAround(stage).filter((second) => {
            const ms = second * 1000
            return (
              balanceAt(withdrawable, { atMs: ms }) !== stage.model.claimable(second) ||
              balanceAt(streamed, { atMs: ms }) !== streamedAtSecond(terms, second) ||
              balanceAt(remaining, { atMs: ms }) !== remainingAtSecond(terms, second)
            )
          })
          expect(broken).toEqual([])
        })
      }),
      { seed, numRuns: 100 },
    )
  })

  it('T2: split the deposit into streamed and remaining at every millisecond', () => {
    fc.assert(
      fc.property(histories, (history) => {
        live(history, (stage) => {
          const terms = stage.model.terms()
          const streamed = timelineOf(terms, 'streamed')
          const remaining = timelineOf(terms, 'remaining')
          const withdrawn = timelineOf(terms, 'withdrawn')
          const broken = timesAround(stage).filter((ms) => {
            const deposited = balanceAt(streamed, { atMs: ms }) + balanceAt(remaining, { atMs: ms })
            return (
              deposited !== terms.depositedAmount ||
              rateAt(streamed, { atMs: ms }) !== -rateAt(remaining, { atMs: ms }) ||
              balanceAt(withdrawn, { atMs: ms }) !== terms.withdrawnAmount
            )
          })
          expect(broken).toEqual([])
        })
      }),
      { seed, numRuns: 40 },
    )
  })

  it('T3: never run backwards and never leave the deposit', () => {
    fc.assert(
      fc.property(histories, (history) => {
        live(history, (stage) => {
          const terms = stage.model.terms()
          const streamed = timelineOf(terms, 'streamed')
          let last = 0n
          const broken = timesAround(stage).filter((ms) => {
            const before = last
            last = balanceAt(streamed, { atMs: ms })
            return last < before || last > terms.depositedAmount
          })
          expect(broken).toEqual([])
        })
      }),
      { seed, numRuns: 40 },
    )
  })
})

describe('between two seconds', () => {
  it('growth is truncated and so is shrinking, each millisecond', () => {
    const streamed = timelineOf(smallStream, 'streamed')
    const remaining = timelineOf(smallStream, 'remaining')
    const elapsed = Array.from({ length: 40_000 }, (_, ms) => ms)
    const broken = elapsed.filter((ms) => {
      const grown = BigInt(Math.min(100, Math.floor((3 * ms) / 1000)))
      return (
        balanceAt(streamed, { atMs: startMs + ms }) !== grown ||
        balanceAt(remaining, { atMs: startMs + ms }) !== 100n - grown
      )
    })
    expect(broken).toEqual([])
  })

  it('a fraction of a millisecond is dropped', () => {
    expect(balanceAt(timelineOf(smallStream, 'streamed'), { atMs: startMs + 333.9 })).toBe(0n)
    expect(balanceAt(timelineOf(smallStream, 'streamed'), { atMs: startMs + 334.1 })).toBe(1n)
  })
})

describe('the timeline of an active stream', () => {
  it('ends at the first millisecond at which all has flowed', () => {
    expect(timelineOf(smallStream, 'withdrawable')).toEqual([
      { sinceMs: startMs, balance: 0n, ratePerSecond: 3n, untilMs: startMs + 33_334 },
      { sinceMs: startMs + 33_334, balance: 100n, ratePerSecond: 0n },
    ])
    expect(rateAt(timelineOf(smallStream, 'remaining'), { atMs: startMs + 33_333 })).toBe(-3n)
    expect(rateAt(timelineOf(smallStream, 'remaining'), { atMs: startMs + 33_334 })).toBe(0n)
  })

  it('does not change before its start', () => {
    expect(balanceAt(timelineOf(smallStream, 'remaining'), { atMs: startMs - 1 })).toBe(100n)
    expect(rateAt(timelineOf(smallStream, 'remaining'), { atMs: startMs - 1 })).toBe(0n)
  })

  it('has no end when a number cannot count it', () => {
    const endless = timelineOf({ ...smallStream, depositedAmount: I128_MAX }, 'streamed')
    expect(endless).toEqual([{ sinceMs: startMs, balance: 0n, ratePerSecond: 3n }])
  })

  it('never changes when it starts beyond all countable milliseconds', () => {
    const never = timelineOf({ ...smallStream, lastUpdateTime: 2 ** 52 }, 'remaining')
    expect(balanceAt(never, { atMs: Number.MAX_SAFE_INTEGER })).toBe(100n)
  })
})

describe('a stream that does not flow', () => {
  it.each([
    ['paused', { status: 'paused', pausedAt: start + 10 }, 30n, 70n],
    ['cancelled', { status: 'cancelled', withdrawnAmount: 60n }, 60n, 40n],
    ['completed', { status: 'completed', withdrawnAmount: 100n }, 100n, 0n],
    ['without a rate', { ratePerSecond: 0n }, 0n, 100n],
    ['without money left', { withdrawnAmount: 100n }, 100n, 0n],
  ] as const)('when %s is one level piece', (_, change, streamed, remaining) => {
    const stream = { ...smallStream, ...change }
    expect(timelineOf(stream, 'streamed')).toHaveLength(1)
    for (const ms of [0, startMs, startMs + 15_000, startMs + 1e9]) {
      expect(balanceAt(timelineOf(stream, 'streamed'), { atMs: ms })).toBe(streamed)
      expect(balanceAt(timelineOf(stream, 'remaining'), { atMs: ms })).toBe(remaining)
    }
  })
})

describe('a timeline made by hand', () => {
  const made: Timeline = [
    { sinceMs: 1_000, balance: 10n, ratePerSecond: 5n, untilMs: 3_000 },
    { sinceMs: 5_000, balance: 100n, ratePerSecond: -7n },
    { sinceMs: 6_000, balance: 1n, ratePerSecond: 0n },
  ]

  it('holds its balance in the gap after a segment, and lets the next one jump', () => {
    const times = [0, 1_000, 2_000, 3_000, 4_999, 5_000, 5_999, 6_000, 9_000]
    expect(times.map((ms) => balanceAt(made, { atMs: ms }))).toEqual([
      10n,
      10n,
      15n,
      20n,
      20n,
      100n,
      94n,
      1n,
      1n,
    ])
    expect(times.map((ms) => rateAt(made, { atMs: ms }))).toEqual([
      0n,
      5n,
      5n,
      0n,
      0n,
      -7n,
      -7n,
      0n,
      0n,
    ])
  })

  it('drops fractions of a millisecond from its own times too', () => {
    const fractional = [{ sinceMs: 0.9, balance: 0n, ratePerSecond: 1_000n, untilMs: 10.9 }]
    expect([0, 1, 10, 99].map((ms) => balanceAt(fractional, { atMs: ms }))).toEqual([
      0n,
      1n,
      10n,
      10n,
    ])
  })

  it('is zero when empty', () => {
    expect(balanceAt([], { atMs: 5 })).toBe(0n)
    expect(rateAt([], { atMs: 5 })).toBe(0n)
  })

  it('ends where it begins when its end lies before', () => {
    const backwards = [{ sinceMs: 10, balance: 5n, ratePerSecond: 1_000n, untilMs: 3 }]
    expect(balanceAt(backwards, { atMs: 50 })).toBe(5n)
  })
})

describe('an invalid time', () => {
  it.each([Number.NaN, Number.NEGATIVE_INFINITY, 2 ** 53])('such as %d is refused', (ms) => {
    const error = moneyErrorOf(() => balanceAt(timelineOf(smallStream, 'streamed'), { atMs: ms }))
    expect(error.code).toBe('time_range')
    expect(error.message).toContain('Pass Unix time in milliseconds')
  })

  it('in a stream is refused when the timeline is made', () => {
    const broken = { ...smallStream, lastUpdateTime: 0.5 }
    expect(moneyErrorOf(() => timelineOf(broken, 'withdrawn')).code).toBe('time_range')
  })
})
