/** An order as its feed has it: the schema that pages, server and mocks share. */
import { parseAmount, unitsPerToken } from '../../money/amount.ts'
import {
  fieldOf,
  optional,
  ordinalField,
  readBody,
  textField,
  wordField,
} from '../../protocol/fields.ts'
import { type BodyCodec, fields } from '../body-codec.ts'

/** One line of an order. */
export interface OrderItem {
  /** The article. */
  readonly sku: string
  /** Its name, as the customer saw it. */
  readonly name: string
  /** How many; at least one. */
  readonly quantity: number
  /** The price of one, as decimal text with two digits after the point, such as `24.90`. */
  readonly unitPrice: string
}

/** How far an order has come. `unspecified`: the server is newer than this page. */
export type OrderStatus =
  | 'placed'
  | 'paid'
  | 'packed'
  | 'shipped'
  | 'delivered'
  | 'cancelled'
  | 'unspecified'

/** An order. */
export interface Order {
  /** Such as `ord_00042`. */
  readonly id: string
  /** Who ordered, such as `cus_ada`. Never changes. */
  readonly customer: string
  /** How far it has come. */
  readonly status: OrderStatus
  /** What was ordered: 1 to 100 lines. */
  readonly items: readonly OrderItem[]
  /** ISO 4217, such as `EUR`. */
  readonly currency: string
  /** The sum of the lines, as decimal text with two digits. Computed by the server. */
  readonly total: string
  /** The parcel's number, once there is one. */
  readonly trackingNumber?: string
  /** What the customer wrote. */
  readonly note?: string
  /** ISO 8601 in UTC. Set by the server. */
  readonly createdAt: string
  /** ISO 8601 in UTC: the `ts` of the last change. Set by the server. */
  readonly updatedAt: string
}

/** Digits after the point of prices and totals. */
const priceDecimals = 2

/** The statuses that an order can be given. */
export const orderStatuses = [
  'placed',
  'paid',
  'packed',
  'shipped',
  'delivered',
  'cancelled',
] as const satisfies readonly OrderStatus[]

function patternField(expected: string, pattern: RegExp) {
  return fieldOf(expected, (json) =>
    typeof json === 'string' && pattern.test(json) ? json : undefined,
  )
}

const priceField = patternField(
  'decimal text with two digits after the point, such as "24.90"',
  /^(0|[1-9]\d{0,11})\.\d{2}$/,
)
const timeField = patternField(
  'a time in UTC, such as 2026-11-22T08:30:00.000Z',
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
)
const nameField = textField(1, 128, 'text of 1 to 128 characters')

const itemFields = {
  sku: patternField('letters, digits and hyphens, at most 64', /^[A-Za-z0-9-]{1,64}$/),
  name: nameField,
  quantity: ordinalField,
  unitPrice: priceField,
}

const itemsField = fieldOf(
  'a list of 1 to 100 lines with sku, name, quantity and unitPrice',
  (json) => {
    if (!Array.isArray(json) || json.length < 1 || json.length > 100) return undefined
    const items = json.map((each) => readBody<OrderItem>(itemFields, each))
    return items.every((each) => typeof each !== 'string') ? items : undefined
  },
)

/** Whether a text can be the id of an order. */
export function isOrderId(text: string): boolean {
  return /^ord_[A-Za-z0-9]{1,40}$/.test(text)
}

/** Whether a text can be the id of a customer. */
export function isCustomerId(text: string): boolean {
  return /^cus_[A-Za-z0-9]{1,40}$/.test(text)
}

/** How an order is read and written. */
export const orderSchema: BodyCodec<Order> = fields<Order>({
  id: patternField('an order id, such as ord_00042', /^ord_[A-Za-z0-9]{1,40}$/),
  customer: patternField('a customer id, such as cus_ada', /^cus_[A-Za-z0-9]{1,40}$/),
  status: wordField(...orderStatuses),
  items: itemsField,
  currency: patternField('three capital letters, such as EUR', /^[A-Z]{3}$/),
  total: patternField('decimal text with two digits after the point', /^(0|[1-9]\d*)\.\d{2}$/),
  trackingNumber: optional(nameField),
  note: optional(textField(0, 1_000, 'text of at most 1000 characters')),
  createdAt: timeField,
  updatedAt: timeField,
})

/** The sum of the lines: exact, with two digits. */
export function totalOf(items: readonly OrderItem[]): string {
  const cents = items.reduce(
    (sum, { quantity, unitPrice }) =>
      sum + BigInt(quantity) * parseAmount(unitPrice, priceDecimals),
    0n,
  )
  const scale = unitsPerToken(priceDecimals)
  return `${cents / scale}.${String(cents % scale).padStart(priceDecimals, '0')}`
}
