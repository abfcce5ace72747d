/** The hooks of orders, of any resource and of companies, in StrictMode. */
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { cleanup, render } from '@testing-library/react'
import { type ReactNode, StrictMode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { companyFeed } from '../../server/feeds/company/company-feed.ts'
import { orders } from '../../src/feeds/orders/index.ts'
import { createMockServer, memoryLog, ordersFeed } from '../../src/mocks/index.ts'
import { useResource } from '../../src/query/react/index.ts'
import {
  CompanyProvider,
  useCompanyStream,
  useJourneyFlags,
  useMetric,
} from '../../src/react/company/index.ts'
import { FeedProvider } from '../../src/react/feed-provider.tsx'
import { useOrderStream } from '../../src/react/orders/index.ts'

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
  /** The real feed of companies, in the real application. */
  function startCompanies() {
    const feed = companyFeed({ log: memoryLog() })
    const server = createMockServer({ feeds: [feed], returnDelayMs: 50 })
    closers.push(server.close)
    const urls: string[] = []
    const fetch = (input: string, init?: RequestInit) => {
      urls.push(input)
      return server.fetch(input, init)
    }
    return { feed, fetch, urls, cut: server.dropConnections }
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

  const acme = { tenant: 'acme' }
  const volunteers = (value: number) =>
    ({ type: 'metric_updated', metric: 'active_volunteers', value, unit: 'people' }) as const
  const profile = (isSet: boolean) =>
    ({ type: 'journey_flag_updated', journey: 'onboarding', flag: 'profile', isSet }) as const

  it('share one connection, and show numbers and flags as they are now', async () => {
    const { feed, fetch, urls } = startCompanies()
    await feed.publish(volunteers(120), acme)
    await feed.publish(profile(false), acme)
    show(
      <CompanyProvider companyId="acme" url="" fetch={fetch} persist={false}>
        <Dashboard />
      </CompanyProvider>,
    )
    await text().toBe('none true 120  people  profile:false')
    expect(new URL(urls[0] ?? '', 'http://localhost').searchParams.get('companyId')).toBe('acme')
    await feed.publish(volunteers(128), acme)
    await feed.publish({ type: 'sroi_updated', value: 3.4 }, acme)
    await feed.publish(profile(true), acme)
    await text().toBe('journey_flag_updated true 128 120 people 3.4 profile:true')
    expect(urls).toHaveLength(1)
  })

  it('show what was missed while the connection was cut, and nothing of other companies', async () => {
    const { feed, fetch, urls, cut } = startCompanies()
    await feed.publish(volunteers(120), acme)
    show(
      <CompanyProvider companyId="acme" url="" fetch={fetch} persist={false}>
        <Dashboard />
      </CompanyProvider>,
    )
    await text().toBe('none true 120  people')
    cut()
    await feed.publish(volunteers(121), acme)
    await feed.publish(volunteers(999), { tenant: 'bolt' })
    await text().toBe('metric_updated true 121 120 people')
    expect(urls.length).toBeGreaterThan(1)
  })

  it('show the company that the provider names now', async () => {
    const { feed, fetch } = startCompanies()
    await feed.publish(volunteers(120), acme)
    await feed.publish(volunteers(7), { tenant: 'bolt' })
    function Metric() {
      const { value, phase } = useMetric('active_volunteers')
      return <p>{`${phase} ${value}`}</p>
    }
    const page = (companyId: string) => (
      <CompanyProvider companyId={companyId} url="" fetch={fetch} persist={false}>
        <Metric />
      </CompanyProvider>
    )
    const { rerender } = render(page('acme'))
    await text().toBe('ready 120')
    rerender(page('bolt'))
    // Never a number of the company before.
    expect(shown()).toBe('loading null')
    await text().toBe('ready 7')
  })

  it('stay refused while the company is not streamed, and show why', async () => {
    const { feed, fetch } = startCompanies()
    await feed.setStreaming('acme', false)
    function Status() {
      const { connected, error } = useCompanyStream('acme')
      return <p>{`${connected} ${error?.message ?? ''}`}</p>
    }
    show(
      <CompanyProvider companyId="acme" url="" fetch={fetch} persist={false}>
        <Status />
      </CompanyProvider>,
    )
    await text().toContain('501')
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
