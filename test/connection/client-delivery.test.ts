/** What a connection delivers, in which order, and to whom; and the same at a server without ids. */
import { describe, expect, it } from 'vitest'
import { flowfi } from '../../src/feeds/payments/flowfi.ts'
import { printStreamState, type StreamState } from '../../src/feeds/payments/stream-state.ts'
import { streamWith } from './log-server.ts'
import {
  at,
  comeBack,
  connected,
  event,
  liveScene,
  openScene,
  type PaymentsConnectionOptions,
  print,
  snapshot,
} from './scene.ts'

describe('delivery', () => {
  it('C13 is one batch an animation frame', async () => {
    const { stream, world, batches } = await liveScene()
    const before = batches.length
    for (let offset = 11; offset <= 500; offset++) stream.send(event(`a.${offset}`))
    await world.settle()
    expect(batches).toHaveLength(before)
    await world.advance(16)
    expect(batches.slice(before).map((batch) => batch.length)).toEqual([490])
  })

  it('C13 continues by timer while the page is hidden', async () => {
    const { stream, world, seen } = await liveScene()
    world.setHidden(true)
    stream.send(event('a.11'))
    await world.advance(99)
    expect(seen()).not.toContain('event 11')
    await world.advance(1)
    expect(seen()).toContain('event 11')
  })

  it('C13 is not held up by a page that is hidden while a batch waits', async () => {
    const { stream, world, seen } = await liveScene()
    stream.send(event('a.11'))
    await world.settle()
    world.setHidden(true)
    await world.advance(250)
    expect(seen()).toContain('event 11')
  })

  it('C13 of a full batch does not wait', async () => {
    const { stream, world, batches } = await liveScene()
    stream.send(Array.from({ length: 2500 }, (_, index) => event(`a.${index + 11}`)).join(''))
    await world.settle()
    expect(batches.at(-1)).toHaveLength(2000)
  })

  it('C13 precedes the status that it leads to', async () => {
    const { connection, stream, world, seen } = await openScene()
    const reported: string[] = []
    connection.subscribe(() => {
      const snapshot = connection.getSnapshot()
      reported.push(
        snapshot.status === 'open' ? `${snapshot.phase} ${seen().length}` : snapshot.status,
      )
    })
    stream.send(connected() + snapshot('a.10'))
    stream.send(event('a.11'))
    stream.end()
    await world.settle()
    expect(reported).toEqual(['syncing 0', 'live 1', 'waiting'])
    expect(seen()).toEqual(['snapshot 1/1', 'event 11'])
  })

  it('C1, C5 stops at close, and what was not delivered is requested again', async () => {
    const { connection, stream, world, feed, seen } = await liveScene()
    stream.send(event('a.11'))
    await world.settle()
    connection.close()
    await world.advance(1000)
    expect(seen()).toEqual(['snapshot 1/1'])
    connection.open()
    await world.settle()
    expect(feed.latest().headers.get('last-event-id')).toBe('a.10')
    const again = feed.latest().accept()
    again.send(connected({ position: at('a.10'), recovered: true, replayed: 1 }) + event('a.11'))
    await world.advance(1000)
    expect(seen()).toEqual(['snapshot 1/1', 'event 11'])
    expect(connection.getSnapshot()).toMatchObject({ duplicatesDropped: 0, phase: 'live' })
  })

  it('C5 does not move the cursor past a frame that is being accepted', async () => {
    const { connection, stream, world, look } = await liveScene()
    connection.onFrames(() => connection.close())
    // The second greeting changes the interval, which is announced, which delivers the event.
    stream.send(event('a.11') + connected({ position: at('a.12'), pingMs: 20_000 }))
    await world.settle()
    expect(look()).toMatchObject({ status: 'closed', lastEventId: 'a.11' })
  })

  it('C1 stops in the middle of a large release, whose rest is declared missing', async () => {
    let finishRead = () => {}
    const read = new Promise<void>((resolve) => {
      finishRead = resolve
    })
    const scene = await openScene({
      resync: async () => {
        await read
        return { items: [], position: at('a.10') }
      },
    })
    const { connection, stream, world, feed, seen } = scene
    const removeListener = connection.onFrames(() => {
      removeListener()
      connection.close()
    })
    const held = Array.from({ length: 2500 }, (_, index) => event(`a.${index + 11}`)).join('')
    stream.send(connected({ position: at('a.10') }) + held)
    await world.settle()
    finishRead()
    await world.advance(1000)
    expect(seen()).toHaveLength(2000)
    expect(seen().at(-1)).toBe('event 2009')
    connection.open()
    await world.settle()
    feed
      .latest()
      .accept()
      .send(connected({ position: at('a.2510') }))
    await world.advance(1000)
    expect(seen().slice(2000)).toEqual(['gap 2010-2510 count_mismatch', 'snapshot 1/1'])
  })

  it('C1 reads nothing more after a listener has closed and opened again', async () => {
    const scene = await liveScene()
    const { connection, stream, world, feed, look } = scene
    let isFirst = true
    connection.onFrames(() => {
      if (!isFirst) return
      isFirst = false
      connection.close()
      connection.open()
    })
    const full = Array.from({ length: 2000 }, (_, index) => event(`a.${index + 11}`)).join('')
    stream.send(full + print({ kind: 'bye', reason: 'revoked' }))
    await world.settle()
    expect(look()).toMatchObject({ status: 'connecting' })
    expect(feed.openCount()).toBe(1)
  })

  it('by type is typed, ordered, and ends when unsubscribed', async () => {
    const { connection, stream, world } = await liveScene()
    const amounts: bigint[] = []
    connection.on('stream.topped_up', ({ newDepositedAmount }) => {
      amounts.push(newDepositedAmount)
      if (newDepositedAmount === 2n) connection.close()
    })
    connection.on('stream.withdrawn', () => expect.unreachable())
    stream.send(event('a.11', 1n) + event('a.12', 2n) + event('a.13', 3n))
    await world.advance(100)
    expect(amounts).toEqual([1n, 2n])
  })

  it('reaches a for await loop', async () => {
    const { connection, stream, world } = await liveScene()
    const loop = (async () => {
      const types: string[] = []
      for await (const { type } of connection) types.push(type)
      return types
    })()
    stream.send(event('a.11') + event('a.12'))
    await world.advance(100)
    connection.close()
    expect(await loop).toEqual(['stream.topped_up', 'stream.topped_up'])
  })
})

