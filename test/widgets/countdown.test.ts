/** The time that is left, as text. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextCountdownMs, printCountdown } from '../../src/widgets/runway/countdown.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

describe('a countdown', () => {
  it.each([
    [400 * day + 5 * hour, '1 year 35 days'],
    [11 * day + 23 * hour + 59 * minute, '11 days 23 hours'],
    [day, '1 day'],
    [2 * day + 59 * minute, '2 days'],
    [365 * day + 5 * hour, '1 year'],
    [5 * hour, '5 hours'],
    [4 * minute, '4 minutes 0 seconds'],
    [5 * hour + 12 * minute, '5 hours 12 minutes'],
    [4 * minute + 12 * second + 999, '4 minutes 12 seconds'],
    [59_999, '59 seconds'],
    [1_999, '1 second'],
    [0, '0 seconds'],
    [-5 * day, '0 seconds'],
  ])('of %i ms reads %s', (leftMs, text) => {
    expect(printCountdown(leftMs, 'en-US')).toBe(text)
  })

  it('is written in the notation of the locale', () => {
    expect(printCountdown(2 * day + 3 * hour, 'de-DE')).toMatch(/^2 Tage.*3 Stunden$/)
    expect(printCountdown(2 * day + 3 * hour, 'ar-EG')).toContain('٣')
  })

  it('says to the millisecond when it reads differently', () => {
    fc.assert(
      fc.property(fc.integer({ min: -day, max: 40_000 * day }), (leftMs) => {
        const endsAtMs = 1_790_000_000_000
        const afterMs = endsAtMs - leftMs
        const read = (atMs: number) => printCountdown(endsAtMs - atMs, 'en-US')
        const nextMs = nextCountdownMs(endsAtMs, afterMs)
        if (nextMs === null) {
          expect(read(afterMs)).toBe('0 seconds')
          return
        }
        expect(nextMs).toBeGreaterThan(afterMs)
        expect(read(nextMs - 1)).toBe(read(afterMs))
        expect(read(nextMs)).not.toBe(read(afterMs))
      }),
    )
  })
})
