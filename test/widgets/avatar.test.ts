/** The picture of an address. */
import { describe, expect, it } from 'vitest'
import { avatarOf } from '../../src/widgets/party/avatar.ts'

describe('an avatar', () => {
  it('is the same for the same address, and another one for another', () => {
    expect(avatarOf('GDQP4W37', null)).toEqual(avatarOf('GDQP4W37', null))
    const addresses = Array.from({ length: 200 }, (_, n) => `GDQP${n}`)
    const pictures = new Set(addresses.map((each) => avatarOf(each, null).pattern))
    // A pattern has 15 cells: two of two hundred may meet.
    expect(pictures.size).toBeGreaterThan(190)
    expect(new Set(addresses.map((each) => avatarOf(each, null).hue)).size).toBe(8)
  })

  it('is symmetrical', () => {
    const cells = [...avatarOf('GDQP4W37', null).pattern.matchAll(/M(\d) (\d)/g)]
    const places = new Set(cells.map(([, x, y]) => `${x} ${y}`))
    expect(cells.length).toBeGreaterThan(0)
    for (const [, x, y] of cells) expect(places).toContain(`${4 - Number(x)} ${y}`)
  })

  it.each([
    ['Ada', 'A'],
    ['Ada Lovelace', 'AL'],
    ['aurora labs research gmbh', 'AG'],
    ['中村 花子', '中'],
    ['ليلى المهدي', 'لا'],
    ['😀', ''],
  ])('has the initials of %s', (name, initials) => {
    expect(avatarOf('G', name).initials).toBe(initials)
  })

  it('has no colour that means a warning or an error', () => {
    for (let n = 0; n < 100; n++) {
      const { hue } = avatarOf(`G${n}`, null)
      expect(hue).toBeGreaterThan(130)
      expect(hue).toBeLessThan(335)
    }
  })
})
