import { describe, expect, it } from 'vitest'
import { flowfi } from '../../src/feeds/payments/flowfi.ts'
import { printStreamState, type StreamState } from '../../src/feeds/payments/stream-state.ts'
import { streamWith } from './log-server.ts'
import {
  at,
  comeBack,
  connected,
  createScene,
  event,
  liveScene,
  openScene,
  type PaymentsConnectionOptions,
  ping,
  print,
  snapshot,
} from './scene.ts'

describe('the request of a connection', () => {
  it('carries filter, snapshot and token', async () => {
    const { feed } = await openScene({
      url: 'http://api.test/base/',
      filter: { streams: ['1', '2'] },
      getToken: async () => 'secret',
      headers: { 'x-app': 'demo' },
    })
    const { url, headers } = feed.latest()
    expect(url.href).toBe('http://api.test/base/events/subscribe?streams=1&streams=2&snapshot=true')
    expect(headers.get('authorization')).toBe('Bearer secret')
    expect(headers.get('x-app')).toBe('demo')
  })

  it('requests a fresh token after a 401, only once', async () => {
    const asked: boolean[] = []
    const { connection, world, feed, look } = createScene({
      getToken: ({ isRefresh }) => {
        asked.push(isRefresh)
        return 'x'
      },
    })
    connection.open()
    await world.settle()
    feed.latest().answer(401)
    await world.settle()
    feed.latest().answer(401)
    await world.settle()
    expect(asked).toEqual([false, true])
    expect(look()).toMatchObject({ status: 'failed', error: { code: 'unauthorized' } })
  })

  it('goes to the origin of the page when the base URL is empty', async () => {
    const { feed } = await openScene({ url: '' })
    expect(feed.latest().url.pathname).toBe('/events/subscribe')
  })
})

describe('a first connection', () => {
  it('C10 is live after the last part of the snapshot, which is delivered whole', async () => {
    const { stream, world, seen, look } = await openScene()
    stream.send(connected() + snapshot('a.10', 1, 1, 2))
    await world.advance(1000)
    expect(look()).toMatchObject({ status: 'open', phase: 'syncing' })
    expect(seen()).toEqual([])
    stream.send(snapshot('a.10', 1, 2, 2))
    await world.settle()
    expect(look()).toMatchObject({ phase: 'live', lastEventId: 'a.10' })
    expect(seen()).toEqual(['snapshot 1/2', 'snapshot 2/2'])
  })

  it('C5 that is cut before the snapshot is complete reconnects without a cursor', async () => {
    const scene = await openScene()
    scene.stream.send(`${connected({ position: at('a.10') })}${snapshot('a.10', 1, 1, 2)}`)
    scene.stream.fail()
    await comeBack(scene)
    expect(scene.feed.latest().headers.has('last-event-id')).toBe(false)
    expect(scene.seen()).toEqual([])
  })

  it.each([
    ['leaves out a part of the snapshot', snapshot('a.10', 1, 1, 3) + snapshot('a.10', 1, 3, 3)],
    ['begins the snapshot in its middle', snapshot('a.10', 1, 2, 2)],
    ['sends a part that cannot be read', 'event: snapshot\ndata: {"part":"one"}\n\n'],
  ])('C10 to a server that %s reconnects, and becomes live', async (_, broken) => {
    const scene = await openScene()
    scene.stream.send(connected() + broken + event('a.11'))
    await scene.world.settle()
    expect(scene.look()).toMatchObject({ status: 'waiting', cause: 'snapshot_incomplete' })
    const stream = await comeBack(scene)
    expect(scene.feed.latest().headers.has('last-event-id')).toBe(false)
    stream.send(connected() + snapshot('a.11'))
    await scene.world.settle()
    expect(scene.look()).toMatchObject({ status: 'open', phase: 'live' })
    expect(scene.seen()).toEqual(['snapshot 1/1'])
  })

  it('ignores a snapshot part that arrives twice', async () => {
    const { stream, world, seen } = await openScene()
    const [one, two] = [snapshot('a.10', 1, 1, 2), snapshot('a.10', 1, 2, 2)]
    stream.send(connected() + one + one + two)
    await world.settle()
    expect(seen()).toEqual(['snapshot 1/2', 'snapshot 2/2'])
  })

  it('C10 delivers events that arrive before the snapshot in order around it', async () => {
    const { stream, world, seen } = await openScene()
    stream.send(connected() + event('a.9') + event('a.10') + event('a.11') + snapshot('a.10'))
    await world.advance(16)
    expect(seen()).toEqual(['event 9', 'event 10', 'snapshot 1/1', 'event 11'])
  })

  it('without snapshots is live after the greeting', async () => {
    const { stream, world, feed, look } = await openScene({ snapshot: false })
    expect(feed.latest().url.searchParams.has('snapshot')).toBe(false)
    expect(look()).toMatchObject({ phase: 'syncing' })
    stream.send(connected({ position: at('a.10') }))
    await world.settle()
    await world.advance(1000)
    expect(look()).toMatchObject({ phase: 'live', lastEventId: 'a.10' })
  })
})

