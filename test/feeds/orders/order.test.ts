import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderSchema, totalOf } from '../../../src/feeds/orders/order.ts'
import { orders } from '../../../src/feeds/orders/orders.ts'

const line = { sku: 'MUG-01', name: 'Mug', quantity: 3, unitPrice: '24.90' }

describe('an order', () => {
  it('has an exact total with two digits', () => {
    expect(totalOf([line])).toBe('74.70')
    expect(totalOf([{ ...line, quantity: 1, unitPrice: '0.05' }])).toBe('0.05')
    fc.assert(
      fc.property(fc.integer({ min: 1 }), fc.bigInt(0n, 10n ** 14n - 1n), (quantity, cents) => {
        const unitPrice = `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`
        const total = totalOf([{ ...line, quantity, unitPrice }])
        expect(BigInt(total.replace('.', ''))).toBe(BigInt(quantity) * cents)
      }),
    )
  })

  it.each([
    ['id', '42'],
    ['customer', 'ada'],
    ['items', []],
    ['items', [{ ...line, quantity: 0 }]],
    ['items', [{ ...line, unitPrice: 24.9 }]],
    ['items', [{ ...line, unitPrice: '24.9' }]],
    ['currency', 'euro'],
    ['total', '-1.00'],
    ['updatedAt', 'yesterday'],
  ])('does not have the %s %j', (field, value) => {
    const reason = orderSchema.decode({ ...orders.resource.example, [field]: value })
    expect(reason).toMatch(new RegExp(`^${field}: expected`))
  })

  it('is read with a status that is newer than the page', () => {
    expect(orderSchema.decode({ ...orders.resource.example, status: 'returned' })).toMatchObject({
      status: 'unspecified',
    })
  })
})
