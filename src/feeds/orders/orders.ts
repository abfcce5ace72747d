/** The orders feed: the definition that pages, server and mocks share. */
import { resource } from '../resource/resource.ts'
import { isCustomerId, isOrderId, orderSchema } from './order.ts'

/** The feed definition of orders. */
export const orders = resource({
  name: 'order',
  path: '/api/v1/stream/events',
  resourcePath: '/api/v1/orders',
  schema: orderSchema,
  isId: isOrderId,
  idNoun: 'an order id',
  idAdvice: 'Use ord_ and up to 40 letters or digits, such as ord_00042',
  groups: {
    customers: {
      topic: 'customer',
      valueOf: ({ customer }) => customer,
      accepts: isCustomerId,
      noun: 'a customer id',
      advice: 'Use cus_ and up to 40 letters or digits, such as cus_ada',
    },
  },
  listFilters: ['status'],
  example: {
    id: 'ord_00042',
    customer: 'cus_ada',
    status: 'paid',
    items: [{ sku: 'MUG-01', name: 'Mug', quantity: 3, unitPrice: '24.90' }],
    currency: 'EUR',
    total: '74.70',
    createdAt: '2026-09-21T14:13:20.000Z',
    updatedAt: '2026-09-21T14:13:20.000Z',
  },
  exampleChange: {
    status: 'shipped',
    trackingNumber: 'NO123456789',
    updatedAt: '2026-09-21T14:13:21.000Z',
  },
})
