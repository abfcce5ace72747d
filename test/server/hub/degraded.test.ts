/** What connections receive while the medium of the log is out of reach, and when it is back. */
import { describe, expect, it } from 'vitest'
import { openGrant } from '../../../server/auth/open.ts'
import { createHub } from '../../../server/hub/hub.ts'
import type { SinkEvents } from '../../../server/hub/sink.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { silentLogger } from '../../../server/ops/logger.ts'
import { createDistantLog } from '../../support/distant-log.ts'
import { createStillTime } from '../../support/still-time.ts'
import { createWired } from '../../support/wired.ts'

function createScene() {
  const time = createStillTime()
  const shared = memoryLog(time)
  const medium = createDistantLog(shared)
  return {
    ...{ ...medium, time },
    wired: createWired({ log: medium.log, time }),
    /** A server that is not cut off. */
    elsewhere: createWired({ log: shared, time }),
  }
}

const degraded = { kind: 'degraded', reason: 'log_unavailable' }

describe('a log that is out of reach', () => {
  it('is announced once to the connections, which continue when it is back', async () => {
    const { wired, time, lose, restore, listeners } = createScene()
    const id = await wired.createStream()
    const reader = await wired.subscribe('all=true')
    const cursor = reader.cursor
    lose()
    await time.settle()
    // Without an id: the cursor stays where it was.
    expect(reader.frames.slice(1)).toEqual([degraded])
    expect(reader.cursor).toBe(cursor)
    restore()
    await time.settle()
    const [ping] = reader.all('ping')
    expect(ping).toMatchObject({ delivered: 0 })
    expect(ping).not.toHaveProperty('degraded', expect.anything())
    await wired.topUp(id, 2)
    expect(reader.offsets()).toEqual([2, 3])
    expect(reader.all('degraded')).toHaveLength(1)
    expect(reader.all('ping')).toHaveLength(1)
    wired.server.close()
    expect(listeners.size).toBe(0)
  })

  it('is announced to those who join from memory meanwhile: in the greeting, and right after it', async () => {
    const { wired, time, lose, restore } = createScene()
    const id = await wired.createStream()
    const { cursor } = await wired.subscribe('all=true')
    await wired.topUp(id)
    lose()
    await time.settle()
    const late = await wired.subscribe(`all=true&lastEventId=${cursor}`)
    expect(late.frames).toMatchObject([
      { kind: 'connected', replayed: 1, degraded: 'log_unavailable' },
      degraded,
      { kind: 'event', position: { offset: 2 } },
    ])
    restore()
    await time.settle()
    expect(late.frames.at(-1)).toMatchObject({ kind: 'ping', delivered: 1 })
    const after = await wired.subscribe('all=true')
    expect(after.frames).toHaveLength(1)
    expect(after.frames[0]).not.toHaveProperty('degraded', expect.anything())
  })

  it('is repeated by every ping, for a client that has missed the announcement', async () => {
    const { wired, time, lose } = createScene()
    const reader = await wired.subscribe('all=true')
    lose()
    await time.advance(20_000)
    expect(reader.all('ping').at(-1)).toMatchObject({ degraded: 'log_unavailable' })
  })

  it('is back for a client only when everything that was missed has been dispatched', async () => {
    const { wired, elsewhere, time, lose, restore, holdEntries, releaseEntries } = createScene()
    const id = await wired.createStream()
    const reader = await wired.subscribe('all=true')
    lose()
    holdEntries()
    await elsewhere.topUp(id, 3)
    restore()
    await time.advance(1_000)
    expect(reader.frames.slice(1)).toEqual([degraded])
    releaseEntries()
    await time.advance(1_000)
    expect(reader.frames.slice(2).map(({ kind }) => kind)).toEqual([
      'event',
      'event',
      'event',
      'ping',
    ])
    expect(reader.frames.at(-1)).toMatchObject({ delivered: 3, position: { offset: 4 } })
  })

  it('is not announced in the middle of a replay that it has interrupted', async () => {
    const { wired, time, lose, restore } = createScene()
    const id = await wired.createStream()
    const { cursor } = await wired.subscribe('all=true')
    await wired.topUp(id, 2)
    lose()
    const late = await wired.subscribe(`all=true&lastEventId=${cursor}`)
    restore()
    await time.settle()
    expect(late.frames.map(({ kind }) => kind)).toEqual([
      'connected',
      'degraded',
      'event',
      'event',
      'ping',
    ])
  })

  it('is not up to date for a poll that has waited in vain', async () => {
    const { wired, time, lose, restore } = createScene()
    await wired.createStream()
    const poll = () => wired.fetch('/events/durable?all=true&offset=now&live=long-poll')
    const waiting = poll()
    await time.settle()
    lose()
    await time.advance(15_000)
    const answer = await waiting
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await answer.json()).toMatchObject({ code: 'log_unavailable' })
    restore()
    const again = poll()
    await time.advance(15_000)
    expect((await again).status).toBe(204)
  })

  it('is not up to date for a response that is written page by page', async () => {
    const { wired, time, lose, restore } = createScene()
    await wired.createStream()
    const response = await wired.fetch('/events/durable?all=true&offset=now&live=sse')
    const reader = response.body?.getReader()
    const decoder = new TextDecoder()
    const control = async () => {
      const { value } = (await reader?.read()) ?? {}
      return JSON.parse(decoder.decode(value).split('data: ')[1] ?? '') as object
    }
    expect(await control()).toHaveProperty('upToDate', true)
    lose()
    await time.advance(15_000)
    expect(await control()).not.toHaveProperty('upToDate')
    restore()
    await time.advance(15_000)
    expect(await control()).toHaveProperty('upToDate', true)
    await reader?.cancel()
  })
})

