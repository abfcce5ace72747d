import { describe, expect, it } from 'vitest'
import { printEventId } from '../../../src/protocol/event-id.ts'
import { alice, createWired } from '../../support/wired.ts'

/** A server on which stream 1 exists (offset 1) and was topped up often enough to reach `top`. */
async function createServerWith(top: number, options: Parameters<typeof createWired>[0] = {}) {
  const wired = createWired(options)
  await wired.createStream()
  await wired.topUp('1', top - 1)
  const { epoch } = await wired.log.bounds('payments')
  const at = (offset: number) => printEventId({ epoch, offset })
  return { ...wired, at }
}

/** An account that no stream is about. */
const stranger = 'GAV5QBWJP4HABLY2D7BTFD5HMOUSNFZDZDNY7LCPSOXXDWYYNVXJBKNV'

const resumingAt = (cursor: string) => ({ headers: { 'last-event-id': cursor } })

describe('the first bytes of a feed', () => {
  it('are a retry of two seconds plus jitter, then connected', async () => {
    const wired = createWired()
    const feed = await wired.subscribe('all=true')
    expect(feed.text).toMatch(/^retry: 2000\n\nid: [\w~-]+\.0\ndata: \{"type":"connected"/)
    expect(feed.frames[0]).toMatchObject({ pingMs: 15_000, time: wired.time.clock.nowMs() })
  })

  it('have the head that proxies and browsers need, and no Connection', async () => {
    const { response } = await createWired().subscribe('all=true')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform')
    expect(response.headers.get('x-accel-buffering')).toBe('no')
    expect(response.headers.get('vary')).toBe('origin')
    expect(response.headers.has('connection')).toBe(false)
  })
})

describe('a client without a cursor', () => {
  it('gets the top as its cursor and only what happens from now on', async () => {
    const { subscribe, topUp, at } = await createServerWith(3)
    const feed = await subscribe('all=true')
    expect(feed.frames).toMatchObject([{ kind: 'connected', recovered: false, replayed: 0 }])
    expect(feed.cursor).toBe(at(3))
    await topUp('1')
    expect(feed.offsets()).toEqual([4])
  })

  it('counts an empty cursor as none', async () => {
    const { subscribe } = await createServerWith(3)
    const feed = await subscribe('all=true&lastEventId=', resumingAt(''))
    expect(feed.frames).toMatchObject([{ kind: 'connected', recovered: false }])
  })

  it('gets its first id with the last part of the snapshot it asked for', async () => {
    const wired = createWired()
    for (let count = 0; count < 101; count++) await wired.createStream()
    const feed = await wired.subscribe('all=true&snapshot=true')
    expect(feed.frames).toMatchObject([
      { kind: 'connected', position: null },
      { kind: 'snapshot', part: 1, parts: 2, position: null },
      { kind: 'snapshot', part: 2, parts: 2, position: { offset: 101 } },
    ])
    expect(feed.all('snapshot').map(({ items }) => items.length)).toEqual([100, 1])
    await wired.topUp('7')
    expect(feed.offsets()).toEqual([102])
  })

  it('gets an empty snapshot when there is nothing, for the sake of the id', async () => {
    const feed = await createWired().subscribe('streams=9&snapshot=true')
    expect(feed.frames).toMatchObject([
      { kind: 'connected', position: null },
      { kind: 'snapshot', part: 1, parts: 1, items: [], position: { offset: 0 } },
    ])
  })

  it('gets a snapshot of the streams it names only', async () => {
    const wired = createWired()
    for (let count = 0; count < 3; count++) await wired.createStream()
    const feed = await wired.subscribe('all=true&snapshot=2,3')
    expect(feed.all('snapshot')[0]?.items.map(({ streamId }) => streamId)).toEqual(['2', '3'])
  })
})

describe('a client that returns', () => {
  it('gets exactly what it missed, once and in order, then goes live', async () => {
    const { subscribe, topUp, at } = await createServerWith(5)
    const feed = await subscribe('all=true', resumingAt(at(2)))
    expect(feed.frames[0]).toMatchObject({
      kind: 'connected',
      recovered: true,
      replayed: 3,
      position: { offset: 2 },
    })
    await topUp('1', 2)
    expect(feed.offsets()).toEqual([3, 4, 5, 6, 7])
  })

  it('gets no snapshot when nothing is missing, though it asked for one', async () => {
    const { subscribe, at } = await createServerWith(5)
    const feed = await subscribe('all=true&snapshot=true', resumingAt(at(3)))
    expect(feed.frames.map(({ kind }) => kind)).toEqual(['connected', 'event', 'event'])
  })

  it('gets everything even if nothing is missing, if it has a cursor but no state', async () => {
    const { subscribe, at } = await createServerWith(5)
    const feed = await subscribe('all=true&snapshot=always', resumingAt(at(3)))
    expect(feed.frames.map(({ kind }) => kind)).toEqual(['connected', 'event', 'event', 'snapshot'])
    expect(feed.all('snapshot')[0]).toMatchObject({ position: { offset: 5 } })
  })

  it('gets the streams of the accounts it names: they are new to it', async () => {
    const { subscribe, at, server } = await createServerWith(5)
    const users = `all=true&snapshot=${alice}`
    const feed = await subscribe(users, resumingAt(at(5)))
    const { streams } = await server.ledger.snapshot({ users: [alice] })
    expect(streams.length).toBeGreaterThan(0)
    expect(feed.all('snapshot')[0]?.items.map(({ streamId }) => streamId)).toEqual(
      streams.map(({ streamId }) => streamId),
    )
    const others = await subscribe(`all=true&snapshot=${stranger}`, resumingAt(at(5)))
    expect(others.all('snapshot')[0]?.items).toEqual([])
  })

  it('gets the streams it names even if nothing is missing: they are new to it', async () => {
    const { subscribe, topUp, at } = await createServerWith(5)
    const feed = await subscribe('all=true&snapshot=1', resumingAt(at(3)))
    await topUp('1')
    expect(feed.frames.map(({ kind }) => kind)).toEqual([
      'connected',
      'event',
      'event',
      'snapshot',
      'event',
    ])
    expect(feed.all('snapshot')).toMatchObject([{ position: { offset: 5 } }])
  })

  it('is believed by header rather than by query', async () => {
    const { subscribe, at } = await createServerWith(5)
    const byQuery = await subscribe(`all=true&lastEventId=${at(4)}`)
    expect(byQuery.offsets()).toEqual([5])
    const byBoth = await subscribe(`all=true&lastEventId=${at(4)}`, resumingAt(at(2)))
    expect(byBoth.offsets()).toEqual([3, 4, 5])
  })

  it('gets only what matches its filter, each event once', async () => {
    const wired = createWired()
    await wired.createStream()
    await wired.createStream()
    await wired.topUp('2')
    await wired.topUp('1')
    const { epoch } = await wired.log.bounds('payments')
    const feed = await wired.subscribe(
      `streams=1&users=${alice}&streams=1`,
      resumingAt(printEventId({ epoch, offset: 2 })),
    )
    expect(feed.frames[0]).toMatchObject({ replayed: 2 })
    expect(feed.offsets()).toEqual([3, 4])
    const narrow = await wired.subscribe(
      'streams=1',
      resumingAt(printEventId({ epoch, offset: 1 })),
    )
    expect(narrow.offsets()).toEqual([4])
  })
})

describe('a client whose cursor cannot be honoured', () => {
  it('receives a gap for the trimmed offsets, then what is kept', async () => {
    const { subscribe, at } = await createServerWith(20, { retentionEvents: 5 })
    const feed = await subscribe('all=true', resumingAt(at(10)))
    expect(feed.frames.slice(0, 2)).toMatchObject([
      { kind: 'connected', recovered: false, replayed: 5, position: { offset: 10 } },
      { kind: 'gap', reason: 'trimmed', from: 11, to: 15, position: { offset: 15 } },
    ])
    expect(feed.offsets()).toEqual([16, 17, 18, 19, 20])
  })

  it('receives a gap when it is too far behind, and goes live from the top', async () => {
    const { subscribe, topUp, at } = await createServerWith(20, { config: { maxReplay: 5 } })
    const feed = await subscribe('all=true', resumingAt(at(10)))
    expect(feed.frames).toMatchObject([
      { kind: 'connected', replayed: 0, position: { offset: 10 } },
      { kind: 'gap', reason: 'too_far', from: 11, to: 20, position: { offset: 20 } },
    ])
    await topUp('1')
    expect(feed.offsets()).toEqual([21])
  })

  it.each([
    ['too_far', { config: { maxReplay: 5 } }],
    ['trimmed', { retentionEvents: 5 }],
  ])('gets after the gap %s a snapshot that alone carries the id', async (reason, options) => {
    const { subscribe, at } = await createServerWith(20, options)
    const feed = await subscribe('all=true&snapshot=true', resumingAt(at(10)))
    expect(feed.frames).toMatchObject([
      { kind: 'connected', position: { offset: 10 } },
      { kind: 'gap', reason, from: 11, to: 20, position: null },
      { kind: 'snapshot', position: { offset: 20 }, readAt: { offset: 20 } },
    ])
  })

  it('gets everything its filter covers after a gap, not only what it named', async () => {
    const wired = createWired({ config: { maxReplay: 2 } })
    for (let count = 0; count < 5; count++) await wired.createStream()
    const { epoch } = await wired.log.bounds('payments')
    const feed = await wired.subscribe(
      'all=true&snapshot=2',
      resumingAt(printEventId({ epoch, offset: 1 })),
    )
    expect(feed.all('snapshot')[0]?.items).toHaveLength(5)
  })

  it('is reset when its epoch is another one', async () => {
    const { subscribe, topUp, at } = await createServerWith(3)
    const feed = await subscribe('all=true', resumingAt('other.3'))
    expect(feed.frames).toMatchObject([
      { kind: 'connected', position: { epoch: 'other', offset: 3 } },
      { kind: 'reset', reason: 'epoch', position: { offset: 3 } },
    ])
    expect(feed.cursor).toBe(at(3))
    await topUp('1')
    expect(feed.offsets()).toEqual([4])
  })

  it('is reset when its offset was never issued', async () => {
    const { subscribe, at } = await createServerWith(3)
    const feed = await subscribe('all=true', resumingAt(at(4)))
    expect(feed.frames[1]).toMatchObject({ kind: 'reset', reason: 'ahead' })
  })

  it('is reset with a snapshot that alone carries the id', async () => {
    const { subscribe } = await createServerWith(3)
    const feed = await subscribe('all=true&snapshot=true', resumingAt('other.3'))
    expect(feed.frames).toMatchObject([
      { kind: 'connected', position: { epoch: 'other' } },
      { kind: 'reset', position: null },
      { kind: 'snapshot', position: { offset: 3 } },
    ])
  })

  it.each([
    ['malformed', 'not-a-cursor'],
    ['ten kilobytes long', 'x'.repeat(10_240)],
    ['not UTF-8', '\xff\xfe\xfd'],
  ])('is reset in-band when its cursor is %s', async (_, cursor) => {
    const { subscribe } = await createServerWith(3)
    const feed = await subscribe('all=true', resumingAt(cursor))
    expect(feed.response.status).toBe(200)
    expect(feed.frames).toMatchObject([
      { kind: 'connected', position: null },
      { kind: 'reset', reason: 'bad_cursor', position: { offset: 3 } },
    ])
  })

  it('is reset in-band when the cursor of its query is not UTF-8', async () => {
    const { subscribe } = await createServerWith(3)
    const feed = await subscribe('all=true&lastEventId=%FF%FE')
    expect(feed.frames[1]).toMatchObject({ kind: 'reset', reason: 'bad_cursor' })
  })
})

describe('a client cut off at any byte (P1)', () => {
  it('never has a cursor that would make the server forget its snapshot', async () => {
    const wired = createWired({ config: { maxReplay: 5 } })
    for (let count = 0; count < 120; count++) await wired.createStream()
    const { epoch } = await wired.log.bounds('payments')
    for (const cursor of ['', printEventId({ epoch, offset: 3 }), 'other.3', 'nonsense']) {
      const whole = await wired.subscribe('all=true&snapshot=true', resumingAt(cursor))
      const blocks = whole.text.split('\n\n')
      for (let kept = 1; kept < blocks.length - 1; kept++) {
        const ids = blocks.slice(0, kept).flatMap((block) => block.match(/^id: (.*)$/m)?.[1] ?? [])
        const again = await wired.subscribe(
          'all=true&snapshot=true',
          resumingAt(ids.at(-1) ?? cursor),
        )
        expect(again.all('snapshot'), `cut after ${kept} frames of ${cursor}`).toHaveLength(2)
      }
    }
  })
})