describe('a resumed connection', () => {
  it('C10 is live after the replayed events, and drops duplicates', async () => {
    const scene = await liveScene()
    scene.stream.send(event('a.11'))
    scene.stream.end()
    const stream = await comeBack(scene)
    expect(scene.feed.latest().headers.get('last-event-id')).toBe('a.11')
    expect(scene.feed.latest().url.searchParams.get('snapshot')).toBe('true')
    stream.send(connected({ position: at('a.11'), recovered: true, replayed: 3 }))
    stream.send(event('a.11') + event('a.12'))
    await scene.world.advance(100)
    expect(scene.look()).toMatchObject({ phase: 'syncing' })
    stream.send(event('a.13'))
    await scene.world.advance(1000)
    expect(scene.look()).toMatchObject({ phase: 'live', duplicatesDropped: 1, reconnects: 1 })
    expect(scene.seen()).toEqual(['snapshot 1/1', 'event 11', 'event 12', 'event 13'])
  })

  it('C10 with nothing to replay is live at once', async () => {
    const scene = await liveScene()
    scene.stream.end()
    const stream = await comeBack(scene)
    stream.send(connected({ position: at('a.10'), recovered: true }))
    await scene.world.settle()
    expect(scene.look()).toMatchObject({ phase: 'live' })
  })

  it('C5 resumes before a gap whose snapshot never arrived', async () => {
    const scene = await liveScene()
    scene.stream.send(
      print({ kind: 'gap', from: 11, to: 20, reason: 'slow_consumer', position: null }),
    )
    await scene.world.settle()
    expect(scene.look()).toMatchObject({ phase: 'syncing', gaps: 1 })
    scene.stream.fail()
    const stream = await comeBack(scene)
    expect(scene.feed.latest().headers.get('last-event-id')).toBe('a.10')
    // The server still has those events, and so they come after all.
    stream.send(connected({ position: at('a.10'), recovered: true, replayed: 1 }) + event('a.11'))
    await scene.world.advance(100)
    expect(scene.seen()).toEqual(['snapshot 1/1', 'gap 11-20 slow_consumer', 'event 11'])
  })
})

describe('a hole', () => {
  it('C10 on an open connection is followed by a snapshot, after which it is live again', async () => {
    const { stream, world, seen, look } = await liveScene()
    stream.send(print({ kind: 'gap', from: 11, to: 20, reason: 'slow_consumer', position: null }))
    await world.settle()
    expect(look()).toMatchObject({ phase: 'syncing', gaps: 1, lastEventId: 'a.10' })
    stream.send(snapshot('a.20') + event('a.21'))
    await world.advance(1000)
    expect(look()).toMatchObject({ phase: 'live', lastEventId: 'a.21' })
    expect(seen().slice(1)).toEqual(['gap 11-20 slow_consumer', 'snapshot 1/1', 'event 21'])
  })

  it('C10 is not filled by state that was read before it', async () => {
    const { stream, world, look } = await liveScene()
    stream.send(print({ kind: 'gap', from: 11, to: 20, reason: 'slow_consumer', position: null }))
    stream.send(snapshot('a.15'))
    await world.settle()
    expect(look()).toMatchObject({ phase: 'syncing' })
    stream.send(snapshot('a.20'))
    await world.settle()
    expect(look()).toMatchObject({ phase: 'live' })
  })

  it('C9 found by counting is declared, and the state is read on a new connection', async () => {
    const scene = await liveScene()
    scene.stream.send(event('a.11') + ping('a.11', 1) + event('a.13') + ping('a.14', 3))
    await scene.world.settle()
    expect(scene.look()).toMatchObject({ status: 'waiting', cause: 'count_mismatch', gaps: 1 })
    const stream = await comeBack(scene)
    expect(scene.feed.latest().headers.has('last-event-id')).toBe(false)
    stream.send(connected() + snapshot('a.16') + event('a.17'))
    await scene.world.advance(100)
    expect(scene.seen().slice(1)).toEqual([
      'event 11',
      'event 13',
      'gap 12-14 count_mismatch',
      'gap 15-16 count_mismatch',
      'snapshot 1/1',
      'event 17',
    ])
  })

  it('C9 is not declared for events of unknown types', async () => {
    const { stream, world, look, connection } = await liveScene()
    stream.send('id: a.11\nevent: stream.renamed\ndata: {}\n\n')
    stream.send('id: a.12\nevent: stream.withdrawn\ndata: {"streamId":"1"}\n\n')
    // The client cannot know whether the server counts a frame of unknown type as an event.
    stream.send(ping('a.12', 2) + ping('a.12', 1))
    await world.advance(1000)
    expect(look()).toMatchObject({ phase: 'live', gaps: 0, unknownEvents: 1, invalidEvents: 1 })
    expect(connection.quarantine()).toMatchObject([{ type: 'stream.withdrawn' }])
  })

  it('C9 is not declared endlessly for a server that counts something else', async () => {
    const scene = await liveScene()
    let { stream } = scene
    for (let round = 0; round < 3; round++) {
      stream.send(ping('a.10', 99))
      await scene.world.settle()
      expect(scene.look()).toMatchObject({ status: 'waiting', cause: 'count_mismatch' })
      stream = await comeBack(scene)
      stream.send(connected() + snapshot('a.10'))
      await scene.world.settle()
    }
    stream.send(ping('a.10', 99))
    await scene.world.settle()
    expect(scene.look()).toMatchObject({ phase: 'live' })
  })

  it('C9 is a reset when the log was replaced', async () => {
    const { stream, world, seen, look } = await liveScene()
    stream.send(print({ kind: 'reset', reason: 'epoch', position: null }) + snapshot('b.3'))
    stream.send(event('b.4'))
    await world.advance(1000)
    expect(look()).toMatchObject({ phase: 'live', lastEventId: 'b.4' })
    expect(seen().slice(1)).toEqual(['reset epoch', 'snapshot 1/1', 'event 4'])
  })

  it('C10 by a reset in an open feed is filled by a snapshot before the connection is live', async () => {
    const { stream, world, seen, look } = await liveScene()
    stream.send(print({ kind: 'reset', reason: 'epoch', position: null }))
    await world.settle()
    expect(look()).toMatchObject({ status: 'open', phase: 'syncing', gaps: 1 })
    stream.send(snapshot('b.3'))
    await world.settle()
    expect(look()).toMatchObject({ phase: 'live', lastEventId: 'b.3' })
    expect(seen().slice(1)).toEqual(['reset epoch', 'snapshot 1/1'])
  })

  it('C9 is a reset when the log is replaced without notice', async () => {
    const scene = await liveScene()
    scene.stream.send(event('b.4'))
    await scene.world.settle()
    expect(scene.look()).toMatchObject({ status: 'waiting', cause: 'epoch_changed' })
    const stream = await comeBack(scene)
    expect(scene.feed.latest().headers.has('last-event-id')).toBe(false)
    stream.send(connected() + snapshot('b.5'))
    await scene.world.settle()
    expect(scene.seen().slice(1)).toEqual(['reset epoch', 'snapshot 1/1'])
  })
})

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