describe('an event that does not fit its schema', () => {
  it('C11 is quarantined, the last fifty of them', async () => {
    const { connection, stream, world, look } = await liveScene()
    for (let index = 0; index < 60; index++) {
      stream.send(`event: stream.paused\ndata: {"n":${index}}\n\n`)
    }
    await world.advance(1000)
    expect(look()).toMatchObject({ invalidEvents: 60, phase: 'live' })
    expect(connection.quarantine()).toHaveLength(50)
    expect(connection.quarantine().at(-1)?.data).toBe('{"n":59}')
  })
})

describe('a server without ids', () => {
  const greeting = 'data: {"type":"connected","clientId":"1","requestId":"r"}\n\n'
  const stream42 = printStreamState(streamWith(7))

  function flowfiScene(options: Partial<PaymentsConnectionOptions> = {}) {
    const user = stream42.sender
    return openScene({ feed: flowfi(), filter: { users: [user], streams: ['42'] }, ...options })
  }

  /** Answers the REST reads that are open. */
  async function answerReads({ feed, world }: Awaited<ReturnType<typeof openScene>>, body = {}) {
    for (const { url, ...request } of feed.requests) {
      if (url.pathname.endsWith('/subscribe')) continue
      const isList = url.pathname.endsWith('/streams')
      const answer = isList ? { data: [stream42], hasMore: false } : stream42
      request.answer(200, JSON.stringify({ ...answer, ...body }))
    }
    await world.settle()
  }

  it('C10 has its state read after connecting, and events of the meantime applied above it', async () => {
    const scene = await flowfiScene({ getToken: () => 'secret' })
    expect(scene.feed.requests[0]?.url.pathname).toBe('/v1/events/subscribe')
    scene.stream.send(greeting + event(null))
    await scene.world.settle()
    expect(scene.look()).toMatchObject({ phase: 'syncing' })
    const reads = scene.feed.requests.slice(1)
    expect(reads.map(({ url }) => `${url.pathname}${url.search}`)).toEqual([
      `/v1/streams?sender=${stream42.sender}&sort=createdAt&order=asc&limit=100&offset=0`,
      `/v1/streams?recipient=${stream42.sender}&sort=createdAt&order=asc&limit=100&offset=0`,
      '/v1/streams/42',
    ])
    expect(reads.every(({ headers }) => headers.get('authorization') === 'Bearer secret')).toBe(
      true,
    )
    await answerReads(scene)
    expect(scene.look()).toMatchObject({ phase: 'live', lastEventId: '', gaps: 0 })
    expect(scene.seen()).toEqual(['snapshot 1/1', 'event -'])
    const [frame] = scene.batches.flat()
    expect(frame).toMatchObject({ position: null, items: [{ streamId: '42' }] })
  })

  it('C10 has its state read again after every reconnect, which counts as a gap', async () => {
    const scene = await flowfiScene()
    scene.stream.send(greeting)
    await scene.world.settle()
    await answerReads(scene)
    scene.stream.send('event: reconnect\ndata: {}\n\n')
    scene.stream.end()
    const stream = await comeBack(scene)
    stream.send(greeting)
    await scene.world.advance(1000)
    expect(scene.look()).toMatchObject({ phase: 'syncing', gaps: 1 })
    await answerReads(scene)
    expect(scene.look()).toMatchObject({ phase: 'live' })
    expect(scene.seen()).toEqual(['snapshot 1/1', 'snapshot 1/1'])
  })

  it('C10 has its state read again with backoff when that fails, while events are held', async () => {
    let reads = 0
    const scene = await openScene({
      resync: async () => {
        if (++reads < 3) throw new Error('out of order')
        return [streamWith(1)]
      },
    })
    scene.stream.send(greeting + event(null))
    await scene.world.settle()
    expect(scene.seen()).toEqual([])
    await scene.world.advance(1000)
    expect(scene.look().lastError).toMatchObject({ code: 'resync' })
    await scene.world.advance(5000)
    expect(reads).toBe(3)
    expect(scene.seen()).toEqual(['snapshot 1/1', 'event -'])
  })

  it('C10 is reconnected to rather than holding events without bound', async () => {
    const scene = await openScene({ resync: () => new Promise(() => {}) })
    scene.stream.send(greeting)
    for (let chunk = 0; chunk < 11; chunk++) scene.stream.send(event(null).repeat(1000))
    await scene.world.settle()
    expect(scene.look()).toMatchObject({ status: 'waiting', cause: 'sync_overflow' })
    expect(scene.seen()).toEqual([])
  })

  it('C10 does not deliver state that was read for an earlier connection', async () => {
    const reads: ((streams: readonly StreamState[]) => void)[] = []
    const scene = await openScene({ resync: () => new Promise((resolve) => reads.push(resolve)) })
    scene.stream.send(greeting)
    scene.stream.end()
    const stream = await comeBack(scene)
    stream.send(greeting)
    await scene.world.settle()
    reads[0]?.([streamWith(1)])
    await scene.world.settle()
    expect(scene.look()).toMatchObject({ phase: 'syncing' })
    reads[1]?.([streamWith(2)])
    await scene.world.settle()
    expect(scene.look()).toMatchObject({ phase: 'live' })
    expect(scene.batches.flat()).toMatchObject([{ items: [{ depositedAmount: 2n }] }])
  })

  it('C10 has its state read again when a pause arrived meanwhile, as the state does not show whether it contains it', async () => {
    const reads: ((streams: readonly StreamState[]) => void)[] = []
    const scene = await openScene({ resync: () => new Promise((resolve) => reads.push(resolve)) })
    scene.stream.send(greeting)
    scene.stream.send('event: stream.paused\ndata: {"streamId":"42","pausedAt":100}\n\n')
    await scene.world.settle()
    reads[0]?.([streamWith(1)])
    await scene.world.settle()
    expect(scene.look()).toMatchObject({ phase: 'syncing' })
    expect(reads).toHaveLength(2)
    scene.stream.send('event: stream.topped_up\ndata: ')
    scene.stream.send('{"streamId":"42","amount":"1","newDepositedAmount":"3"}\n\n')
    await scene.world.settle()
    reads[1]?.([streamWith(2)])
    await scene.world.settle()
    expect(scene.look()).toMatchObject({ phase: 'live' })
    expect(scene.batches.flat()).toMatchObject([
      { kind: 'event', event: { type: 'stream.paused' } },
      { kind: 'snapshot', items: [{ depositedAmount: 2n }] },
      { kind: 'event', event: { type: 'stream.topped_up' } },
    ])
  })

  it('C14 has its reads aborted when closed', async () => {
    let signal: AbortSignal | undefined
    const scene = await openScene({
      resync: (_, context) => {
        signal = context.signal
        return new Promise(() => {})
      },
    })
    scene.stream.send(greeting)
    await scene.world.settle()
    expect(signal?.aborted).toBe(false)
    scene.connection.close()
    expect(signal?.aborted).toBe(true)
    await scene.world.advance(100)
    expect(scene.world.pending() + scene.world.pageListeners()).toBe(0)
  })

  it('C7 without a greeting has its state read at the first sign of life, or soon anyway', async () => {
    let reads = 0
    const resync = async () => {
      reads++
      return []
    }
    const quiet = await openScene({ resync })
    await quiet.world.advance(1000)
    expect(reads).toBe(1)
    const beating = await openScene({ resync })
    beating.stream.send(': heartbeat\n\n')
    await beating.world.settle()
    expect(reads).toBe(2)
    expect(beating.look()).toMatchObject({ phase: 'live' })
  })
})
