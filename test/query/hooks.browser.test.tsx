/** The hooks of orders, of any resource and of companies, in StrictMode. */
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { cleanup, render } from '@testing-library/react'
import { type ReactNode, StrictMode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { orders } from '../../src/feeds/orders/index.ts'
import { createMockServer, memoryLog, ordersFeed } from '../../src/mocks/index.ts'
import { printFrame } from '../../src/protocol/frame.ts'
import {
  CompanyProvider,
  useCompanyStream,
  useJourneyFlags,
  useMetric,
} from '../../src/react/company/index.ts'
import { FeedProvider } from '../../src/react/feed-provider.tsx'
import { useOrderStream, useResource } from '../../src/react/orders/index.ts'

const closers: (() => Promise<void>)[] = []
let warned: string[] = []
beforeEach(() => {
  warned = []
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: false })
  vi.spyOn(console, 'warn').mockImplementation((text: string) => warned.push(text))
})
afterEach(async () => {
  cleanup()
  vi.restoreAllMocks()
  await Promise.all(closers.splice(0).map((close) => close()))
})

async function startServer() {
  const feed = ordersFeed({ log: memoryLog() })
  const server = createMockServer({ feeds: [feed], returnDelayMs: 50 })
  closers.push(server.close)
  const requests: string[] = []
  const fetch = (input: string, init?: RequestInit) => {
    requests.push(input)
    return server.fetch(input, init)
  }
  const { item } = await feed.store.create({
    customer: 'cus_ada',
    status: 'placed',
    items: [{ sku: 'MUG-01', name: 'Mug', quantity: 1, unitPrice: '24.90' }],
    currency: 'EUR',
  })
  return { feed, fetch, requests, id: item?.id ?? '' }
}

const shown = () => document.body.textContent.trim()
const text = () => expect.poll(shown)
const show = (node: ReactNode) => render(<StrictMode>{node}</StrictMode>)

describe('useOrderStream', () => {
  function Order({ id, fetch }: { readonly id: string; readonly fetch: typeof globalThis.fetch }) {
    const { connected } = useOrderStream()
    const { data } = useQuery<{ status: string }>({
      queryKey: ['orders', 'detail', id],
      queryFn: async () => (await fetch(`/api/v1/orders/${id}`)).json(),
      staleTime: Infinity,
    })
    return <p>{`${data?.status} ${connected}`}</p>
  }

  it('keeps one connection and one binding for several components that come and go', async () => {
    const { feed, fetch, requests, id } = await startServer()
    const order = <Order id={id} fetch={fetch as typeof globalThis.fetch} />
    const page = (children: ReactNode) => (
      <StrictMode>
        <QueryClientProvider client={client}>
          <FeedProvider feed={orders} url="" fetch={fetch} snapshot={false} persist={false}>
            {children}
          </FeedProvider>
        </QueryClientProvider>
      </StrictMode>
    )
    const client = new QueryClient()
    const { rerender } = render(page([order, order]))
    await text().toContain('placed true')
    await feed.store.patch(id, { status: 'paid' })
    await text().toContain('paid truepaid true')
    // All gone, and back before the binding is given up.
    rerender(page(null))
    rerender(page(order))
    await feed.store.patch(id, { status: 'packed' })
    await text().toBe('packed true')
    expect(requests.filter((each) => each.includes('stream/events'))).toHaveLength(1)
    expect(requests.filter((each) => each.includes(`/${id}`))).toHaveLength(1)
    expect(warned).toEqual([])
  })

  it('warns where there is no QueryClient', async () => {
    const { fetch } = await startServer()
    function Status() {
      return <p>{String(useOrderStream().connected)}</p>
    }
    show(
      <FeedProvider feed={orders} url="" fetch={fetch} snapshot={false} persist={false}>
        <Status />
      </FeedProvider>,
    )
    await text().toBe('true')
    expect(warned.join()).toContain('Streamgauge (query_client_missing)')
  })

  it('warns if no query has the keys of the feed', async () => {
    const { feed, fetch, id } = await startServer()
    function Status() {
      return <p>{String(useOrderStream({ detailKey: (key) => ['order', key] }).connected)}</p>
    }
    const client = new QueryClient()
    client.setQueryData(['orders', id], { id })
    show(
      <QueryClientProvider client={client}>
        <FeedProvider feed={orders} url="" fetch={fetch} snapshot={false} persist={false}>
          <Status />
        </FeedProvider>
      </QueryClientProvider>,
    )
    await text().toBe('true')
    for (let note = 0; note < 30; note++) await feed.store.patch(id, { note: String(note) })
    await expect.poll(() => warned.join()).toContain('["order","id"], ["orders","list"]')
  })

  it('throws without a provider, and says which', () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    function Status() {
      return <p>{String(useOrderStream().connected)}</p>
    }
    expect(() => show(<Status />)).toThrow('FeedProvider feed={orders}')
  })
})

