import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { fields, type StandardSchema } from '../../src/feeds/body-codec.ts'
import { defineFeed, event, topicsOfEvent } from '../../src/feeds/definition.ts'
import { endpointOf } from '../../src/feeds/endpoint.ts'
import { decodeFrame } from '../../src/protocol/decode.ts'
import { encodeFrame } from '../../src/protocol/encode.ts'
import { ProtocolError } from '../../src/protocol/errors.ts'
import { countField, optional, shortTextField, unitsField } from '../../src/protocol/fields.ts'

interface Order {
  readonly id: string
  readonly shop: string
  readonly total: bigint
}

const orderFields = fields<Order>({ id: shortTextField, shop: shortTextField, total: unitsField })
const paidFields = fields<{ id: string; tip?: number }>({
  id: shortTextField,
  tip: optional(countField),
})

/** A feed with everything that has no default, and nothing else. */
const orders = defineFeed({
  name: 'orders',
  path: '/orders/events',
  events: {
    'order.placed': event({ body: orderFields }),
    'order.paid': event({ body: paidFields }),
    'order.dropped': event({ body: paidFields }),
  },
  filter: { ids: { topic: 'order', isKey: true }, shops: { topic: 'shop' } },
  topicsOf: (happened) => [
    `order:${happened.id}`,
    ...(happened.type === 'order.placed' ? [`shop:${happened.shop}`] : []),
  ],
  state: {
    item: orderFields,
    keyOf: (order) => order.id,
    keyOfEvent: (happened) => happened.id,
    topicsOf: (order) => [`order:${order.id}`, `shop:${order.shop}`],
    reduce: {
      'order.placed': (_, { id, shop, total }) => ({ id, shop, total }),
      'order.paid': (order, { tip = 0 }) => order && { ...order, total: order.total + BigInt(tip) },
      'order.dropped': () => undefined,
    },
  },
})

const order: Order = { id: '1', shop: 'x', total: 2n ** 60n }
const placed = { type: 'order.placed', ...order } as const
const paid = { type: 'order.paid', id: '1', tip: 5 } as const

const frameOf = (type: string, body: unknown) => ({
  type,
  data: JSON.stringify(body),
  lastEventId: '',
})

/** A feed without state, of one event type. */
function feedOf(given: {
  readonly name?: string
  readonly path?: string
  readonly type?: string
  readonly filter?: Parameters<typeof defineFeed>[0]['filter']
}) {
  const { name = 'notes', path = '/notes', type = 'note.added', filter = {} } = given
  const events = { [type]: event({ body: paidFields }) }
  return defineFeed({ name, path, events, filter, topicsOf: () => [] })
}

function codeOf(define: () => unknown): string {
  try {
    define()
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
  }
  return 'accepted'
}

describe('defining a feed', () => {
  it.each(['', 'Notes', 'my notes', '7notes', 'notes!', 'n'.repeat(65), 'nötes'])(
    'refuses the name %j',
    (name) => {
      expect(codeOf(() => feedOf({ name }))).toBe('bad_feed')
    },
  )

  it.each(['n', 'notes-2', 'my_notes', 'n'.repeat(64)])('accepts the name %j', (name) => {
    expect(feedOf({ name }).name).toBe(name)
  })

  it.each(['', 'notes', '/a?b', '/a#b', '/a b', 'https://x/notes'])(
    'refuses the path %j',
    (path) => {
      expect(codeOf(() => feedOf({ path }))).toBe('bad_feed')
    },
  )

  it.each([
    'connected',
    'message',
    'snapshot',
    'ping',
    'gap',
    'reset',
    'reconnect',
    'bye',
    'degraded',
    'expiring',
    'rejected',
  ])('refuses the event type %s, which every feed has as a control frame', (type) => {
    expect(codeOf(() => feedOf({ type }))).toBe('bad_feed')
  })

  it.each(['', 'note added', 'note\nadded', 'note\0'])('refuses the event type %j', (type) => {
    expect(codeOf(() => feedOf({ type }))).toBe('bad_feed')
  })

  it('refuses an event table without an entry, which could never stream anything', () => {
    const empty = { name: 'notes', path: '/notes', events: {}, filter: {}, topicsOf: () => [] }
    expect(codeOf(() => defineFeed(empty))).toBe('bad_feed')
    expect(() => defineFeed(empty)).toThrow(
      'Failed to define a feed: its event table is empty. Add an entry such as "shipment.moved".',
    )
  })

  it('refuses two filter fields with the same topics, and two with keys', () => {
    const same = { ids: { topic: 'note' }, notes: { topic: 'note' } }
    const keys = { ids: { topic: 'note', isKey: true }, tags: { topic: 'tag', isKey: true } }
    expect(codeOf(() => feedOf({ filter: same }))).toBe('bad_feed')
    expect(codeOf(() => feedOf({ filter: keys }))).toBe('bad_feed')
    expect(codeOf(() => feedOf({ filter: { ...keys, tags: { topic: 'tag' } } }))).toBe('accepted')
  })

  it.each(['all', 'snapshot', 'lastEventId', 'errors', 'ticket'])(
    'refuses a filter field named %s, which every subscription has',
    (name) => {
      expect(codeOf(() => feedOf({ filter: { [name]: { topic: 'note' } } }))).toBe('bad_feed')
    },
  )

  it.each(['', 'all', 'note:draft', 'note,draft', 'Note'])('refuses the topic %j', (topic) => {
    expect(codeOf(() => feedOf({ filter: { ids: { topic } } }))).toBe('bad_feed')
  })

  it('says what failed, why and what to do', () => {
    expect(() => feedOf({ type: 'ping' })).toThrow(
      'Failed to define a feed: "ping" cannot be an event type. Use a name such as "shipment.moved".',
    )
  })
})

