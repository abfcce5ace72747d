import { describe, expect, it } from 'vitest'
import { createTicker, type TickTarget } from '../../src/platform/ticker.ts'
import { createPageWorld } from './page-world.ts'

const start = 1_700_000_000_000

/** A number that reads differently every `everyMs`, and remembers when it was written. */
function createCounter(everyMs: number | null) {
  const writes: number[] = []
  const asked: number[] = []
  const target: TickTarget = {
    nextChangeMs(afterMs) {
      asked.push(afterMs)
      return everyMs === null ? null : (Math.floor(afterMs / everyMs) + 1) * everyMs
    },
    write: (nowMs) => writes.push(nowMs - start),
  }
  return { target, writes, asked }
}

function createWorld() {
  const world = createPageWorld(start)
  return { world, ticker: createTicker(world.platform) }
}

describe('a ticker without targets', () => {
  it('asks the page for nothing', () => {
    const { world, ticker } = createWorld()
    expect(ticker.nowMs()).toBe(start)
    expect([world.pendingFrames, world.pendingTimers, world.pageListeners]).toEqual([0, 0, 0])
  })
})

describe('a target', () => {
  it('is written at the first frame, then at the frame after each visible change', () => {
    const { world, ticker } = createWorld()
    const { target, writes } = createCounter(100)
    ticker.add(target)
    world.advance(350)
    expect(writes).toHaveLength(4)
    const late = writes.slice(1).map((at, index) => at - (index + 1) * 100)
    for (const ms of late) {
      expect(ms).toBeGreaterThanOrEqual(0)
      expect(ms).toBeLessThan(17)
    }
  })

  it('that never changes again costs no further frame', () => {
    const { world, ticker } = createWorld()
    const { target, writes } = createCounter(null)
    ticker.add(target)
    world.advance(10_000)
    expect(writes).toHaveLength(1)
    expect(world.framesRun).toBe(1)
    expect([world.pendingFrames, world.pendingTimers]).toEqual([0, 0])
  })

  it('that changes far from now sleeps in a timer instead of spinning frames', () => {
    const { world, ticker } = createWorld()
    const { target, writes } = createCounter(1000)
    ticker.add(target)
    world.advance(20)
    expect([world.pendingFrames, world.pendingTimers]).toEqual([0, 1])
    world.advance(10_000)
    expect(writes).toHaveLength(11)
    // A frame or two for each write, not sixty.
    expect(world.framesRun).toBeLessThan(35)
  })

  it('that changes in a month is looked at again now and then, and needs no frame', () => {
    const { world, ticker } = createWorld()
    const { target, writes } = createCounter(30 * 86_400_000)
    ticker.add(target)
    world.advance(600_000)
    expect(writes).toHaveLength(1)
    expect(world.framesRun).toBe(1)
    expect(world.timersFired).toBeLessThanOrEqual(21)
  })

  it('changed by an event is written at once, and once', () => {
    const { world, ticker } = createWorld()
    const { target, writes } = createCounter(60_000)
    const handle = ticker.add(target)
    world.advance(500)
    handle.invalidate()
    expect(writes).toEqual([writes[0], 500])
    world.advance(500)
    expect(writes).toHaveLength(2)
  })

  it('off screen is neither asked nor written, and is right at once when it is back', () => {
    const { world, ticker } = createWorld()
    const { target, writes, asked } = createCounter(10)
    const handle = ticker.add(target)
    world.advance(100)
    handle.setActive(false)
    expect([world.pendingFrames, ticker.getLoad().scheduled]).toEqual([0, 0])
    const before = [writes.length, asked.length]
    handle.invalidate()
    world.advance(10_000)
    expect([writes.length, asked.length]).toEqual(before)
    expect([world.pendingFrames, world.pendingTimers]).toEqual([0, 0])
    handle.setActive(true)
    expect(writes.at(-1)).toBe(10_100)
    world.advance(50)
    expect(writes.length).toBeGreaterThan(before[0] ?? 0)
  })

  it('can begin off screen', () => {
    const { world, ticker } = createWorld()
    const { target, writes } = createCounter(10)
    ticker.add(target, { isActive: false })
    world.advance(1000)
    expect(writes).toEqual([])
    expect(world.framesRun).toBe(0)
  })

  it('that is removed is over, and the last one gives the page back', () => {
    const { world, ticker } = createWorld()
    const { target, writes } = createCounter(10)
    const handle = ticker.add(target)
    expect(world.pageListeners).toBe(1)
    handle.remove()
    handle.invalidate()
    handle.setActive(true)
    handle.remove()
    world.advance(1000)
    expect(writes).toEqual([])
    expect(world.pageListeners).toBe(0)
    expect(ticker.getLoad()).toMatchObject({ targets: 0, scheduled: 0 })
  })

  it('that an event brings to its end waits for nothing any more', () => {
    const { world, ticker } = createWorld()
    let isOver = false
    const handle = ticker.add({
      nextChangeMs: (afterMs) => (isOver ? null : afterMs + 10_000),
      write: () => {},
    })
    world.advance(100)
    isOver = true
    handle.invalidate()
    expect(ticker.getLoad().scheduled).toBe(0)
    expect([world.pendingFrames, world.pendingTimers]).toEqual([0, 0])
  })

  it('may remove itself and others while it is written', () => {
    const { world, ticker } = createWorld()
    const others = [createCounter(10), createCounter(10)] as const
    const handles: { remove(): void }[] = []
    const remover: TickTarget = {
      nextChangeMs: (afterMs) => afterMs + 10,
      write: () => {
        for (const handle of handles) handle.remove()
      },
    }
    // One is written before the remover, whatever the order of a frame, and one would be after it.
    handles.push(ticker.add(others[0].target), ticker.add(remover), ticker.add(others[1].target))
    world.advance(100)
    expect(others[0].writes.length + others[1].writes.length).toBe(1)
    expect(ticker.getLoad()).toMatchObject({ targets: 0, scheduled: 0 })
  })

  it('that throws is left out, the others go on, and the error is heard', () => {
    const { world, ticker } = createWorld()
    let throws = 0
    ticker.add({
      nextChangeMs: (afterMs) => afterMs + 1,
      write() {
        throws += 1
        throw new Error('no such element')
      },
    })
    const { target, writes } = createCounter(100)
    ticker.add(target)
    expect(() => world.advance(20)).toThrow('no such element')
    world.advance(1000)
    expect(throws).toBe(1)
    expect(writes.length).toBeGreaterThan(9)
  })
})

