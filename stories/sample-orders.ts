/** Orders for stories: rows as a query or a feed has them. */
import type { LiveTableColumn } from '../src/dashboard.ts'
import { storyNowMs } from './still-world.ts'

/** A row of the table. */
export interface SampleOrder {
  readonly id: string
  readonly customer: string
  readonly status: 'placed' | 'paid' | 'packed' | 'shipped' | 'delivered'
  readonly items: number
  /** Decimal text: exact. */
  readonly total: string
  readonly weight: string | null
  readonly updatedAtMs: number
}

const customers = [
  'Ada Lovelace',
  'Grace Hopper',
  'Katherine Johnson',
  'Mary Jackson',
  'Alan Turing',
  'Radia Perlman',
  'Edsger Dijkstra',
  'Barbara Liskov',
]
const statuses = ['placed', 'paid', 'packed', 'shipped', 'delivered'] as const
const weights = ['0.5', '12', '1.25', null, '3.4', '0.75', '128.125', '2']

/** As many orders; the same ones every time. */
export function sampleOrders(count: number): readonly SampleOrder[] {
  return Array.from({ length: count }, (_, index) => {
    const cents = 1_990 + ((index * 7_919) % 250_000)
    return {
      id: `ord_${String(1042 + index).padStart(5, '0')}`,
      customer: customers[index % customers.length] ?? '',
      status: statuses[(index * 3) % statuses.length] ?? 'placed',
      items: 1 + (index % 9),
      total: `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`,
      weight: weights[index % weights.length] ?? null,
      updatedAtMs: storyNowMs - index * 97_000,
    }
  })
}

export const keyOf = ({ id }: SampleOrder): string => id

export const columns: readonly LiveTableColumn<SampleOrder>[] = [
  { id: 'id', header: 'Order', value: ({ id }) => id },
  { id: 'customer', header: 'Customer', value: ({ customer }) => customer, phone: 'detail' },
  { id: 'status', header: 'Status', value: ({ status }) => status },
  {
    id: 'items',
    header: 'Items',
    kind: 'number',
    value: ({ items }) => items,
    width: '72px',
    phone: 'none',
  },
  {
    id: 'weight',
    header: 'Weight, kg',
    kind: 'number',
    value: ({ weight }) => weight,
    phone: 'none',
  },
  {
    id: 'total',
    header: 'Total',
    kind: 'number',
    value: ({ total }) => total,
    format: { style: 'currency', currency: 'EUR' },
  },
  { id: 'updated', header: 'Updated', kind: 'time', value: ({ updatedAtMs }) => updatedAtMs },
]