describe('the defaults of a feed', () => {
  it('are a named greeting and snapshots of `items`', () => {
    const greeting = {
      kind: 'connected',
      clientId: 'c',
      position: null,
      recovered: false,
      replayed: 0,
      pingMs: null,
      time: null,
    } as const
    expect(encodeFrame(greeting, orders).event).toBe('connected')
    const whole = { position: null, readAt: null, part: 1, parts: 1, skipped: 0 }
    const snapshot = { kind: 'snapshot', ...whole, items: [order] } as const
    const { event: type = '', data = '' } = encodeFrame(snapshot, orders)
    expect(JSON.parse(data).items).toEqual([{ id: '1', shop: 'x', total: String(2n ** 60n) }])
    expect(decodeFrame({ type, data, lastEventId: '' }, orders)).toEqual(snapshot)
  })

  it('are the paths and frames of our own server', () => {
    expect(orders.endpoint).toBeUndefined()
    const { subscribeUrl } = endpointOf(orders)
    expect(subscribeUrl('http://api.test', ['order:1', 'shop:x'], ['shop:x'])).toBe(
      'http://api.test/orders/events?ids=1&shops=x&snapshot=shop%3Ax',
    )
    expect(endpointOf(orders, '/other').subscribeUrl('', ['all'], false)).toBe('/other?all=true')
  })

  it('distinguishes two events by their whole body', () => {
    expect(orders.identityOf(paid)).toBe(orders.identityOf({ ...paid }))
    expect(orders.identityOf(paid)).not.toBe(orders.identityOf({ ...paid, tip: 6 }))
    expect(orders.identityOf(paid)).not.toBe(orders.identityOf({ ...paid, type: 'order.dropped' }))
  })

  it('take every event without a position for new and ambiguous', () => {
    expect(orders.state?.includes(order, paid)).toBe(false)
    expect(orders.state?.isAmbiguous(paid)).toBe(true)
  })
})

describe('a feed', () => {
  it('publishes an event under `all`, its own topics and those of its item, each once', () => {
    expect(orders.topicsOf(placed)).toEqual(['all', 'order:1', 'shop:x'])
    expect(orders.topicsOf(paid)).toEqual(['all', 'order:1'])
    expect(topicsOfEvent(orders, paid, order)).toEqual(['all', 'order:1', 'shop:x'])
    expect(topicsOfEvent(orders, paid, undefined)).toEqual(['all', 'order:1'])
  })

  it('applies each event with the reducer of its type', () => {
    const { state } = orders
    expect(state?.reduce(undefined, placed)).toEqual(order)
    expect(state?.reduce(order, paid)).toEqual({ ...order, total: order.total + 5n })
    expect(state?.reduce(undefined, paid)).toBeUndefined()
    expect(state?.reduce(order, { type: 'order.dropped', id: '1' })).toBeUndefined()
  })

  it('leaves an item alone when an event is of no type that it has', () => {
    const foreign = { type: 'toString', id: '1' } as unknown as typeof paid
    expect(orders.state?.reduce(order, foreign)).toBe(order)
  })

  it('has the event types of its table and none of those that every object has', () => {
    expect(orders.hasEvent('order.paid')).toBe(true)
    for (const name of ['toString', 'constructor', '__proto__', '', 'order.refunded', 'ping']) {
      expect(orders.hasEvent(name), name).toBe(false)
    }
    expect(decodeFrame(frameOf('order.refunded', {}), orders)).toEqual({
      kind: 'unknown',
      type: 'order.refunded',
    })
  })

  it('without state has no snapshots', () => {
    const notes = feedOf({})
    expect(notes.state).toBeNull()
    expect(notes.collection).toBeNull()
    expect(decodeFrame(frameOf('snapshot', { items: [{}] }), notes)).toEqual({
      kind: 'unknown',
      type: 'snapshot',
    })
    expect(notes.decodeItem({})).toBeTypeOf('string')
  })
})

