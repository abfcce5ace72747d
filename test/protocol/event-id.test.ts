import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maxEventIdLength, parseEventId, printEventId } from '../../src/protocol/event-id.ts'
import { position, text } from './arbitraries.ts'

describe('an event id', () => {
  it('is epoch, dot, offset', () => {
    expect(printEventId({ epoch: 'k3f9a', offset: 1042 })).toBe('k3f9a.1042')
  })

  it('reads back as what was printed, and is never longer than promised', () => {
    fc.assert(
      fc.property(position, (place) => {
        const id = printEventId(place)
        expect(parseEventId(id)).toEqual(place)
        expect(id.length).toBeLessThanOrEqual(maxEventIdLength)
        expect(id).toMatch(/^[A-Za-z0-9._~-]+$/)
      }),
    )
  })

  it('has one spelling: what is read prints as it was', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.stringMatching(/^[a-z0-9]{1,6}\.[0-9]{1,18}$/)), (id) => {
        const place = parseEventId(id)
        if (place !== null) expect(printEventId(place)).toBe(id)
      }),
    )
  })

  it.each([
    '',
    '.',
    'k3f9a',
    'k3f9a.',
    '.1042',
    'k3f9a.-1',
    'k3f9a.01',
    'k3f9a.1.2',
    'k3f9a.1e3',
    'k3f9a.9007199254740992',
    'k3f9a.1042\n',
    ' k3f9a.1042',
    'k3 9a.1',
    'größe.1',
    'k3f9a.1042\0',
    `${'e'.repeat(24)}.1`,
    '🚲',
  ])('is malformed as %j, which is null and never an exception', (cursor) => {
    expect(parseEventId(cursor)).toBeNull()
  })

  it('is refused at once when it is a megabyte long', () => {
    expect(parseEventId('a'.repeat(1_000_000))).toBeNull()
    expect(parseEventId(`a.${'1'.repeat(1_000_000)}`)).toBeNull()
  })

  it.each([
    { epoch: '', offset: 1 },
    { epoch: 'has.dot', offset: 1 },
    { epoch: 'line\nend', offset: 1 },
    { epoch: 'e'.repeat(24), offset: 1 },
    { epoch: 'e', offset: -1 },
    { epoch: 'e', offset: 1.5 },
    { epoch: 'e', offset: 2 ** 53 },
    { epoch: 'e', offset: Number.NaN },
  ])('is not printed for %j', (place) => {
    expect(() => printEventId(place)).toThrow(expect.objectContaining({ code: 'bad_position' }))
  })
})
