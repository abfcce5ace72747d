/** The types of all texts of the orders. */
import type { OrderStatus } from '../../../feeds/orders/index.ts'
import type { Message } from '../../../messages/index.ts'
import type { ConnectionTexts } from '../../view-messages.ts'

/** The fields of an order that can be changed on the page. */
export const editableFields = ['status', 'trackingNumber', 'note'] as const
export type EditableField = (typeof editableFields)[number]

/** Problems that users of the orders can encounter. */
export const orderProblemCodes = ['unreachable', 'unreadable', 'not_found', 'invalid_body'] as const

export type OrderProblemCode = (typeof orderProblemCodes)[number]

export interface OrdersMessages {
  readonly orders: {
    readonly title: string
    readonly aside: string
    readonly order: string
    readonly customer: string
    readonly status: string
    readonly total: string
    readonly placed: string
    readonly updated: string
    readonly items: string
    readonly empty: string
    readonly failed: string
    /** While no order is chosen. */
    readonly choose: string
    /** What all orders come to, while none is chosen. */
    readonly overview: string
    /** How many are neither delivered nor cancelled, and what they cost together. */
    readonly open: string
    readonly openTotal: string
    /** Back to the list, on a phone. */
    readonly back: string
    readonly loading: string
    readonly missing: string
    readonly orderFailed: string
    readonly retry: string
    /** In front of the quantity of an article. */
    readonly quantity: Message<{ readonly number: string }>
  }
  readonly status: { readonly [Status in OrderStatus]: string }
  readonly edit: {
    readonly title: string
    readonly field: { readonly [Field in EditableField]: string }
    /** A field that has no value. */
    readonly none: string
    readonly save: string
    readonly saving: string
    readonly saved: string
    readonly discard: string
    /** Next to a field that is being changed here and was changed elsewhere. */
    readonly changedMeanwhile: Message<{ readonly value: string }>
    readonly conflict: string
    /** One field in a conflict: its value on the server, and the one entered here. */
    readonly theirs: string
    readonly mine: string
    readonly saveAnyway: string
    readonly takeTheirs: string
  }
  readonly problem: { readonly [Code in OrderProblemCode]: string }
  readonly connection: ConnectionTexts
}
