import { describe, expect, it } from 'vitest'
import {
  at,
  comeBack,
  connected,
  createScene,
  event,
  liveScene,
  openScene,
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
