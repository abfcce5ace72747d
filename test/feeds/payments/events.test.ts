import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { documentedPayments } from '../../../src/feeds/payments/documentation.ts'
import {
  type PaymentEvent,
  paymentEvents,
  paymentEventTypes,
} from '../../../src/feeds/payments/events.ts'
import { payments } from '../../../src/feeds/payments/payments.ts'
import { decodeFrame } from '../../../src/protocol/decode.ts'
import { eventsByType } from '../../protocol/arbitraries.ts'

const bodyOf = (event: PaymentEvent) =>
  documentedPayments.encodeEvent(event) as Record<string, unknown>

/** Through JSON text, as on the wire. */
function decodeBody(type: string, body: unknown) {
  return decodeFrame({ type, data: JSON.stringify(body), lastEventId: '' }, payments)
}

function frameOf(event: PaymentEvent) {
  return { kind: 'event', event, position: null }
}

describe.each(paymentEventTypes)('the event %s', (type) => {
  const { meaning, example } = paymentEvents[type]

  it('says in one sentence what happened', () => {
    expect(meaning).toMatch(/^[A-Z].*\.$/)
  })

  it('has an example that survives the wire', () => {
    expect(example.type).toBe(type)
    expect(decodeBody(type, bodyOf(example))).toEqual(frameOf(example))
  })

  it('survives the wire whatever its values are', () => {
    fc.assert(
      fc.property(eventsByType[type] as fc.Arbitrary<PaymentEvent>, (event) => {
        expect(decodeBody(type, bodyOf(event))).toEqual(frameOf(event))
      }),
    )
  })

  it('has amounts as decimal strings and no type in its body', () => {
    const body = bodyOf(example)
    expect(body).not.toHaveProperty('type')
    for (const [name, value] of Object.entries(example)) {
      if (typeof value === 'bigint') expect(body[name]).toBe(String(value))
    }
  })

  it('may have unknown fields, and null for missing ones', () => {
    const { ledger: _, ...event } = example
    const body = { ...bodyOf(event as PaymentEvent), ledger: null, memo: { deep: [1] } }
    expect(decodeBody(type, body)).toEqual(frameOf(event as PaymentEvent))
  })

  it('may have its stream id as a JSON number', () => {
    expect(decodeBody(type, { ...bodyOf(example), streamId: 42 })).toEqual(frameOf(example))
  })

  it('is invalid without any one of the fields it needs, and says which', () => {
    const body = bodyOf(example)
    const optional = new Set(['transactionHash', 'ledger', 'timestamp', 'sender'])
    if (type === 'stream.withdrawn') optional.delete('timestamp')
    if (type === 'stream.created') optional.delete('sender')
    for (const name of Object.keys(body)) {
      const { [name]: _, ...rest } = body
      expect(decodeBody(type, rest), name).toMatchObject(
        optional.has(name)
          ? { kind: 'event' }
          : { kind: 'invalid', type, reason: `${name}: missing` },
      )
    }
  })

  it('prints nothing that is not in its table row', () => {
    expect(bodyOf(Object.assign({ secret: 'x' }, example))).not.toHaveProperty('secret')
  })
})

describe('an amount on the wire', () => {
  const body = (amount: unknown) => ({
    ...bodyOf(paymentEvents['stream.topped_up'].example),
    amount,
  })

  it.each(['0', '1', '170141183460469231731687303715884105727'])('may be %j', (amount) => {
    expect(decodeBody('stream.topped_up', body(amount))).toMatchObject({
      event: { amount: BigInt(amount) },
    })
  })

  it.each([
    1,
    0,
    1e21,
    true,
    '',
    ' 1',
    '-1',
    '+1',
    '01',
    '1.0',
    '1e3',
    '0x10',
    '١',
    '170141183460469231731687303715884105728',
    '9'.repeat(5000),
    ['1'],
    { units: '1' },
  ])('may not be %j', (amount) => {
    expect(decodeBody('stream.topped_up', body(amount))).toMatchObject({
      kind: 'invalid',
      reason: expect.stringMatching(/^amount: expected /),
    })
  })
})

describe('a time on the wire', () => {
  const body = (timestamp: unknown) => ({
    ...bodyOf(paymentEvents['stream.withdrawn'].example),
    timestamp,
  })

  it.each([
    [0, 0],
    [1_790_000_000, 1_790_000_000],
    ['1790000000', 1_790_000_000],
  ])('may be %j', (timestamp, read) => {
    expect(decodeBody('stream.withdrawn', body(timestamp))).toMatchObject({
      event: { timestamp: read },
    })
  })

  it.each([-1, 0.5, 2 ** 53, '2026-11-21T00:00:00Z', '1.5', '', {}])(
    'may not be %j',
    (timestamp) => {
      expect(decodeBody('stream.withdrawn', body(timestamp))).toMatchObject({
        kind: 'invalid',
        reason: expect.stringMatching(/^timestamp: expected /),
      })
    },
  )
})

describe('the event table', () => {
  it('has its own names and none that every object inherits', () => {
    expect(paymentEventTypes.every(payments.hasEvent)).toBe(true)
    for (const name of ['toString', 'constructor', '__proto__', 'hasOwnProperty', '', 'message']) {
      expect(payments.hasEvent(name)).toBe(false)
    }
  })

  it('ties each example and schema to its own type', () => {
    expectTypeOf(paymentEvents['stream.paused'].example.pausedAt).toEqualTypeOf<number>()
    expectTypeOf(paymentEvents['stream.withdrawn'].example.amount).toEqualTypeOf<bigint>()
  })
})
