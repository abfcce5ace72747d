/**
 * Orders: a table, and the order that the address names. Requests go through TanStack Query; the feed of orders keeps
 * what they have fetched current.
 */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { orders } from '../../feeds/orders/index.ts'
import { Announcer, FeedProvider, LanguageProvider } from '../../index.ts'
import type { LanguageTag } from '../../messages/index.ts'
import { useOrderStream } from '../../react/orders/index.ts'
import { CommandError } from '../command-error.ts'
import type { NetworkSwitches } from '../environment.ts'
import { ViewBanner, ViewHead } from '../view-head.tsx'
import { loadViewMessages, withConnectionTexts } from '../view-messages.ts'
import type { RenderView, ViewProps } from '../view-props.ts'
import '../../dashboard.css'
import '../styles/orders.css'
import { english } from './messages/english.ts'
import type { OrdersMessages } from './messages/orders-messages.ts'
import { OrderDetail } from './order-detail.tsx'
import { OrderOverview } from './order-overview.tsx'
import { compareOrders, createOrderRequests, type OrderRequests } from './order-requests.ts'
import { OrderTable, useOrderList } from './order-table.tsx'
import { OrdersMessagesContext, ordersLanguages, useOrdersMessages } from './orders-language.ts'

/** Only where the server runs in the tab. */
const NetworkPanel = lazy(async () => ({
  default: (await import('../network-panel.tsx')).NetworkPanel,
}))

/** Loads the texts of the orders. */
export async function loadOrders(tag: LanguageTag): Promise<RenderView> {
  const messages = await loadViewMessages(tag, english, ordersLanguages)
  return (props) => <OrdersView {...props} messages={messages} />
}

/** A request that the server has refused is not retried. */
const isWorthRetrying = (failures: number, error: Error) =>
  failures < 3 && !(error instanceof CommandError && error.isFinal)

function OrdersView(props: ViewProps & { messages: OrdersMessages }) {
  const { environment, language, locale, detail, messages } = props
  const { baseUrl, fetch, network } = environment
  const [queryClient] = useState(
    () =>
      new QueryClient({
        // The feed keeps current what was fetched.
        defaultOptions: {
          queries: { staleTime: Number.POSITIVE_INFINITY, retry: isWorthRetrying },
        },
      }),
  )
  const requests = useMemo(() => createOrderRequests({ fetch, baseUrl }), [fetch, baseUrl])
  const widgets = useMemo(
    () => withConnectionTexts(language.widgets, messages.connection),
    [language.widgets, messages],
  )
  const { title } = messages.orders
  useEffect(() => {
    document.title = `${detail || title} · Streamgauge`
  }, [detail, title])

  return (
    <OrdersMessagesContext.Provider value={messages}>
      <LanguageProvider messages={widgets} locale={locale}>
        <QueryClientProvider client={queryClient}>
          <FeedProvider
            feed={orders}
            url={baseUrl}
            fetch={fetch}
            // The queries read the state.
            snapshot={false}
            // A server in the tab restarts with every load, and belongs to this tab.
            persist={network === null}
            share={network === null}
          >
            <ViewHead feed={orders} />
            <Content selected={detail} requests={requests} network={network} />
          </FeedProvider>
        </QueryClientProvider>
        <Announcer />
      </LanguageProvider>
    </OrdersMessagesContext.Provider>
  )
}

interface ContentProps {
  readonly selected: string
  readonly requests: OrderRequests
  readonly network: NetworkSwitches | null
}

function Content({ selected, requests, network }: ContentProps) {
  const { orders: texts } = useOrdersMessages()
  const { connected } = useOrderStream({ belongs: () => true, compare: compareOrders })
  const list = useOrderList(requests)
  const { isError, refetch } = list
  useEffect(() => {
    if (connected && isError) void refetch()
  }, [connected, isError, refetch])

  return (
    <>
      <main
        className="page-main"
        id="orders"
        tabIndex={-1}
        data-selected={selected === '' ? undefined : ''}
      >
        <ViewBanner feed={orders} />
        <OrderTable list={list} selected={selected} connected={connected} />
      </main>
      <aside className="page-aside orders-aside" aria-label={texts.aside}>
        {selected === '' ? (
          // Without orders the table says why.
          !(isError && list.data === undefined) && (
            <OrderOverview orders={list.data?.orders} connected={connected} />
          )
        ) : (
          <OrderDetail key={selected} id={selected} requests={requests} connected={connected} />
        )}
        {network && (
          <Suspense>
            <NetworkPanel network={network} />
          </Suspense>
        )}
      </aside>
    </>
  )
}
