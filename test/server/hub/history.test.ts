/**
 * A log whose history ends while clients are connected: its file turned out to be damaged, and a new
 * one was begun. Every client has to receive one reset, and then the events of the new history.
 */
import { describe, expect, it } from 'vitest'
import { LogError } from '../../../server/log/errors.ts'
import type { EventLog } from '../../../server/log/event-log.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { createStillTime } from '../../support/still-time.ts'
import { createTap } from '../../support/tap.ts'
import { createWired } from '../../support/wired.ts'

/** A log in memory that can be replaced by an empty one, as the SQLite engine does with its file. */
function createReplaceableLog(time: ReturnType<typeof createStillTime>) {
  // With a constant random number, both histories would have the same epoch.
  let drawn = 0
  const random = { next: () => (drawn++ % 97) / 97 }
  const begin = () => memoryLog({ clock: time.clock, random })
  const followers = new Set<() => void>()
  let current = begin()
  let isFailing = false
  const log: EventLog = {
    append: (...args) => current.append(...args),
    appendAll: (...args) => current.appendAll(...args),
    async bounds(...args) {
      if (isFailing) throw new LogError('log_unavailable', 'The disk is busy.')
      return current.bounds(...args)
    },
    read: (...args) => current.read(...args),
    states: (...args) => current.states(...args),
    latest: (...args) => current.latest(...args),
    tail(name, onEntries, onGap) {
      let stop = current.tail(name, onEntries, onGap)
      const replace = () => {
        stop = current.tail(name, onEntries, onGap)
        onGap({ kind: 'reset', reason: 'epoch' })
      }
      followers.add(replace)
      return () => {
        followers.delete(replace)
        stop()
      }
    },
    health: () => current.health(),
    close: () => current.close(),
  }
  const startOver = () => {
    current = begin()
    for (const replace of followers) replace()
  }
  const fail = (on: boolean) => {
    isFailing = on
  }
  return { log, startOver, fail }
}

async function createWorld(options: Parameters<typeof createWired>[0] = {}) {
  const time = createStillTime()
  const { log, startOver, fail } = createReplaceableLog(time)
  const wired = createWired({ time, log, ...options })
  const streamId = await wired.createStream()
  await wired.topUp(streamId, 10)
  const before = await log.bounds('payments')
  return { ...wired, startOver, fail, epoch: before.epoch, streamId }
}

describe('a history that ends while clients are connected', () => {
  it('is announced to the live ones, and they follow the new one', async () => {
    const world = await createWorld()
    const feed = await world.subscribe('all=true')
    world.startOver()
    await world.time.settle()
    expect(feed.all('reset')).toMatchObject([{ reason: 'epoch', position: { offset: 0 } }])
    await world.createStream()
    await world.createStream()
    await world.time.settle()
    // Below the offset they had reached, and new to them all the same.
    expect(feed.offsets()).toEqual([1, 2])
    const { epoch } = await world.log.bounds('payments')
    expect(epoch).not.toBe(world.epoch)
    expect(feed.cursor).toBe(`${epoch}.2`)
  })

  it('sends a new snapshot to clients that asked for one', async () => {
    const world = await createWorld()
    const feed = await world.subscribe('all=true&snapshot=true')
    world.startOver()
    await world.time.settle()
    expect(feed.all('snapshot').map(({ items }) => items.length)).toEqual([1, 0])
    expect(feed.all('reset')).toHaveLength(1)
    await world.createStream()
    await world.time.settle()
    expect(feed.offsets()).toEqual([1])
  })

  it('reaches a client that is still blocked when the new history has begun', async () => {
    const tap = createTap()
    const world = await createWorld({ bindings: tap.bindings })
    await world.fetch('/events/subscribe?all=true')
    await world.time.settle()
    tap.close()
    await world.topUp(world.streamId, 3)
    world.startOver()
    await world.createStream()
    await world.time.settle()
    tap.open()
    await world.time.settle()
    expect(tap.feed.all('reset')).toHaveLength(1)
    await world.createStream()
    await world.time.settle()
    const { epoch } = await world.log.bounds('payments')
    expect(tap.feed.cursor).toBe(`${epoch}.2`)
  })

  it('delivers all events to a client that joins before the hub has noticed it', async () => {
    const world = await createWorld()
    const live = await world.subscribe('all=true')
    world.fail(true)
    world.startOver()
    await world.time.settle()
    world.fail(false)
    // For the log it is the new history, for the hub, which will look again in a second, the old one.
    const feed = await world.subscribe(`all=true&lastEventId=${world.epoch}.11`)
    await world.createStream()
    await world.time.advance(1_000)
    for (const one of [feed, live]) {
      expect(one.all('reset')).toHaveLength(1)
      expect(one.cursor.startsWith(world.epoch)).toBe(false)
    }
    expect(feed.offsets()).toEqual([1])
    await world.createStream()
    await world.time.settle()
    expect(feed.offsets()).toEqual([1, 2])
    expect(live.offsets().at(-1)).toBe(2)
  })

  it('is not looked for any more once the server is closed', async () => {
    const complaints: unknown[] = []
    const quiet = () => {}
    const logger = {
      debug: quiet,
      info: quiet,
      warn: quiet,
      error: (facts: object) => complaints.push(facts),
    }
    const world = await createWorld({ logger })
    await world.subscribe('all=true')
    world.fail(true)
    world.startOver()
    await world.time.settle()
    expect(complaints).toHaveLength(1)
    world.server.hub.close()
    await world.time.advance(10_000)
    expect(complaints).toHaveLength(1)
  })
})
