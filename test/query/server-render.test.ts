/** Pages with queries on a feed, rendered by a server: no request, no timer, no window. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement, type ReactElement } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { orders } from '../../src/feeds/orders/index.ts'
import { CompanyProvider, useCompanyStream, useMetric } from '../../src/react/company/index.ts'
import { FeedProvider } from '../../src/react/feed-provider.tsx'
import { useOrderStream, useResource } from '../../src/react/orders/index.ts'

it('render what a page shows before it is connected', () => {
  const fetch = vi.fn()
  function Orders(): ReactElement {
    const { connected, error } = useOrderStream()
    const { isPending } = useResource(orders, 'ord_1')
    return createElement('p', null, `${connected} ${error} ${isPending}`)
  }
  function Dashboard(): ReactElement {
    const { lastEvent, connected } = useCompanyStream()
    const { value, phase } = useMetric('active_volunteers')
    return createElement('p', null, `${lastEvent} ${connected} ${value} ${phase}`)
  }
  const client = new QueryClient()
  const page = createElement(
    QueryClientProvider,
    { client },
    createElement(
      FeedProvider<typeof orders>,
      { feed: orders, url: '', fetch },
      createElement(Orders),
    ),
    createElement(CompanyProvider, { companyId: 'acme', url: '', fetch }, createElement(Dashboard)),
  )
  expect(renderToString(page)).toBe('<p>false null true</p><p>null false null loading</p>')
  expect(fetch).not.toHaveBeenCalled()
})
