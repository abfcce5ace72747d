/** A source that changes often, throttled. */
import { describe, expect, it } from 'vitest'
import { createThrottledSource } from '../../src/react/throttled-source.ts'
import { createPageWorld } from '../platform/page-world.ts'

const everyMs = 200

/** A value that the test changes, and the snapshots that a listener saw. */
function createScene() {
  const world = createPageWorld()
  const snapshots: number[] = []
  const listeners = new Set<() => void>()
  let value = 0
  const source = {
    read: () => value,
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  const reading = createThrottledSource(source, everyMs, world.platform.timers)
  return {
    world,
    snapshots,
    reading,
    listen: () => reading.subscribe(() => snapshots.push(reading.getSnapshot())),
    change(next: number) {
      value = next
      for (const listener of [...listeners]) listener()
    },
    listeners: () => listeners.size,
  }
}

describe('a throttled source', () => {
  it('shows the first change at once', () => {
    const { listen, change, snapshots } = createScene()
    listen()
    change(1)
    expect(snapshots).toEqual([1])
  })

  it('shows later changes together, and ends with the newest', () => {
    const { listen, change, snapshots, world } = createScene()
    listen()
    change(1)
    change(2)
    world.advance(150)
    change(3)
    world.advance(49)
    expect(snapshots).toEqual([1])
    world.advance(1)
    expect(snapshots).toEqual([1, 3])
    world.advance(1000)
    expect(snapshots).toEqual([1, 3])
  })

  it('shows a change after a pause at once', () => {
    const { listen, change, snapshots, world } = createScene()
    listen()
    change(1)
    world.advance(everyMs)
    change(2)
    expect(snapshots).toEqual([1, 2])
    change(3)
    world.advance(everyMs)
    expect(snapshots).toEqual([1, 2, 3])
    change(4)
    expect(snapshots).toEqual([1, 2, 3])
  })

  it('changes at most five times a second', () => {
    const { listen, change, snapshots, world } = createScene()
    listen()
    for (let index = 1; index <= 1000; index += 1) {
      change(index)
      world.advance(1)
    }
    expect(snapshots).toEqual([1, 200, 400, 600, 800, 1000])
  })

  it('returns the same snapshot until listeners are notified', () => {
    const { listen, change, reading, world } = createScene()
    listen()
    change(1)
    change(2)
    expect(reading.getSnapshot()).toBe(1)
    world.advance(everyMs)
    expect(reading.getSnapshot()).toBe(2)
  })

  it('does not notify when the value is the same again', () => {
    const { listen, change, snapshots, world } = createScene()
    listen()
    change(1)
    change(2)
    change(1)
    world.advance(everyMs)
    expect(snapshots).toEqual([1])
    expect(world.pendingTimers).toBe(0)
  })

  it('leaves no timer without listeners, even with a pending change', () => {
    const { listen, change, snapshots, world, listeners } = createScene()
    const first = listen()
    const second = listen()
    change(1)
    change(2)
    first()
    first()
    expect(listeners()).toBe(1)
    second()
    expect([listeners(), world.pendingTimers]).toEqual([0, 0])
    world.advance(everyMs)
    expect(snapshots).toEqual([1, 1])
  })

  it('reads through to the source without listeners, and after resubscribing', () => {
    const { listen, change, reading, snapshots } = createScene()
    change(1)
    expect(reading.getSnapshot()).toBe(1)
    const leave = listen()
    change(2)
    change(3)
    leave()
    expect(reading.getSnapshot()).toBe(3)
    change(4)
    listen()
    expect(reading.getSnapshot()).toBe(4)
    change(5)
    expect(snapshots).toEqual([2, 5])
  })
})
