import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { documentedPayments } from '../../src/feeds/payments/documentation.ts'
import { eventFields, paymentEvents, paymentEventTypes } from '../../src/feeds/payments/events.ts'
import * as kinds from '../../src/protocol/fields.ts'
import {
  type Field,
  type FieldsOf,
  type FieldTable,
  optional,
  orElse,
  readBody,
} from '../../src/protocol/fields.ts'

const fieldsByName = Object.entries(kinds).flatMap(([name, kind]) =>
  typeof kind === 'object' && 'read' in kind ? [[name, kind as Field<unknown>] as const] : [],
)

const rows = paymentEventTypes.flatMap((type) =>
  Object.entries<FieldTable[string]>(eventFields[type]).map(
    ([name, field]) => [type, name, field] as const,
  ),
)

describe.each(fieldsByName)('the kind of value %s', (_, field) => {
  it('is none of the markers for a missing one', () => {
    expect(field.read(undefined)).toBeUndefined()
    expect(field.read(null)).toBeUndefined()
  })

  it('is never an object, and refuses without an exception', () => {
    fc.assert(
      fc.property(fc.object(), (json) => {
        expect(field.read(json)).toBeUndefined()
      }),
    )
    fc.assert(fc.property(fc.jsonValue(), (json) => void field.read(json)))
  })

  it('says what it takes in words that can follow "expected"', () => {
    expect(field.expected).toMatch(/^[a-z]/i)
    expect(field.expected).not.toMatch(/[.:]$|expected/)
  })
})

describe.each(rows)('in the body of %s, %s', (type, name, field) => {
  const body = documentedPayments.encodeEvent(paymentEvents[type].example) as Record<
    string,
    unknown
  >

  it('is refused by its name when it is something else', () => {
    for (const other of [{}, [], true, Symbol.iterator, -1, 0.5, 'x'.repeat(129)]) {
      expect(readBody(eventFields[type] as FieldsOf<unknown>, { ...body, [name]: other })).toBe(
        `${name}: expected ${field.expected}`,
      )
    }
  })

  it('is missed exactly when it must be there', () => {
    const { [name]: _, ...rest } = body
    const read = readBody(eventFields[type] as FieldsOf<object>, rest)
    if (field.isOptional) expect(read).not.toHaveProperty(name)
    else expect(read).toBe(`${name}: missing`)
  })
})

describe('a whole number', () => {
  it.each([
    ['a count', kinds.countField, 0, 2 ** 53 - 1],
    ['an ordinal', kinds.ordinalField, 1, 2 ** 53 - 1],
    ['seconds ahead', kinds.farSecondsField, 0, 2 ** 64],
    ['an HTTP status', kinds.httpStatusField, 100, 599],
  ] as const)('as %s stays within its bounds', (_, { read }, least, most) => {
    expect([least, most, String(least)].map(read)).toEqual([least, most, least])
    for (const other of [least - 1, most * 2, least + 0.5, `${least}.0`]) {
      expect(read(other), String(other)).toBeUndefined()
    }
  })
})

describe('a duration', () => {
  it('may have fractions, but not be endless', () => {
    expect(kinds.clockField.read(0.5)).toBe(0.5)
    // JSON has such a number: `1e999`.
    expect(kinds.clockField.read(JSON.parse('1e999'))).toBeUndefined()
    expect(kinds.delayField.read(0.5)).toBe(1)
    expect(kinds.delayField.read(2 ** 40)).toBe(2 ** 31 - 1)
  })
})

describe('a body', () => {
  const fields: FieldsOf<{ count: number; note?: string; reason: string | null }> = {
    count: kinds.countField,
    note: optional(kinds.shortTextField),
    reason: orElse(kinds.shortTextField, null),
  }

  it('has the fields of its table and no others', () => {
    expect(readBody(fields, { count: 1, note: 'a', reason: 'b', more: 2 })).toEqual({
      count: 1,
      note: 'a',
      reason: 'b',
    })
    expect(readBody(fields, { count: 1, note: null })).toEqual({ count: 1, reason: null })
  })

  it('replaces what only adds comfort, and refuses everything else that is broken', () => {
    expect(readBody(fields, { count: 1, reason: 5 })).toEqual({ count: 1, reason: null })
    expect(readBody(fields, { count: 1, note: 5 })).toBe(
      'note: expected text of at most 128 characters',
    )
    expect(readBody(fields, {})).toBe('count: missing')
  })

  it.each([null, undefined, 5, 'text', true])('is not %j', (json) => {
    expect(readBody(fields, json)).toBe('body: expected an object')
  })
})
