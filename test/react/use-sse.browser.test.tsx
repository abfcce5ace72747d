import { act, StrictMode } from 'react'
import { describe, expect, it } from 'vitest'
import { type SseEvent, useSSE } from '../../src/index.ts'
import { createFakeFeed } from './fake-feed.ts'
import { mount, until } from './mount.ts'

function setUp() {
  const feed = createFakeFeed()
  const heard: string[] = []
  function Orders(props: { readonly url: string; readonly onEvent: (event: SseEvent) => void }) {
    const { status } = useSSE(props.url, props.onEvent, {
      fetch: feed.fetch,
      // It comes back at once: the test does not wait for the backoff.
      platform: { random: { next: () => 0 } },
    })
    return <p id="orders">{status}</p>
  }
  const page = (name: string, url = 'http://shop/orders') => (
    <StrictMode>
      <Orders url={url} onEvent={({ type, data }) => heard.push(`${name} ${type} ${data}`)} />
    </StrictMode>
  )
  return { feed, heard, page }
}

describe('useSSE', () => {
  it('opens once when mounted, calls the latest listener, and closes when unmounted', async () => {
    const { feed, heard, page } = setUp()
    const { render, byId, unmount } = mount(page('first'))
    await until(() => byId('orders').textContent, 'open')
    await act(async () => feed.send('order', { id: 1 }))
    await until(() => heard, ['first order {"id":1}'])
    render(page('second'))
    await act(async () => feed.send('order', { id: 2 }))
    await until(() => heard, ['first order {"id":1}', 'second order {"id":2}'])
    expect(feed.requests).toEqual([{ url: 'http://shop/orders', isAborted: false }])
    unmount()
    expect(feed.requests[0]?.isAborted).toBe(true)
  })

  it('opens another connection for another url, without the cursor of the first', async () => {
    const { feed, page } = setUp()
    const { render } = mount(page('one'))
    await until(() => feed.requests.length, 1)
    await act(async () => feed.send('order', {}, '7'))
    render(page('one', 'http://shop/returns'))
    await until(() => feed.requests.length, 2)
    expect(feed.requests).toEqual([
      { url: 'http://shop/orders', isAborted: true },
      { url: 'http://shop/returns', isAborted: false },
    ])
    expect(feed.cursors).toEqual([null, null])
  })

  it('reconnects with the cursor', async () => {
    const { feed, page, heard } = setUp()
    mount(page('one'))
    await until(() => feed.requests.length, 1)
    await act(async () => feed.send('order', {}, '7'))
    await until(() => heard.length, 1)
    await act(async () => feed.end())
    await until(() => feed.cursors, [null, '7'])
  })

  it('makes a request with a body once, under StrictMode too, and shows that its answer is complete', async () => {
    const feed = createFakeFeed()
    const paid: number[] = []
    function Payout() {
      const snapshot = useSSE('http://shop/payouts', (amount: number) => paid.push(amount), {
        fetch: feed.fetch,
        body: '{"to":"ada"}',
        parse: ({ data }: SseEvent) => JSON.parse(data).amount as number,
      })
      return <p id="payout">{snapshot.status === 'closed' ? snapshot.by : snapshot.status}</p>
    }
    const { byId } = mount(
      <StrictMode>
        <Payout />
      </StrictMode>,
    )
    await until(() => byId('payout').textContent, 'open')
    await act(async () => feed.send('progress', { amount: 5 }))
    await until(() => paid, [5])
    await act(async () => feed.end())
    await until(() => byId('payout').textContent, 'server-end')
    expect(feed.requests).toHaveLength(1)
  })
})
