/** Formatters that are kept for the next use. */
import { describe, expect, it } from 'vitest'
import { countOf, printWith } from '../../src/messages/cached-format.ts'

describe('a formatter that is kept', () => {
  it('is not used for values of another kind with the same options', () => {
    expect(countOf(0, 'en-US').number).toBe('0')
    expect(printWith(Intl.DateTimeFormat, 0, 'en-US', {})).toMatch(/^\d+\/\d+\/\d{4}$/)
  })
})