describe('a body described by a table of fields', () => {
  it('is read without fields that are not in it, exact to the last digit', () => {
    const body = { id: '1', shop: 'x', total: '9007199254740993', memo: 'dropped' }
    expect(orders.decodeEvent('order.placed', body)).toEqual({
      type: 'order.placed',
      id: '1',
      shop: 'x',
      total: 9007199254740993n,
    })
    expect(orders.decodeEvent('order.paid', { id: '1' })).toEqual({ type: 'order.paid', id: '1' })
  })

  it('makes the frame invalid with its first complaint', () => {
    expect(decodeFrame(frameOf('order.paid', { id: '1', tip: -1 }), orders)).toMatchObject({
      kind: 'invalid',
      reason: 'tip: expected a whole number from 0 to 2^53 − 1',
    })
    expect(orders.decodeEvent('order.paid', {})).toBe('id: missing')
  })

  it('is written without its type, with bigints as decimal strings', () => {
    expect(orders.encodeEvent(placed)).toEqual({ id: '1', shop: 'x', total: String(2n ** 60n) })
  })
})

/** A schema that accepts what `validate` does not complain about, and keeps all of it. */
function schemaOf<Body extends object>(
  validate: StandardSchema<Body>['~standard']['validate'],
): StandardSchema<Body> {
  return { '~standard': { version: 1, vendor: 'test', validate } }
}

interface Note {
  readonly text: string
  readonly weight?: bigint
}

function notesWith(body: StandardSchema<Note>) {
  return defineFeed({
    name: 'notes',
    path: '/notes',
    events: { 'note.added': event({ body }) },
    filter: {},
    topicsOf: () => [],
  })
}

describe('a body described by a Standard Schema', () => {
  const loose = notesWith(schemaOf<Note>((value) => ({ value: value as Note })))

  it('is what the schema makes of it', () => {
    const upper = schemaOf<Note>((value) => ({
      value: { text: (value as Note).text.toUpperCase() },
    }))
    expect(notesWith(upper).decodeEvent('note.added', { text: 'a', more: 1 })).toEqual({
      type: 'note.added',
      text: 'A',
    })
  })

  it('makes the frame invalid with its first issue, and where that is', () => {
    const reasonOf = (...issues: { message: string; path?: (PropertyKey | { key: string })[] }[]) =>
      notesWith(schemaOf<Note>(() => ({ issues }))).decodeEvent('note.added', {})
    expect(reasonOf({ message: 'Required', path: ['text'] }, { message: 'Second' })).toBe(
      'text: Required',
    )
    expect(reasonOf({ message: 'Too long', path: [{ key: 'lines' }, 3] })).toBe('lines.3: Too long')
    expect(reasonOf({ message: 'Not a note' })).toBe('body: Not a note')
    expect(reasonOf()).toBe('body: not valid')
  })

  it('cannot be validated asynchronously', () => {
    const slow = notesWith(schemaOf<Note>(async () => ({ value: { text: 'a' } })))
    expect(slow.decodeEvent('note.added', { text: 'a' })).toBe(
      'body: expected a schema that validates synchronously',
    )
  })

  it('is written with bigints as decimal strings', () => {
    expect(loose.encodeEvent({ type: 'note.added', text: 'a', weight: 2n ** 60n })).toMatchObject({
      text: 'a',
      weight: String(2n ** 60n),
    })
  })

  it('is written without its type, which the frame has as its name', () => {
    expect(loose.encodeEvent({ type: 'note.added', text: 'a' })).toEqual({ text: 'a' })
  })

  it('cannot change its type', () => {
    const forged = frameOf('note.added', { type: 'note.removed', text: 'a' })
    expect(decodeFrame(forged, loose)).toEqual({
      kind: 'event',
      event: { type: 'note.added', text: 'a' },
      position: null,
    })
  })
})

describe('a body described by valibot', () => {
  const reading = v.object({ sensor: v.string(), celsius: v.optional(v.number()) })
  const readings = defineFeed({
    name: 'readings',
    path: '/readings',
    events: { 'reading.taken': event({ body: reading, example: { sensor: 'roof-1' } }) },
    filter: { sensors: { topic: 'sensor', isKey: true } },
    topicsOf: ({ sensor }) => [`sensor:${sensor}`],
  })

  it('is read and written by its schema', () => {
    const taken = { type: 'reading.taken', sensor: 'roof-1', celsius: 21.5 } as const
    expect(readings.encodeEvent(taken)).toEqual({ sensor: 'roof-1', celsius: 21.5 })
    expect(readings.decodeEvent('reading.taken', { sensor: 'roof-1', celsius: 21.5 })).toEqual(
      taken,
    )
    expect(readings.decodeEvent('reading.taken', { sensor: 'roof-1', celsius: 'hot' })).toMatch(
      /^celsius: /,
    )
  })
})

describe('a validator that throws', () => {
  it('makes the frame invalid, and does not end the connection', () => {
    const feed = defineFeed({
      name: 'notes',
      path: '/notes',
      events: {
        'note.added': event({
          body: {
            '~standard': {
              version: 1 as const,
              vendor: 'test',
              validate(): { readonly value: { readonly id: string } } {
                throw new TypeError('no such charset')
              },
            },
          },
        }),
      },
      filter: { ids: { topic: 'note' } },
      topicsOf: ({ id }) => [`note:${id}`],
    })
    expect(feed.decodeEvent('note.added', { id: '1' })).toBe(
      'body: the validator failed: no such charset',
    )
  })
})