describe('the clock of the server', () => {
  it('C15 is estimated from the greeting and refined by pings', async () => {
    const scene = createScene()
    scene.connection.open()
    await scene.world.settle()
    await scene.world.advance(30)
    const stream = scene.feed.latest().accept()
    const hourAhead = () => scene.world.nowMs() + 3_600_000
    stream.send(connected({ time: hourAhead() }) + snapshot('a.10'))
    await scene.world.settle()
    const { clockOffsetMs, clockErrorMs } = scene.look()
    expect(clockErrorMs).toBe(16)
    expect(Math.abs((clockOffsetMs ?? 0) - 3_600_000)).toBeLessThanOrEqual(16)
    await scene.world.advance(15_000)
    scene.world.shiftWallClock(-60_000)
    stream.send(ping('a.10', 0, hourAhead() + 60_000))
    await scene.world.advance(1000)
    expect(Math.abs((scene.look().clockOffsetMs ?? 0) - 3_660_000)).toBeLessThanOrEqual(17)
  })
})

describe('a server that says goodbye', () => {
  it('is reconnected to after its delay, without an error', async () => {
    const { stream, world, feed, look } = await liveScene()
    await world.advance(6000)
    stream.send(print({ kind: 'reconnect', afterMs: 700, reason: 'draining' }))
    await world.settle()
    expect(look()).toMatchObject({ status: 'waiting', cause: 'goodbye', delayMs: 700 })
    expect(look().lastError).toBeNull()
    await world.advance(700)
    expect(feed.latest().headers.get('last-event-id')).toBe('a.10')
  })

  it('for an expired token gets a fresh one', async () => {
    const bye = print({ kind: 'bye', reason: 'token_expired' })
    const renewing = await liveScene({ getToken: () => 'x' })
    renewing.stream.send(bye)
    await renewing.world.settle()
    expect(renewing.look()).toMatchObject({ status: 'waiting', cause: 'goodbye' })
    const other = await liveScene()
    other.stream.send(event('a.11') + bye)
    await other.world.settle()
    expect(other.look()).toMatchObject({ status: 'closed', by: 'server-bye' })
    expect(other.seen()).toEqual(['snapshot 1/1', 'event 11'])
  })

  it('inside the stream is treated like the HTTP status it carries', async () => {
    const { stream, world, look } = await openScene()
    const problem = { type: 't', title: 'No', status: 403, code: 'forbidden_topics', detail: 'd' }
    stream.send(print({ kind: 'rejected', problem }))
    await world.settle()
    expect(look()).toMatchObject({ status: 'failed', error: { code: 'rejected', status: 403 } })
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
