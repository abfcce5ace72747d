import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accrualStatusAtSecond,
  claimableAtSecond,
  depletionSecond,
  remainingAtSecond,
  streamedAtSecond,
} from '../../src/money/accrual.ts'
import {
  accrualStatusAt,
  claimableAt,
  depletesAtMs,
  I128_MAX,
  remainingAt,
  streamedAt,
  timelineOf,
} from '../../src/money/index.ts'
import { histories, live, secondsAround, seeds } from '../support/contract-histories.ts'
import { createContractModel } from '../support/contract-model.ts'
import { moneyErrorOf } from '../support/money-error-of.ts'
import { smallStream, start } from './small-stream.ts'

describe.each(seeds)('streams with random histories, seed %i', (seed) => {
  it('owe at every second what the contract says', () => {
    fc.assert(
      fc.property(histories, (history) => {
        live(history, (stage) => {
          const terms = stage.model.terms()
          const wrong = secondsAround(stage).filter(
            (second) => claimableAtSecond(terms, second) !== stage.model.claimable(second),
          )
          expect(wrong).toEqual([])
        })
      }),
      { seed, numRuns: 250 },
    )
  })

  it('always split the deposit into streamed and remaining', () => {
    fc.assert(
      fc.property(histories, (history) => {
        live(history, (stage) => {
          const terms = stage.model.terms()
          const wrong = secondsAround(stage).filter((second) => {
            const streamed = streamedAtSecond(terms, second)
            const deposited = streamed + remainingAtSecond(terms, second)
            const isWithin = streamed >= terms.withdrawnAmount && streamed <= deposited
            return deposited !== terms.depositedAmount || !isWithin
          })
          expect(wrong).toEqual([])
        })
      }),
      { seed, numRuns: 100 },
    )
  })

  it('deplete at the first second at which the contract owes everything', () => {
    fc.assert(
      fc.property(histories, (history) => {
        live(history, ({ model }) => {
          const end = depletionSecond(model.terms())
          if (model.storage.status !== 'Active') return expect(end).toBeNull()
          if (end === null) return
          const outstanding = model.storage.deposited_amount - model.storage.withdrawn_amount
          expect(model.claimable(end)).toBe(outstanding)
          expect(model.claimable(end - 1)).not.toBe(outstanding)
          expect(accrualStatusAtSecond(model.terms(), end)).toBe('settled')
          expect(accrualStatusAtSecond(model.terms(), end - 1)).not.toBe('settled')
        })
      }),
      { seed, numRuns: 200 },
    )
  })
})

describe('every second of a short stream', () => {
  it('equals the contract through a withdrawal, a pause, a refused withdrawal, a resume and another withdrawal', () => {
    const model = createContractModel(1_000n, 37n, start)
    if (model === null) throw new Error('the contract refused the stream')
    const everySecond = () => {
      for (let second = start - 5; second < start + 150; second += 1) {
        expect(claimableAt(model.terms(), { atSeconds: second })).toBe(model.claimable(second))
      }
    }
    everySecond()
    expect(model.withdraw(start + 7)).toBe(true)
    everySecond()
    expect(model.pause(start + 12)).toBe(true)
    everySecond()
    expect(model.topUp(55n)).toBe(true)
    everySecond()
    expect(model.withdraw(start + 20)).toBe(false)
    everySecond()
    expect(model.resume(start + 30)).toBe(true)
    expect(model.terms().lastUpdateTime).toBe(start + 25)
    everySecond()
    expect(model.withdraw(start + 31)).toBe(true)
    everySecond()
  })
})

describe('a stream whose accrual counts from a second that lies ahead', () => {
  const resumed = { ...smallStream, withdrawnAmount: 30n, lastUpdateTime: start + 38 }

  it('is pending and owes nothing until its accrual begins again', () => {
    expect(accrualStatusAt(resumed, { atSeconds: start + 37 })).toBe('pending')
    expect(claimableAt(resumed, { atSeconds: start + 37 })).toBe(0n)
    expect(accrualStatusAt(resumed, { atSeconds: start + 38 })).toBe('streaming')
    expect(claimableAt(resumed, { atSeconds: start + 39 })).toBe(3n)
  })
})

describe('a stream whose rate does not divide its deposit', () => {
  it('flows on after its duration and ends at the second rounded up', () => {
    expect(claimableAt(smallStream, { atSeconds: start + 30 })).toBe(90n)
    expect(claimableAt(smallStream, { atSeconds: start + 33 })).toBe(99n)
    expect(depletesAtMs(smallStream)).toBe((start + 34) * 1000)
    expect(claimableAt(smallStream, { atSeconds: start + 34 })).toBe(100n)
    expect(claimableAt(smallStream, { atSeconds: start + 1_000 })).toBe(100n)
  })

  it('drops the fraction of a second, as ledger time is in whole seconds', () => {
    expect(claimableAt(smallStream, { atSeconds: start + 1.999 })).toBe(3n)
  })
})

