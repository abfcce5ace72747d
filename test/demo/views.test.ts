import { describe, expect, it } from 'vitest'
import { printPlace, readPlace } from '../../src/demo/views.ts'

describe('the address of a view', () => {
  it.each([
    ['#/dashboard', { view: 'dashboard', detail: '' }],
    ['#/dashboard/meadowbrook', { view: 'dashboard', detail: 'meadowbrook' }],
    ['#/orders/ord_00042', { view: 'orders', detail: 'ord_00042' }],
    ['#/orders/a%2Fb', { view: 'orders', detail: 'a/b' }],
    ['#/streams', { view: 'streams', detail: '' }],
    ['#/home/12', { view: 'home', detail: '12' }],
  ] as const)('%s names what is shown, and is printed from it', (hash, place) => {
    expect(readPlace(hash)).toEqual(place)
    expect(printPlace(place.view, place.detail)).toBe(hash)
  })

  it.each(['', '#', '#streams', '#/', '#/unknown/a', '#dashboard'])(
    'is that of the front page for %j, which names no view',
    (hash) => {
      expect(readPlace(hash)).toEqual({ view: 'home', detail: '' })
    },
  )

  it('is that of the streams where it names an account and no view', () => {
    expect(readPlace('', '?account=GABC')).toEqual({ view: 'streams', detail: '' })
    expect(readPlace('#/home', '?account=GABC')).toEqual({ view: 'home', detail: '' })
  })

  it('names nothing within the view where it cannot be decoded', () => {
    expect(readPlace('#/orders/%E0%A4%A')).toEqual({ view: 'orders', detail: '' })
  })
})
