import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { findFeedUrl } from '../../../server/cli/feed-url.ts'

let server: Server | undefined

afterEach(() => {
  server?.close()
})

/** A server whose document names its first feed so. */
async function startWith(address: string): Promise<string> {
  server = createServer((_, response) => {
    response.end(
      JSON.stringify({
        channels: {
          payments: { address },
          company: { address: '/stream/updates' },
          'company.durable': { address: '/stream/durable' },
        },
      }),
    )
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const find = async (url: string, ...filter: (readonly [string, string])[]) =>
  (await findFeedUrl(new URL(url), {}, { feed: undefined, filter })).href

describe('the URL of a feed', () => {
  it('is found with a filter, too', async () => {
    const base = await startWith('/events/subscribe')
    expect(await find(`${base}/`)).toBe(`${base}/events/subscribe?all=true`)
    expect(await find(`${base}/`, ['streams', '4'])).toBe(`${base}/events/subscribe?streams=4`)
  })

  it('is below the path of an application, whether the document has that path or not', async () => {
    const aware = await startWith('/api/payments/events/subscribe')
    expect(await find(`${aware}/api/payments/`)).toBe(
      `${aware}/api/payments/events/subscribe?all=true`,
    )
    server?.close()
    const unaware = await startWith('/events/subscribe')
    expect(await find(`${unaware}/api/payments/`)).toBe(
      `${unaware}/api/payments/events/subscribe?all=true`,
    )
  })

  it('is that of the feed that is named, with its tenant', async () => {
    const base = await startWith('/events/subscribe')
    const filter = [['companyId', 'acme']] as const
    const found = await findFeedUrl(new URL(`${base}/`), {}, { feed: 'company', filter })
    expect(found.href).toBe(`${base}/stream/updates?companyId=acme`)
  })

  it('is refused for a name that the server does not have, and without a server', async () => {
    const base = await startWith('/events/subscribe')
    const wanted = { feed: 'orders', filter: [] }
    await expect(findFeedUrl(new URL(`${base}/`), {}, wanted)).rejects.toThrow(
      'the server has no such feed. Use payments, company.',
    )
    await expect(findFeedUrl(new URL(`${base}/events`), {}, wanted)).rejects.toThrow('a slash')
  })

  it('is taken as it is without a slash at the end', async () => {
    expect(await find('http://127.0.0.1:1/feed?ids=4')).toBe('http://127.0.0.1:1/feed?ids=4')
  })
})
