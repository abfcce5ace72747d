/** Whether data lacks an event, by positions alone. */
import { describe, expect, it } from 'vitest'
import { lacks } from '../../src/query/query-draft.ts'

const at = (offset: number, epoch = 'e') => ({
  event: { type: 'parcel.updated' },
  position: { epoch, offset },
  index: 0,
})

describe('an event', () => {
  it('is lacking in data that was read at a position', () => {
    expect(lacks({ isExact: true, ahead: null }, at(9))).toBe(true)
  })

  it('is contained in an answer that is ahead of what was delivered, up to there', () => {
    const mark = { isExact: true, ahead: { epoch: 'e', offset: 9 } }
    expect(lacks(mark, at(9))).toBe(false)
    expect(lacks(mark, at(10))).toBe(true)
    expect(lacks(mark, at(10, 'older'))).toBe(false)
  })

  it('cannot be judged by a position where one of the two has none', () => {
    expect(lacks({ isExact: false, ahead: null }, at(9))).toBe('unknown')
    expect(lacks({ isExact: true, ahead: null }, { ...at(9), position: null })).toBe('unknown')
  })
})
