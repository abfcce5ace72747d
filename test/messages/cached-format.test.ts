/** Formatters that are kept for the next use. */
import { describe, expect, it, vi } from 'vitest'
import { countOf, printWith } from '../../src/messages/cached-format.ts'

describe('a formatter that is kept', () => {
  it('is not used for values of another kind with the same options', () => {
    expect(countOf(0, 'en-US').number).toBe('0')
    expect(printWith(Intl.DateTimeFormat, 0, 'en-US', {})).toMatch(/^\d+\/\d+\/\d{4}$/)
  })

  it('is kept together with a limited number of others', () => {
    const create = vi.fn()
    class Format {
      constructor(locale: string | undefined) {
        create(locale)
      }
      format = String
    }
    const print = (locale: string) => printWith(Format, 1, locale, {})
    print('x-0')
    print('x-0')
    expect(create).toHaveBeenCalledTimes(1)
    for (let number = 1; number < 100; number += 1) print(`x-${number}`)
    create.mockClear()
    // A server receives any number of locales.
    print('x-0')
    expect(create).toHaveBeenCalledExactlyOnceWith('x-0')
  })
})