/** A hub with connections whose sinks the test controls, and turns that it gives. */
async function createHubScene(count: number) {
  const time = createStillTime()
  const medium = createDistantLog(memoryLog(time))
  const turns: (() => void)[] = []
  const hub = createHub({
    ...{ ...time, log: medium.log, logName: 'a', logger: silentLogger },
    ...{ pingMs: 60_000, stallMs: 60_000, maxReplay: 10, sliceSize: 1 },
    turns: { next: () => new Promise((resolve) => turns.push(resolve)) },
  })
  await hub.ready()
  const sinks = Array.from({ length: count }, () => ({
    text: '',
    isFull: false,
    events: null as SinkEvents | null,
  }))
  for (const sink of sinks) {
    hub.join(
      {
        ...{ topics: ['a'], cursorText: null, takeSnapshot: null, filterKind: 'a' },
        ...{ isSnapshotUnconditional: false, grant: openGrant, onClosed: () => {} },
      },
      (events) => {
        sink.events = events
        return {
          write(chunk) {
            sink.text += new TextDecoder().decode(chunk)
            return !sink.isFull
          },
          pendingBytes: () => (sink.isFull ? 1 : 0),
          end: () => {},
          destroy: () => {},
        }
      },
    )
  }
  await time.settle()
  return {
    ...{ ...medium, hub, sinks, time },
    counts: (text: string) => sinks.map((sink) => sink.text.split(text).length - 1),
    async takeTurn() {
      for (const resume of turns.splice(0)) resume()
      await time.settle()
    },
  }
}

describe('an announcement of a log that is out of reach', () => {
  it('stops when the log is back, and is made to each connection once', async () => {
    const { lose, restore, counts, takeTurn, hub } = await createHubScene(3)
    lose()
    await takeTurn()
    expect(counts('event: degraded')).toEqual([1, 1, 0])
    restore()
    await takeTurn()
    // The third has received nothing, so there is nothing to take back.
    for (let turn = 0; turn < 4; turn++) await takeTurn()
    expect(counts('event: degraded')).toEqual([1, 1, 0])
    expect(counts('event: ping')).toEqual([1, 1, 0])
    lose()
    for (let turn = 0; turn < 4; turn++) await takeTurn()
    expect(counts('event: degraded')).toEqual([2, 2, 1])
    hub.close()
  })

  it('waits for a client that takes no bytes, and is left out if the log is back by then', async () => {
    const { lose, restore, counts, takeTurn, hub, sinks, time } = await createHubScene(2)
    for (const sink of sinks) sink.isFull = true
    // A full sink is noticed when something is written to it.
    await time.advance(60_000)
    const [slow, slower] = sinks
    lose()
    for (let turn = 0; turn < 3; turn++) await takeTurn()
    expect(counts('event: degraded')).toEqual([0, 0])
    if (slow) slow.isFull = false
    slow?.events?.onDrain()
    expect(counts('event: degraded')).toEqual([1, 0])
    restore()
    for (let turn = 0; turn < 3; turn++) await takeTurn()
    if (slower) slower.isFull = false
    slower?.events?.onDrain()
    await takeTurn()
    expect(counts('event: degraded')).toEqual([1, 0])
    hub.close()
  })
})