describe('useResource', () => {
  function Order({ id }: { readonly id: string }) {
    const { data, isPending, isMissing, connected } = useResource(orders, id)
    return <p>{data ? `${data.status} ${connected}` : `${isPending} ${isMissing}`}</p>
  }

  it('follows one resource, and says if there is none', async () => {
    const { feed, fetch, requests, id } = await startServer()
    const page = (of: string) => (
      <FeedProvider feed={orders} url="" fetch={fetch} persist={false}>
        <Order id={of} />
      </FeedProvider>
    )
    const { rerender } = render(page(id))
    expect(shown()).toBe('true false')
    await text().toBe('placed true')
    await feed.store.patch(id, { status: 'paid' })
    await text().toBe('paid true')
    expect(requests).toHaveLength(1)
    rerender(page('ord_none'))
    await text().toBe('false true')
  })
})

describe('the hooks of a company', () => {
  /** A server that sends what a test makes it send. */
  function createCompanyServer() {
    const urls: string[] = []
    let write = (_: string) => {}
    const fetch = (input: string, init?: RequestInit) => {
      urls.push(input)
      const encoder = new TextEncoder()
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          write = (frame) => controller.enqueue(encoder.encode(frame))
          init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason))
        },
      })
      const headers = { 'content-type': 'text/event-stream' }
      return Promise.resolve(new Response(body, { headers }))
    }
    let offset = 0
    return {
      fetch,
      urls,
      send(event: string, data: object) {
        offset++
        write(printFrame({ id: `e1.${offset}`, event, data: JSON.stringify(data) }))
      },
      greet(items: readonly object[]) {
        const position = `e1.${offset}`
        const connected = { type: 'connected', clientId: 'c', recovered: false, replayed: 0 }
        write(printFrame({ event: 'connected', data: JSON.stringify(connected) }))
        const data = JSON.stringify({ position, part: 1, parts: 1, items })
        write(printFrame({ id: position, event: 'snapshot', data }))
      },
    }
  }

  function Dashboard() {
    const { lastEvent, connected } = useCompanyStream('acme')
    const { value, previousValue, unit } = useMetric('active_volunteers')
    const sroi = useMetric('sroi')
    const { flags } = useJourneyFlags('onboarding')
    return (
      <p>
        {[lastEvent?.type ?? 'none', connected, value, previousValue, unit, sroi.value].join(' ')}
        {flags.map(({ flag, isSet }) => ` ${flag}:${isSet}`)}
      </p>
    )
  }

  it('share one connection, and show numbers and flags as they are now', async () => {
    const server = createCompanyServer()
    show(
      <CompanyProvider companyId="acme" url="" fetch={server.fetch} persist={false}>
        <Dashboard />
      </CompanyProvider>,
    )
    await expect.poll(() => server.urls.length).toBe(1)
    expect(new URL(server.urls[0] ?? '', 'http://localhost').searchParams.get('companyId')).toBe(
      'acme',
    )
    server.greet([
      { kind: 'metric', metric: 'active_volunteers', value: 120, unit: 'people' },
      { kind: 'journey_flag', journey: 'onboarding', flag: 'profile', isSet: false },
    ])
    await text().toBe('none true 120  people  profile:false')
    server.send('metric_updated', { metric: 'active_volunteers', value: 128, unit: 'people' })
    server.send('sroi_updated', { value: 3.4 })
    server.send('journey_flag_updated', { journey: 'onboarding', flag: 'profile', isSet: true })
    await text().toBe('journey_flag_updated true 128 120 people 3.4 profile:true')
    expect(server.urls).toHaveLength(1)
  })

  it('throw outside a provider of this company', () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    expect(() => show(<Dashboard />)).toThrow('FeedProvider')
    function Metric() {
      return <p>{useMetric('active_volunteers').value}</p>
    }
    expect(() => show(<Metric />)).toThrow('CompanyProvider companyId="…"')
  })
})
