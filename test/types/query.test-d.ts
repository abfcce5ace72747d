/** Bindings of queries that must compile, and ones that must not. Checked by the compiler, never run. */
import { QueryClient } from '@tanstack/react-query'
import { expectTypeOf } from 'vitest'
import { createConnection } from '../../src/connection/index.ts'
import { type CompanyEvent, company } from '../../src/feeds/company/index.ts'
import { type Order, orders } from '../../src/feeds/orders/index.ts'
import { bindQueryClient, type QueryClientLike } from '../../src/query/index.ts'
import { useFeedQueries } from '../../src/query/react/index.ts'
import { useCompanyStream, useMetric } from '../../src/react/company/index.ts'
import { useOrderStream, useResource } from '../../src/react/orders/index.ts'

// Any QueryClient will do: only its methods are used.
const client: QueryClientLike = new QueryClient()
const connection = createConnection({ url: '', feed: orders, filter: { all: true } })
expectTypeOf(bindQueryClient(connection, client, { feed: orders })).toEqualTypeOf<() => void>()

bindQueryClient(connection, new QueryClient(), {
  feed: orders,
  detailKey: (id) => ['order', id],
  listKeys: [['orders'], ['board', { status: 'paid' }]],
  belongs: (order, queryKey) => order.status === queryKey[1],
  compare: (a, b) => a.createdAt.localeCompare(b.createdAt),
  mayEnter: ({ type, patch }) => type === 'order.updated' && 'status' in patch,
})
// @ts-expect-error a binding needs the feed
bindQueryClient(connection, client, {})
// @ts-expect-error the feed of another connection
bindQueryClient(connection, client, { feed: company('acme') })
bindQueryClient(connection, client, {
  feed: orders,
  // @ts-expect-error orders have no weight
  compare: (a, b) => a.weight - b.weight,
})
// @ts-expect-error a key is a list
bindQueryClient(connection, client, { feed: orders, detailKey: (id) => id })

export function Checked() {
  useOrderStream({ filter: { ids: ['ord_1'] } })
  // @ts-expect-error orders are not followed by hub
  useOrderStream({ filter: { hubs: ['OSL'] } })
  expectTypeOf(useOrderStream().connected).toEqualTypeOf<boolean>()
  expectTypeOf(useFeedQueries(orders)).toEqualTypeOf<ReturnType<typeof useOrderStream>>()

  expectTypeOf(useResource(orders, 'ord_1').data).toEqualTypeOf<
    (Order & { readonly ts: number }) | undefined
  >()
  expectTypeOf(useCompanyStream('acme').lastEvent).toEqualTypeOf<CompanyEvent | null>()
  expectTypeOf(useMetric('active_volunteers').value).toEqualTypeOf<number | null>()
}