describe('the interval of a target', () => {
  it('thins its writes to whole multiples, shared with others of the same interval', () => {
    const { world, ticker } = createWorld()
    const a = createCounter(7)
    const b = createCounter(11)
    ticker.add(a.target, { everyMs: 100 })
    ticker.add(b.target, { everyMs: 100 })
    world.advance(1000)
    expect(a.writes.length).toBeLessThanOrEqual(11)
    expect(a.writes.length).toBeGreaterThanOrEqual(10)
    expect(b.writes).toEqual(a.writes)
  })

  it('of the page holds for every target: the longest that is asked for', () => {
    const { world, ticker } = createWorld()
    const { target, writes } = createCounter(10)
    ticker.setMinIntervalMs(1000, 'reduced-motion')
    ticker.setMinIntervalMs(200, 'person')
    expect(ticker.getSnapshot().minIntervalMs).toBe(1000)
    ticker.add(target)
    world.advance(5100)
    expect(writes).toHaveLength(6)
    ticker.setMinIntervalMs(0, 'reduced-motion')
    expect(ticker.getSnapshot().minIntervalMs).toBe(200)
    ticker.setMinIntervalMs(0, 'person')
    world.advance(2000)
    expect(writes.length).toBeGreaterThan(50)
  })
})

describe('many targets with an interval', () => {
  const createMany = (count: number, intervalMs = 100) => {
    const { world, ticker } = createWorld()
    const counters = Array.from({ length: count }, () => createCounter(20))
    for (const { target } of counters) ticker.add(target, { everyMs: intervalMs })
    // The first write of all, and the time until they have moved apart.
    world.advance(2_000)
    for (const { writes } of counters) writes.length = 0
    return { world, ticker, counters }
  }
  /** How many targets were written at each time. */
  const byFrame = (counters: readonly { writes: readonly number[] }[]) => {
    const counts = new Map<number, number>()
    for (const atMs of counters.flatMap(({ writes }) => writes)) {
      counts.set(atMs, (counts.get(atMs) ?? 0) + 1)
    }
    return counts
  }

  it('of a hundred is written as a whole at each beat', () => {
    const { world, counters } = createMany(100)
    world.advance(1_000)
    const frames = [...byFrame(counters).values()]
    expect(frames.length).toBeGreaterThanOrEqual(10)
    expect(new Set(frames)).toEqual(new Set([100]))
  })

  it('of a thousand is written in ten parts: a hundred in a frame, and each once a second', () => {
    const { world, counters } = createMany(1_000)
    world.advance(2_000)
    const frames = byFrame(counters)
    expect(Math.max(...frames.values())).toBe(100)
    expect(frames.size).toBe(20)
    for (const { writes } of counters) expect(writes).toHaveLength(2)
  })

  it('of any size never leaves one of them outdated for more than a second', () => {
    const { world, counters } = createMany(3_000)
    world.advance(3_000)
    expect(Math.max(...byFrame(counters).values())).toBeLessThan(600)
    for (const { writes } of counters) {
      const gaps = writes.slice(1).map((atMs, index) => atMs - (writes[index] ?? 0))
      expect(Math.max(...gaps)).toBeLessThanOrEqual(1_000 + 100)
    }
  })

  it('does not hold up a target without an interval, nor an event', () => {
    const { world, ticker, counters } = createMany(1_000)
    const { target, writes } = createCounter(20)
    ticker.add(target)
    const changed = createCounter(20)
    const handle = ticker.add(changed.target, { everyMs: 100 })
    world.advance(100)
    expect(writes.length).toBeGreaterThanOrEqual(5)
    const before = changed.writes.length
    handle.invalidate()
    expect(changed.writes).toHaveLength(before + 1)
    expect(byFrame(counters).size).toBeGreaterThan(0)
  })
})

