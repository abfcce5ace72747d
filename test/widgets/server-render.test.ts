/** Every widget on a server: no window, no complaint, the right words. */
import { createElement, type ReactElement } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it, vi } from 'vitest'
import { JourneyFlags, LiveNumber, LiveTable, MetricTile } from '../../src/dashboard.ts'
import {
  ActivityFeed,
  Announcer,
  BalanceForecast,
  ConnectionBadge,
  FlowingBalance,
  FlowRate,
  GaugeProvider,
  Runway,
  Sparkline,
  StreamCard,
  StreamProgress,
  StreamRing,
  StreamStatusBadge,
} from '../../src/index.ts'
import { streamState } from '../store/frames.ts'

const stream = streamState('1')
const token = { symbol: 'USDC', decimals: 2 }
const source = { stream, token }
/** 1,000 seconds after the start, at 1.00 USDC a second. */
const renderedAtMs = 2_000_000

const elements = {
  FlowingBalance: createElement(FlowingBalance, source),
  StreamProgress: createElement(StreamProgress, source),
  StreamStatusBadge: createElement(StreamStatusBadge, source),
  Runway: createElement(Runway, source),
  FlowRate: createElement(FlowRate, source),
  BalanceForecast: createElement(BalanceForecast, source),
  StreamRing: createElement(StreamRing, source),
  Sparkline: createElement(Sparkline, source),
  SparklineOfValues: createElement(Sparkline, { values: [1, 2] }),
  StreamCard: createElement(StreamCard, source),
  ActivityFeed: createElement(ActivityFeed),
  ConnectionBadge: createElement(ConnectionBadge),
  Announcer: createElement(Announcer),
  LiveNumber: createElement(LiveNumber, { value: 1284 }),
  MetricTile: createElement(MetricTile, { label: 'Volunteers', value: 128, history: [1, 2] }),
  JourneyFlags: createElement(JourneyFlags, { flags: [{ flag: 'review', isSet: true }] }),
  LiveTable: createElement(LiveTable<{ readonly id: string }>, {
    label: 'Orders',
    rows: [{ id: 'ord_1' }],
    columns: [{ id: 'id', header: 'Order', value: ({ id }) => id }],
    keyOf: ({ id }) => id,
  }),
}

describe.each(Object.entries(elements))('%s on a server', (_, element) => {
  it('renders without a window and without warnings', () => {
    const complain = vi.spyOn(console, 'error').mockImplementation(() => {})
    const html = renderToString(
      createElement(GaugeProvider, { locale: 'en-US', renderedAtMs }, element),
    )
    expect(html).toContain('class="sg-')
    expect(complain).not.toHaveBeenCalled()
    complain.mockRestore()
  })
})

describe('FlowingBalance on a server', () => {
  it('renders the balance at renderedAtMs', () => {
    const html = renderToString(
      createElement(
        GaugeProvider,
        { locale: 'en-US', renderedAtMs },
        createElement(FlowingBalance, source),
      ),
    )
    expect(html).toContain('>1,000<')
    expect(html).toContain('>.00<')
    expect(html).toContain('USDC')
  })
})

describe('a LiveTable on a server', () => {
  it('renders the first rows of a long table, and room for the others', () => {
    const rows = Array.from({ length: 300 }, (_, index) => ({ id: `ord_${index}` }))
    const html = renderToString(
      createElement(LiveTable<{ readonly id: string }>, {
        label: 'Orders',
        rows,
        columns: [{ id: 'id', header: 'Order', value: ({ id }) => id }],
        keyOf: ({ id }) => id,
      }),
    )
    expect(html).toContain('ord_0')
    expect(html).toContain('ord_19')
    expect(html).not.toContain('ord_100')
    expect(html).toMatch(/padding-block:0px \d{5}px/)
  })
})

describe('a provider with a time zone', () => {
  it('gives it to every time, so that the zone of the server does not matter', () => {
    const renderIn = (props: object, element: ReactElement) =>
      renderToString(
        createElement(GaugeProvider, { locale: 'en-GB', renderedAtMs, ...props }, element),
      )
    const kolkata = { timeZone: 'Asia/Kolkata' }
    // 00:33 in UTC.
    expect(renderIn(kolkata, elements.FlowingBalance)).toContain('06:03')
    expect(renderIn(kolkata, elements.StreamCard)).toContain('06:03')
    const own = createElement(FlowingBalance, { ...source, timeZone: 'Asia/Tokyo' })
    expect(renderIn(kolkata, own)).toContain('09:33')
  })
})
