/**
 * The orders feed: every public name of `streamgauge/orders`.
 *
 * @packageDocumentation
 */
export {
  isCustomerId,
  isOrderId,
  type Order,
  type OrderItem,
  type OrderStatus,
  orderSchema,
  orderStatuses,
  totalOf,
} from './order.ts'
export { orders } from './orders.ts'