describe('a hidden page', () => {
  it('gets no frames and no timers, and writes everything once when it is back', () => {
    const { world, ticker } = createWorld()
    const { target, writes } = createCounter(10)
    const handle = ticker.add(target)
    world.advance(100)
    world.setHidden(true)
    const before = writes.length
    handle.invalidate()
    expect([world.pendingFrames, world.pendingTimers]).toEqual([0, 0])
    world.advance(60_000)
    expect(writes).toHaveLength(before)
    world.setHidden(false)
    world.advance(17)
    expect(writes).toHaveLength(before + 1)
    expect(writes.at(-1)).toBeGreaterThanOrEqual(60_100)
  })

  it('shows the right time after a sleep', () => {
    const { world, ticker } = createWorld()
    const { target, writes } = createCounter(1000)
    ticker.add(target)
    world.advance(100)
    world.setHidden(true)
    world.sleep(8 * 3_600_000)
    world.setHidden(false)
    world.advance(17)
    expect(writes.at(-1)).toBeGreaterThanOrEqual(8 * 3_600_000)
  })
})

describe('an unannounced sleep', () => {
  it('is noticed when the timer ends, without any event of the page', () => {
    const { world, ticker } = createWorld()
    const { target, writes } = createCounter(86_400_000)
    ticker.add(target)
    world.advance(100)
    world.sleep(2 * 86_400_000)
    world.advance(31_000)
    expect(writes).toHaveLength(2)
  })
})

describe('the control of the page', () => {
  it('stops all movement and shows events as of the time of the pause', () => {
    const { world, ticker } = createWorld()
    const { target, writes } = createCounter(10)
    const handle = ticker.add(target)
    world.advance(100)
    const seen: boolean[] = []
    ticker.subscribe(() => seen.push(ticker.getSnapshot().isPaused))
    ticker.pause()
    ticker.pause()
    const before = writes.length
    world.advance(5000)
    expect(writes).toHaveLength(before)
    expect([world.pendingFrames, world.pendingTimers]).toEqual([0, 0])
    handle.invalidate()
    expect(writes.at(-1)).toBe(100)
    expect(ticker.shownMs()).toBe(start + 100)
    expect(ticker.nowMs()).toBe(start + 5100)
    ticker.resume()
    world.advance(17)
    expect(writes.at(-1)).toBeGreaterThanOrEqual(5100)
    expect(seen).toEqual([true, false])
  })

  it('keeps its snapshot until it changes', () => {
    const { ticker } = createWorld()
    const before = ticker.getSnapshot()
    ticker.setMinIntervalMs(0)
    ticker.resume()
    expect(ticker.getSnapshot()).toBe(before)
  })
})

describe('the offset of the server', () => {
  it('moves what is shown', () => {
    const { world, ticker } = createWorld()
    ticker.setOffset(-5000)
    expect(ticker.nowMs()).toBe(start - 5000)
    world.advance(1000)
    expect(ticker.nowMs()).toBe(start - 4000)
  })

  it('that sets time back writes every target again, even one that had come to its end', () => {
    const { world, ticker } = createWorld()
    const settled = createCounter(null)
    const far = createCounter(1000)
    ticker.add(settled.target)
    ticker.add(far.target)
    world.advance(100)
    ticker.setOffset(-3_600_000)
    world.advance(17)
    expect(settled.writes.at(-1)).toBeLessThan(-3_500_000)
    world.advance(1000)
    expect(far.writes.at(-1)).toBeGreaterThan(-3_600_000)
    expect(far.writes.length).toBeGreaterThanOrEqual(3)
  })

  it('is slewed under a target, so that it is never written an earlier time', () => {
    const { world, ticker } = createWorld()
    const { target, writes } = createCounter(1)
    ticker.add(target)
    ticker.setOffset(0)
    world.advance(100)
    for (const offset of [-40, 30, -200, 100]) {
      ticker.setOffset(offset)
      world.advance(200)
    }
    expect(writes).toEqual([...writes].sort((a, b) => a - b))
  })
})

describe('ten thousand targets', () => {
  it('cost what is due: a frame asks and writes no other target', () => {
    const { world, ticker } = createWorld()
    let asked = 0
    let written = 0
    // A hundred change every frame, the others in an hour.
    for (let index = 0; index < 10_000; index += 1) {
      const everyMs = index % 100 === 0 ? 16 : 3_600_000
      ticker.add({
        nextChangeMs(afterMs) {
          asked += 1
          return afterMs + everyMs
        },
        write() {
          written += 1
        },
      })
    }
    world.advance(17)
    expect(written).toBe(10_000)
    asked = 0
    written = 0
    const framesBefore = world.framesRun
    world.advance(1000)
    const frames = world.framesRun - framesBefore
    expect(frames).toBeGreaterThan(55)
    expect(written).toBeLessThanOrEqual(100 * frames)
    expect(asked).toBe(written)
  })
})
