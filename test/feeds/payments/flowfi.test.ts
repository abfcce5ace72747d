import { describe, expect, it } from 'vitest'
import type { ResyncContext } from '../../../src/feeds/endpoint.ts'
import { topicsOfFilter } from '../../../src/feeds/filter-query.ts'
import { flowfi } from '../../../src/feeds/payments/flowfi.ts'
import { printStreamState } from '../../../src/feeds/payments/stream-state.ts'
import { streamWith } from '../../connection/log-server.ts'

function contextOf(answer: (url: URL) => Response): ResyncContext {
  return {
    signal: new AbortController().signal,
    baseUrl: 'http://api.test',
    headers: {},
    fetch: async (input) => answer(new URL(input)),
  }
}

const wire = (streamId: number) => ({
  ...printStreamState(streamWith(1)),
  streamId: String(streamId),
})

describe('the subscription to FlowFi', () => {
  it.each([
    ['everything', { all: true, streams: ['1'] }, ''],
    [
      'one account, twice, since a single value is refused',
      { users: ['GA'] },
      '?users=GA&users=GA',
    ],
    ['several accounts', { users: ['GA', 'GB'] }, '?users=GA&users=GB'],
    ['one stream, twice', { streams: ['1'] }, '?streams=1&streams=1'],
    [
      'accounts alone, since streams would narrow it',
      { users: ['GA', 'GB'], streams: ['1'] },
      '?users=GA&users=GB',
    ],
  ])('names %s', (_, filter, query) => {
    const feed = flowfi()
    const topics = topicsOfFilter(feed.filter, filter)
    const url = feed.endpoint?.subscribeUrl('http://api.test', topics, false)
    expect(url).toBe(`http://api.test/v1/events/subscribe${query}`)
  })
})

describe('the reads of FlowFi', () => {
  it('follow the pages of a list, and name everything once', async () => {
    const offsets: string[] = []
    const result = await flowfi().endpoint?.readState?.(
      ['all', 'stream:1'],
      contextOf((url) => {
        const offset = Number(url.searchParams.get('offset'))
        offsets.push(`${url.searchParams.get('sender')} ${offset}`)
        const data = Array.from({ length: 100 }, (_, index) => wire(offset + index))
        return Response.json({
          data: offset === 200 ? data.slice(0, 5) : data,
          hasMore: offset < 200,
        })
      }),
    )
    expect(offsets).toEqual(['null 0', 'null 100', 'null 200'])
    expect(result).toMatchObject({ skipped: 0 })
    expect(result && 'items' in result && result.items).toHaveLength(205)
  })

  it('fail rather than cut a list that is too long', async () => {
    const context = contextOf(() =>
      Response.json({
        data: Array.from({ length: 100 }, (_, index) => wire(index)),
        hasMore: true,
      }),
    )
    await expect(
      flowfi({ maxStreams: 300 }).endpoint?.readState?.(['all'], context),
    ).rejects.toMatchObject({
      code: 'resync',
    })
  })

  it('take a payment stream that does not exist yet for none', async () => {
    const result = await flowfi({ prefix: '/v2' }).endpoint?.readState?.(
      ['stream:1', 'stream:2'],
      contextOf((url) =>
        url.pathname === '/v2/streams/1'
          ? Response.json(wire(1))
          : new Response('', { status: 404 }),
      ),
    )
    expect(result).toMatchObject({ items: [{ streamId: '1' }], skipped: 0 })
  })

  it('skip and count what they cannot understand', async () => {
    const result = await flowfi().endpoint?.readState?.(
      ['all'],
      contextOf(() => Response.json([wire(1), { streamId: '2' }])),
    )
    expect(result).toMatchObject({ items: [{ streamId: '1' }], skipped: 1 })
  })

  it('say how long they were asked to wait', async () => {
    const context = contextOf(
      () => new Response('', { status: 429, headers: { 'retry-after': '17' } }),
    )
    await expect(flowfi().endpoint?.readState?.(['all'], context)).rejects.toMatchObject({
      status: 429,
      retryAfterMs: 17_000,
    })
  })

  it('say with which status they were refused', async () => {
    const context = contextOf(() => new Response('', { status: 401 }))
    await expect(flowfi().endpoint?.readState?.(['all'], context)).rejects.toMatchObject({
      status: 401,
    })
  })
})
