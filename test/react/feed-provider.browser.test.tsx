/** The hooks of any feed, in front of the real server in the tab. */
import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { serveFeed } from '../../server/feeds/server-feed.ts'
import { memoryLog } from '../../server/log/memory.ts'
import { payments } from '../../src/feeds/payments/index.ts'
import {
  FeedProvider,
  GaugeProvider,
  useFeedConnection,
  useFeedEvents,
  useFeedItem,
  useFeedItems,
} from '../../src/index.ts'
import { createMockServer } from '../../src/mocks/index.ts'
import { shipments } from '../support/shipments.ts'

const closers: (() => Promise<void>)[] = []

afterEach(async () => {
  cleanup()
  await Promise.all(closers.splice(0).map((close) => close()))
})

function startServer() {
  const feed = serveFeed(shipments, { log: memoryLog() })
  const server = createMockServer({ feeds: [feed] })
  closers.push(server.close)
  const requests: string[] = []
  const fetch = (input: string, init?: RequestInit) => {
    requests.push(new URL(input, 'http://localhost').search)
    return server.fetch(input, init)
  }
  return { publish: feed.publish, fetch, requests, dropConnections: server.dropConnections }
}

function List({ hub }: { readonly hub?: string }) {
  const { items, phase } = useFeedItems(shipments, hub === undefined ? undefined : { hubs: [hub] })
  const events = useFeedEvents(shipments, hub === undefined ? undefined : { hubs: [hub] })
  const connection = useFeedConnection(shipments)
  return (
    <section data-phase={phase} data-status={connection?.status}>
      <p data-testid="items">{items.map(({ id, hub: at }) => `${id} ${at}`).join(', ')}</p>
      <p data-testid="events">
        {events.map((entry) => (entry.kind === 'event' ? entry.event.type : entry.kind)).join(', ')}
      </p>
    </section>
  )
}

function One({ id }: { readonly id: string | undefined }) {
  const { item, phase } = useFeedItem(shipments, id)
  return <p data-testid="one">{item ? `${item.id} ${item.hub}` : phase}</p>
}

const text = (name: string) => screen.getByTestId(name).textContent

describe('the hooks of a feed', () => {
  it('show the items and events of a filter, and follow what is published', async () => {
    const { publish, fetch, requests } = startServer()
    await publish({ type: 'shipment.registered', id: '1', hub: 'OSL' })
    await publish({ type: 'shipment.registered', id: '2', hub: 'BGO' })
    render(
      <StrictMode>
        <FeedProvider feed={shipments} url="" fetch={fetch} persist={false}>
          <List hub="OSL" />
        </FeedProvider>
      </StrictMode>,
    )
    expect(screen.getByTestId('items').closest('section')?.dataset['phase']).toBe('loading')
    await waitFor(() => expect(text('items')).toBe('1 OSL'))
    expect(requests).toEqual(['?hubs=OSL&snapshot=true'])

    await act(() => publish({ type: 'shipment.moved', id: '2', hub: 'OSL' }))
    await act(() => publish({ type: 'shipment.moved', id: '1', hub: 'BGO' }))
    // The second one has never been seen as a whole, so its move is history and makes no item.
    await waitFor(() => expect(text('items')).toBe(''))
    expect(text('events')).toContain('shipment.moved')
  })

  it('show one item by its key, and why there is none', async () => {
    const { publish, fetch } = startServer()
    await publish({ type: 'shipment.registered', id: '1', hub: 'OSL' })
    const page = (id: string | undefined) => (
      <FeedProvider feed={shipments} url="" fetch={fetch} persist={false}>
        <One id={id} />
      </FeedProvider>
    )
    const { rerender } = render(page(undefined))
    expect(text('one')).toBe('loading')
    rerender(page('1'))
    await waitFor(() => expect(text('one')).toBe('1 OSL'))
    rerender(page('2'))
    await waitFor(() => expect(text('one')).toBe('ready'))
    await act(() => publish({ type: 'shipment.registered', id: '2', hub: 'TRD' }))
    await waitFor(() => expect(text('one')).toBe('2 TRD'))
  })

  it('recover after the connection was dropped, with nothing missed', async () => {
    const { publish, fetch, dropConnections } = startServer()
    await publish({ type: 'shipment.registered', id: '1', hub: 'OSL' })
    render(
      <FeedProvider
        feed={shipments}
        url=""
        fetch={fetch}
        persist={false}
        filter={{ all: true }}
        backoff={{ baseMs: 1, capMs: 1 }}
      >
        <List />
      </FeedProvider>,
    )
    await waitFor(() => expect(text('items')).toBe('1 OSL'))
    dropConnections()
    await publish({ type: 'shipment.moved', id: '1', hub: 'BGO' })
    await waitFor(() => expect(text('items')).toBe('1 BGO'), { timeout: 10_000 })
    expect(text('events')).toBe('shipment.moved')
  })

  it('find the nearest provider of their feed, across providers of other feeds', async () => {
    const { publish, fetch } = startServer()
    await publish({ type: 'shipment.registered', id: '1', hub: 'OSL' })
    function Both() {
      const stream = useFeedItem(payments, '42')
      return (
        <>
          <One id="1" />
          <p data-testid="payments">{stream.phase}</p>
        </>
      )
    }
    render(
      <FeedProvider feed={shipments} url="" fetch={fetch} persist={false}>
        <GaugeProvider>
          <Both />
        </GaugeProvider>
      </FeedProvider>,
    )
    await waitFor(() => expect(text('one')).toBe('1 OSL'))
    // The provider of payments has no URL: whether there is such a stream is unknown.
    expect(text('payments')).toBe('loading')
  })

  it('name the provider that is missing', () => {
    const warnings = vi.spyOn(console, 'error').mockImplementation(() => {})
    expect(() => render(<One id="1" />)).toThrow(
      expect.objectContaining({ code: 'provider_missing' }),
    )
    warnings.mockRestore()
  })
})
