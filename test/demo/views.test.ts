import { describe, expect, it } from 'vitest'
import { printPlace, readPlace } from '../../src/demo/views.ts'

describe('the address of a view', () => {
  it.each([
    ['#/dashboard', { view: 'dashboard', detail: '' }],
    ['#/dashboard/meadowbrook', { view: 'dashboard', detail: 'meadowbrook' }],
    ['#/orders/ord_00042', { view: 'orders', detail: 'ord_00042' }],
    ['#/orders/a%2Fb', { view: 'orders', detail: 'a/b' }],
    ['#/streams', { view: 'streams', detail: '' }],
  ] as const)('%s names what is shown, and is printed from it', (hash, place) => {
    expect(readPlace(hash)).toEqual(place)
    expect(printPlace(place.view, place.detail)).toBe(hash)
  })

  it.each(['', '#', '#streams', '#/', '#/unknown/a', '#dashboard'])(
    'is that of the streams for %j, which names no view',
    (hash) => {
      expect(readPlace(hash)).toEqual({ view: 'streams', detail: '' })
    },
  )

  it('names nothing within the view where it cannot be decoded', () => {
    expect(readPlace('#/orders/%E0%A4%A')).toEqual({ view: 'orders', detail: '' })
  })
})
