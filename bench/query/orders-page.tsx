/**
 * A page of orders on TanStack Query: a list and some details, kept current by the hook of this package, or by
 * a request for every event. It counts its renders and requests.
 */
import { QueryClient, QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { orders } from '../../src/feeds/orders/orders.ts'
import { FeedProvider } from '../../src/react/feed-provider.tsx'
import { useOrderStream } from '../../src/react/orders/index.ts'
import { useSSE } from '../../src/react/use-sse.ts'
import { listLength, type PageCounts, type Way } from './page-counts.ts'

export interface OrdersPage {
  readonly counts: PageCounts
  readonly queryClient: QueryClient
  /** The page, to render. */
  readonly node: ReactNode
  /** Breaks the subscription off, as a network does. */
  cut(): void
  /** What the page has for an order, and in its list. */
  detail(id: string): unknown
  list(): unknown
}

type FetchLike = (input: string, init?: RequestInit) => Promise<Response>

/** @param details the orders that are shown one by one */
export function createOrdersPage(
  way: Way,
  url: string,
  fetchFrom: FetchLike,
  details: readonly string[],
): OrdersPage {
  const counts: PageCounts = { renders: 0, requests: 0, subscriptions: 0 }
  const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
  let cut = () => {}

  async function read(path: string): Promise<unknown> {
    counts.requests++
    const response = await fetchFrom(`${url}${path}`)
    if (!response.ok) throw new Error(`${path} answered ${response.status}.`)
    return response.json()
  }

  const subscribe: FetchLike = async (input, init) => {
    counts.subscriptions++
    const response = await fetchFrom(input, init)
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({
      start(controller) {
        cut = () => controller.error(new TypeError('The network is gone.'))
      },
    })
    response.body?.pipeTo(writable).catch(() => {})
    return new Response(readable, response)
  }

  function List(): ReactNode {
    counts.renders++
    const { data } = useQuery({
      queryKey: ['orders', 'list', { limit: listLength }],
      queryFn: () => read(`/api/v1/orders?limit=${listLength}`) as Promise<{ orders: OrderRow[] }>,
    })
    return (
      <ul>
        {data?.orders.map(({ id, status, note }) => (
          <li key={id}>{`${id} ${status} ${note}`}</li>
        ))}
      </ul>
    )
  }

  function Detail({ id }: { readonly id: string }): ReactNode {
    counts.renders++
    const { data } = useQuery({
      queryKey: ['orders', 'detail', id],
      queryFn: () => read(`/api/v1/orders/${id}`) as Promise<OrderRow>,
    })
    return <p>{data ? `${data.id} ${data.status} ${data.note}` : 'Loading…'}</p>
  }

  function Patched(): ReactNode {
    const { connected } = useOrderStream()
    return <p id="status">{connected ? 'live' : 'connecting'}</p>
  }

  function Invalidated(): ReactNode {
    const client = useQueryClient()
    const { status } = useSSE(
      `${url}${orders.path}?all=true`,
      ({ type, data }) => {
        if (!type.startsWith('order.')) return
        const { id } = JSON.parse(data) as { readonly id: string }
        void client.invalidateQueries({ queryKey: ['orders', 'detail', id] })
        void client.invalidateQueries({ queryKey: ['orders', 'list'] })
      },
      { fetch: subscribe },
    )
    return <p id="status">{status === 'open' ? 'live' : 'connecting'}</p>
  }

  const shown = (
    <>
      <List />
      {details.map((id) => (
        <Detail key={id} id={id} />
      ))}
    </>
  )
  return {
    counts,
    queryClient,
    cut: () => cut(),
    detail: (id) => queryClient.getQueryData(['orders', 'detail', id]),
    list: () => queryClient.getQueryData(['orders', 'list', { limit: listLength }]),
    node: (
      <QueryClientProvider client={queryClient}>
        {way === 'streamgauge' ? (
          <FeedProvider feed={orders} url={url} fetch={subscribe} snapshot={false} persist={false}>
            <Patched />
            {shown}
          </FeedProvider>
        ) : (
          <>
            <Invalidated />
            {shown}
          </>
        )}
      </QueryClientProvider>
    ),
  }
}

interface OrderRow {
  readonly id: string
  readonly status: string
  readonly note?: string
}
