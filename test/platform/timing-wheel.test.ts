import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createTimingWheel,
  createWheelEntry,
  type WheelEntry,
} from '../../src/platform/timing-wheel.ts'

interface Named extends WheelEntry {
  readonly name: string
}

const named = (name: string): Named => ({ ...createWheelEntry(), name })
const namesOf = (entries: readonly Named[]) => entries.map((entry) => entry.name).sort()

describe('a timing wheel', () => {
  it('collects an entry at its time, not a millisecond before', () => {
    const wheel = createTimingWheel<Named>(0)
    const due: Named[] = []
    wheel.schedule(named('a'), 1003)
    wheel.collect(1002, due)
    expect(due).toEqual([])
    wheel.collect(1003, due)
    expect(namesOf(due)).toEqual(['a'])
    expect(wheel.size).toBe(0)
  })

  it.each([1024, 262_144, 67_108_864])('is exact where a ring comes round, at %i ms', (dueMs) => {
    const wheel = createTimingWheel<Named>(0)
    const due: Named[] = []
    wheel.schedule(named('a'), dueMs)
    for (let now = 0; now < dueMs; now += 16_000) wheel.collect(now, due)
    wheel.collect(dueMs - 1, due)
    expect(due).toEqual([])
    wheel.collect(dueMs, due)
    expect(namesOf(due)).toEqual(['a'])
  })

  it('is exact frame by frame, for entries that begin beyond the ring', () => {
    const wheel = createTimingWheel<Named>(0)
    const times = [3000, 4096, 5000, 9001, 12_345]
    for (const dueMs of times) wheel.schedule(named(`${dueMs}`), dueMs)
    for (let now = 0; now <= 12_345; now += 1) {
      const due: Named[] = []
      wheel.collect(now, due)
      expect(namesOf(due)).toEqual(times.includes(now) ? [`${now}`] : [])
    }
  })

  it('does not ask to be woken for what was taken out from beyond the ring', () => {
    const wheel = createTimingWheel<Named>(0)
    const entry = named('cancelled')
    wheel.schedule(entry, 5000)
    wheel.schedule(named('later'), 60_000)
    wheel.cancel(entry)
    for (let now = 0; now <= 10_000; now += 16) wheel.collect(now, [])
    expect(wheel.nextDueMs()).toBe(60_000)
  })

  it('moves an entry that is scheduled again', () => {
    const wheel = createTimingWheel<Named>(0)
    const entry = named('a')
    wheel.schedule(entry, 10)
    wheel.schedule(entry, 5000)
    const due: Named[] = []
    wheel.collect(4999, due)
    expect(due).toEqual([])
    expect(wheel.size).toBe(1)
  })

  it('collects the past at once', () => {
    const wheel = createTimingWheel<Named>(10_000)
    wheel.schedule(named('late'), 3)
    const due: Named[] = []
    expect(wheel.nextDueMs()).toBe(3)
    wheel.collect(10_000, due)
    expect(namesOf(due)).toEqual(['late'])
  })

  it('survives years, and time that is set back', () => {
    const wheel = createTimingWheel<Named>(1_700_000_000_000)
    const year = 365 * 86_400_000
    wheel.schedule(named('far'), 1_700_000_000_000 + 3 * year)
    const due: Named[] = []
    wheel.collect(1_700_000_000_000 + 2 * year, due)
    wheel.collect(1_700_000_000_000 + year, due)
    wheel.collect(1_700_000_000_000 + 3 * year - 1, due)
    expect(due).toEqual([])
    wheel.collect(1_700_000_000_000 + 3 * year, due)
    expect(namesOf(due)).toEqual(['far'])
  })

  it('agrees with a plain list, whatever is scheduled, cancelled and collected', () => {
    const delays = fc.oneof(
      fc.integer({ min: -20, max: 2000 }),
      fc.integer({ min: 0, max: 400_000 }),
      fc.integer({ min: 0, max: 90_000_000 }),
    )
    const step = fc.oneof(
      fc.record({ kind: fc.constant('schedule' as const), who: fc.nat(11), delay: delays }),
      fc.record({ kind: fc.constant('cancel' as const), who: fc.nat(11) }),
      fc.record({
        kind: fc.constant('collect' as const),
        after: fc.oneof(fc.integer({ min: 0, max: 40 }), delays),
      }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let now = 1_700_000_000_123
        const wheel = createTimingWheel<Named>(now)
        const entries = Array.from({ length: 12 }, (_, index) => named(`${index}`))
        const plain = new Map<string, number>()
        for (const one of steps) {
          if (one.kind === 'collect') {
            now += one.after
            const due: Named[] = []
            wheel.collect(now, due)
            const expected = [...plain].filter(([, at]) => at <= now).map(([name]) => name)
            for (const name of expected) plain.delete(name)
            expect(namesOf(due)).toEqual(expected.sort())
          } else {
            const entry = entries[one.who]
            if (!entry) throw new Error('no such entry')
            if (one.kind === 'cancel') {
              wheel.cancel(entry)
              plain.delete(entry.name)
            } else {
              wheel.schedule(entry, now + one.delay)
              plain.set(entry.name, now + one.delay)
            }
          }
          expect(wheel.size).toBe(plain.size)
          const earliest = plain.size > 0 ? Math.min(...plain.values()) : null
          const said = wheel.nextDueMs()
          expect(said === null).toBe(earliest === null)
          if (said !== null && earliest !== null) expect(said).toBeLessThanOrEqual(earliest)
        }
      }),
      { numRuns: 500, seed: 20_261_120 },
    )
  })

  it('returns the earliest time exactly when it is less than a second away', () => {
    const wheel = createTimingWheel<Named>(5000)
    wheel.schedule(named('a'), 5907)
    wheel.schedule(named('b'), 5906)
    expect(wheel.nextDueMs()).toBe(5906)
  })
})
