/** The tally of `npm run bench -- losses`: it must not be kinder to one server than to another. */
import { describe, expect, it } from 'vitest'
import { tallyOf } from '../../bench/losses/tally.ts'

const accepted = [1, 2, 3, 5, 6, 7]
const nothing = { lost: 0, declared: 0, duplicates: 0, reordered: 0, faults: 0 }

describe('the tally of a reader', () => {
  it('is empty for a reader that was given every accepted event once and in order', () => {
    expect(tallyOf([2, 3, 5, 6, 7], accepted, 0)).toEqual(nothing)
  })

  it('leaves out events that were not accepted, whether the reader was given them or not', () => {
    expect(tallyOf([1, 2, 3, 4, 5, 6, 7], accepted, 0)).toEqual(nothing)
  })

  it('counts events that are missing between two others and at the end', () => {
    expect(tallyOf([1, 2, 5, 6], accepted, 0)).toMatchObject({ lost: 2, faults: 2 })
  })

  it('does not count what a declaration announces', () => {
    const tally = tallyOf([1, 'declared', 5, 6, 'declared'], accepted, 0)
    expect(tally).toEqual({ ...nothing, declared: 3 })
  })

  it('counts what is missing after a declaration has been used up', () => {
    expect(tallyOf([1, 'declared', 3, 6, 7], accepted, 0)).toMatchObject({ lost: 1, declared: 1 })
  })

  it('distinguishes duplicates from events that come too late', () => {
    const tally = tallyOf([1, 2, 3, 3, 6, 5, 7], accepted, 0)
    expect(tally).toMatchObject({ lost: 0, duplicates: 1, reordered: 1 })
    expect(tally.faults).toBeGreaterThan(1)
  })

  it('owes a reader without events everything that is accepted after it was expected to begin', () => {
    expect(tallyOf([], accepted, 2)).toMatchObject({ lost: 4, faults: 1 })
  })
})
