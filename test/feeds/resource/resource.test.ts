import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { fields } from '../../../src/feeds/body-codec.ts'
import { resource } from '../../../src/feeds/resource/resource.ts'
import type { ResourceEvent } from '../../../src/feeds/resource/resource-types.ts'
import {
  booleanField,
  countField,
  optional,
  shortTextField,
  unitsField,
} from '../../../src/protocol/fields.ts'

interface Parcel {
  readonly id: string
  readonly hub: string
  readonly grams: bigint
  readonly note?: string
}

const parcels = resource({
  name: 'parcel',
  path: '/parcels/events',
  schema: fields<Parcel>({
    id: shortTextField,
    hub: shortTextField,
    grams: unitsField,
    note: optional(shortTextField),
  }),
  groups: { hubs: { topic: 'hub', valueOf: ({ hub }) => hub } },
  example: { id: 'p1', hub: 'OSL', grams: '9007199254740993' },
  exampleChange: { note: 'fragile' },
})

type ParcelEvent = ResourceEvent<'parcel', Parcel>

const created: ParcelEvent = {
  type: 'parcel.created',
  id: 'p1',
  patch: { id: 'p1', hub: 'OSL', grams: '9007199254740993' },
  ts: 10,
}
const item = { id: 'p1', hub: 'OSL', grams: 9_007_199_254_740_993n, ts: 10 }
const update = (patch: object, ts: number): ParcelEvent => ({
  type: 'parcel.updated',
  id: 'p1',
  patch,
  ts,
})

function rules() {
  if (parcels.state === null) throw new Error('A resource has state.')
  return parcels.state
}

describe('a resource feed', () => {
  it('makes an item of a creation, with the time of the change', () => {
    expect(rules().reduce(undefined, created)).toEqual(item)
  })

  it('applies a patch to the JSON of the item, so that numbers stay exact', () => {
    expect(rules().reduce(item, update({ note: 'fragile' }, 11))).toEqual({
      ...item,
      note: 'fragile',
      ts: 11,
    })
  })

  it('removes a field that the patch sets to null', () => {
    const noted = { ...item, note: 'fragile' }
    expect(rules().reduce(noted, update({ note: null }, 11))).toEqual({ ...item, ts: 11 })
  })

  it.each([10, 9])('ignores a change whose ts is not newer: %i', (ts) => {
    expect(rules().reduce(item, update({ hub: 'BGO' }, ts))).toBe(item)
    expect(rules().reduce(item, { type: 'parcel.deleted', id: 'p1', patch: null, ts })).toBe(item)
    expect(rules().reduce(item, { ...created, ts })).toBe(item)
    expect(rules().includes(item, update({ hub: 'BGO' }, ts))).toBe(true)
  })

  it('makes no item of an update, which brings a part only', () => {
    expect(rules().reduce(undefined, update({ hub: 'BGO' }, 11))).toBeUndefined()
  })

  it('removes the item with its deletion', () => {
    const event: ParcelEvent = { type: 'parcel.deleted', id: 'p1', patch: null, ts: 11 }
    expect(rules().reduce(item, event)).toBeUndefined()
  })

  it('drops an item that a patch makes invalid, as a snapshot would', () => {
    expect(rules().reduce(item, update({ grams: 'many' }, 11))).toBeUndefined()
  })

  it('has topics for its id, its type, and the group of a creation', () => {
    expect(parcels.topicsOf(created)).toEqual([
      'all',
      'parcel:p1',
      'hub:OSL',
      'type:parcel.created',
    ])
    expect(parcels.topicsOf(update({}, 11))).toEqual(['all', 'parcel:p1', 'type:parcel.updated'])
    expect(rules().topicsOf(item)).toEqual(['parcel:p1', 'hub:OSL'])
  })

  it('writes the type into the body, for clients that read the data alone', () => {
    expect(parcels.encodeEvent(created)).toEqual({ ...created })
  })

  it.each([
    [{ id: 'p1', patch: { id: 'p1' }, ts: 1 }, 'patch: hub: missing'],
    [{ id: 'p 1', patch: {}, ts: 1 }, 'id: expected an id'],
    [{ id: 'p1', patch: {}, ts: 1.5 }, 'ts: expected whole Unix milliseconds'],
    [[], 'body: expected an object'],
  ])('does not read the creation %j', (json, reason) => {
    expect(parcels.decodeEvent('parcel.created', json)).toBe(reason)
  })

  it.each([
    ['parcel.updated', { id: 'p1', patch: [], ts: 1 }, 'patch: expected an object'],
    ['parcel.deleted', { id: 'p1', patch: {}, ts: 1 }, 'patch: expected null'],
  ])('does not read %s with %j', (type, json, reason) => {
    expect(parcels.decodeEvent(type, json)).toBe(reason)
  })

  it('refuses an example that does not fit its schema', () => {
    const broken = () =>
      resource({
        name: 'parcel',
        path: '/parcels/events',
        schema: fields<{ id: string }>({ id: shortTextField }),
        example: { id: 'a/b' },
        exampleChange: {},
      })
    expect(broken).toThrow('its example does not fit its schema (id: expected an id)')
  })

  it('takes any Standard Schema, a strict one included', () => {
    const sensors = resource({
      name: 'sensor',
      path: '/sensors/events',
      schema: v.strictObject({ id: v.string(), celsius: v.number() }),
      example: { id: 'roof', celsius: 21.5 },
      exampleChange: { celsius: 22 },
    })
    const { state } = sensors
    const first = state?.reduce(undefined, {
      type: 'sensor.created',
      id: 'roof',
      patch: { id: 'roof', celsius: 21.5 },
      ts: 1,
    })
    expect(first).toEqual({ id: 'roof', celsius: 21.5, ts: 1 })
    expect(sensors.decodeItem(sensors.encodeItem({ id: 'roof', celsius: 1, ts: 2 }))).toEqual({
      id: 'roof',
      celsius: 1,
      ts: 2,
    })
  })
})

describe('a list filter', () => {
  const counted = (listFilters: readonly ('note' | 'isHeavy' | 'count' | 'id')[]) =>
    resource({
      name: 'crate',
      path: '/crates/events',
      schema: fields<{ id: string; note?: string; isHeavy: boolean; count: number }>({
        id: shortTextField,
        note: optional(shortTextField),
        isHeavy: booleanField,
        count: countField,
      }),
      listFilters,
      example: { id: 'c1', isHeavy: false, count: 1 },
      exampleChange: { count: 2 },
    })

  it('takes the texts of values that the schema accepts', () => {
    const { canHave } = counted(['note', 'isHeavy', 'count']).resource
    expect(canHave('isHeavy', 'true')).toBe(true)
    expect(canHave('isHeavy', 'yes')).toBe(false)
    expect(canHave('count', '7')).toBe(true)
    expect(canHave('count', '07')).toBe(false)
    expect(canHave('count', '-1')).toBe(false)
    expect(canHave('note', '7')).toBe(true)
  })

  it('cannot have the name of a parameter', () => {
    const named = (name: string) => () =>
      resource({
        name: 'crate',
        path: '/crates/events',
        schema: fields<{ id: string; limit: string }>({
          id: shortTextField,
          limit: shortTextField,
        }),
        listFilters: [name as 'limit'],
        example: { id: 'c1', limit: 'x' },
        exampleChange: { limit: 'y' },
      })
    expect(named('limit')).toThrow('which is a parameter already')
    expect(named('id')).not.toThrow()
  })
})