describe('a stream at the edge of 128 bits', () => {
  const vast = { ...smallStream, ratePerSecond: I128_MAX, depositedAmount: I128_MAX }

  it('owes what remains when rate times time overflows', () => {
    expect(claimableAt(vast, { atSeconds: start + 1 })).toBe(I128_MAX)
    expect(claimableAt(vast, { atSeconds: start + 1_000_000 })).toBe(I128_MAX)
    expect(claimableAt({ ...vast, withdrawnAmount: 1n }, { atSeconds: start + 2 })).toBe(
      I128_MAX - 1n,
    )
  })

  it('has no depletion time when a number cannot count it', () => {
    expect(depletesAtMs({ ...vast, ratePerSecond: 1n })).toBeNull()
    expect(accrualStatusAt({ ...vast, ratePerSecond: 1n }, { atSeconds: start + 1 })).toBe(
      'streaming',
    )
  })
})

describe('a stream that ended', () => {
  it.each(['cancelled', 'completed'] as const)('when %s owes nothing more', (status) => {
    const ended = { ...smallStream, status, withdrawnAmount: 60n, lastUpdateTime: start + 20 }
    expect(claimableAt(ended, { atSeconds: start + 500 })).toBe(0n)
    expect(streamedAt(ended, { atSeconds: start + 500 })).toBe(60n)
    expect(remainingAt(ended, { atSeconds: start + 500 })).toBe(40n)
    expect(depletesAtMs(ended)).toBeNull()
    expect(accrualStatusAt(ended, { atSeconds: start + 500 })).toBe(status)
  })
})

describe('a paused stream', () => {
  const paused = { ...smallStream, status: 'paused', pausedAt: start + 10 } as const

  it('stands still at the time of the pause', () => {
    expect(claimableAt(paused, { atSeconds: start + 5 })).toBe(30n)
    expect(claimableAt(paused, { atSeconds: start + 500 })).toBe(30n)
    expect(accrualStatusAt(paused, { atSeconds: start + 500 })).toBe('paused')
    expect(depletesAtMs(paused)).toBeNull()
  })

  it('is refused without the time of the pause', () => {
    const unknown = { ...paused, pausedAt: null }
    const refusal = moneyErrorOf(() => claimableAt(unknown, { atSeconds: start + 500 }))
    expect(refusal.code).toBe('time_range')
    expect(refusal.message).toContain('pausedAt')
  })
})

describe('a stream with a future start', () => {
  it('is pending until then', () => {
    expect(accrualStatusAt(smallStream, { atSeconds: start - 1 })).toBe('pending')
    expect(claimableAt(smallStream, { atSeconds: start - 1 })).toBe(0n)
    expect(accrualStatusAt(smallStream, { atSeconds: start })).toBe('streaming')
    expect(
      accrualStatusAt({ ...smallStream, startTime: start + 9 }, { atSeconds: start + 8 }),
    ).toBe('pending')
  })
})

describe('a status that no contract has', () => {
  it.each(['Paused', 'Cancelled', 'constructor', undefined])('%s is refused', (status) => {
    const stream = { ...smallStream, status: status as 'paused', pausedAt: start + 10 }
    const asks = [
      () => claimableAt(stream, { atSeconds: start + 20 }),
      () => depletesAtMs(stream),
      () => timelineOf(stream, 'streamed'),
    ]
    for (const ask of asks) expect(moneyErrorOf(ask).code).toBe('status_unknown')
    expect(moneyErrorOf(() => depletesAtMs(stream)).message).toContain(`its status is ${status}`)
  })
})

describe('terms no contract could hold', () => {
  it.each([
    ['a negative rate', { ratePerSecond: -1n }, 'rate_range'],
    ['a rate beyond i128', { ratePerSecond: I128_MAX + 1n }, 'rate_range'],
    ['a negative deposit', { depositedAmount: -1n }, 'amount_range'],
    ['a deposit beyond i128', { depositedAmount: I128_MAX + 1n }, 'amount_range'],
    ['a negative withdrawal', { withdrawnAmount: -1n }, 'amount_range'],
    ['a fraction of a second', { lastUpdateTime: start + 0.5 }, 'time_range'],
    ['no start', { startTime: Number.NaN }, 'time_range'],
    ['a pause beyond exact numbers', { pausedAt: 2 ** 53 }, 'time_range'],
  ] as const)('such as %s are refused', (_, broken, code) => {
    const error = moneyErrorOf(() =>
      claimableAt({ ...smallStream, ...broken }, { atSeconds: start }),
    )
    expect(error.code).toBe(code)
    expect(error.message).toMatch(/^Cannot accrue a stream: .+\. Pass .+\.$/)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])('and so is the time %d', (at) => {
    expect(moneyErrorOf(() => claimableAt(smallStream, { atSeconds: at })).code).toBe('time_range')
  })
})
