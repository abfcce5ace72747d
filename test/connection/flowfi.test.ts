import { describe, expect, it } from 'vitest'
import { flowfi, type ResyncContext } from '../../src/connection/index.ts'
import { printStreamState } from '../../src/feeds/payments/stream-state.ts'
import { streamWith } from './log-server.ts'

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

describe('the reads of FlowFi', () => {
  it('follow the pages of a list, and name everything once', async () => {
    const offsets: string[] = []
    const result = await flowfi().resync?.(
      { all: true, streams: ['1'] },
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
    expect(result && 'streams' in result && result.streams).toHaveLength(205)
  })

  it('fail rather than cut a list that is too long', async () => {
    const context = contextOf(() =>
      Response.json({
        data: Array.from({ length: 100 }, (_, index) => wire(index)),
        hasMore: true,
      }),
    )
    await expect(
      flowfi({ maxStreams: 300 }).resync?.({ all: true }, context),
    ).rejects.toMatchObject({
      code: 'resync',
    })
  })

  it('take a payment stream that does not exist yet for none', async () => {
    const result = await flowfi({ prefix: '/v2' }).resync?.(
      { streams: ['1', '2'] },
      contextOf((url) =>
        url.pathname === '/v2/streams/1'
          ? Response.json(wire(1))
          : new Response('', { status: 404 }),
      ),
    )
    expect(result).toMatchObject({ streams: [{ streamId: '1' }], skipped: 0 })
  })

  it('skip and count what they cannot understand', async () => {
    const result = await flowfi().resync?.(
      { all: true },
      contextOf(() => Response.json([wire(1), { streamId: '2' }])),
    )
    expect(result).toMatchObject({ streams: [{ streamId: '1' }], skipped: 1 })
  })

  it('say with which status they were refused', async () => {
    const context = contextOf(() => new Response('', { status: 401 }))
    await expect(flowfi().resync?.({ all: true }, context)).rejects.toMatchObject({ status: 401 })
  })
})
