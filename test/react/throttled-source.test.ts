/** Something that changes often, read at the pace of a person. */
import { describe, expect, it } from 'vitest'
import { createThrottledSource } from '../../src/react/throttled-source.ts'
import { createPageWorld } from '../platform/page-world.ts'

const everyMs = 200

/** A figure that a test changes, and what somebody who listens was told. */
function createScene() {
  const world = createPageWorld()
  const told: number[] = []
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
    told,
    reading,
    listen: () => reading.subscribe(() => told.push(reading.getSnapshot())),
    change(next: number) {
      value = next
      for (const listener of [...listeners]) listener()
    },
    listeners: () => listeners.size,
  }
}

describe('a calm reading', () => {
  it('shows the first change at once', () => {
    const { listen, change, told } = createScene()
    listen()
    change(1)
    expect(told).toEqual([1])
  })

  it('shows what follows together, and ends with the newest', () => {
    const { listen, change, told, world } = createScene()
    listen()
    change(1)
    change(2)
    world.advance(150)
    change(3)
    world.advance(49)
    expect(told).toEqual([1])
    world.advance(1)
    expect(told).toEqual([1, 3])
    world.advance(1000)
    expect(told).toEqual([1, 3])
  })

  it('shows a change after a pause at once again', () => {
    const { listen, change, told, world } = createScene()
    listen()
    change(1)
    world.advance(everyMs)
    change(2)
    expect(told).toEqual([1, 2])
    change(3)
    world.advance(everyMs)
    expect(told).toEqual([1, 2, 3])
    change(4)
    expect(told).toEqual([1, 2, 3])
  })

  it('changes five times a second, however much happens', () => {
    const { listen, change, told, world } = createScene()
    listen()
    for (let index = 1; index <= 1000; index += 1) {
      change(index)
      world.advance(1)
    }
    expect(told).toEqual([1, 200, 400, 600, 800, 1000])
  })

  it('gives one answer for as long as it tells nothing else', () => {
    const { listen, change, reading, world } = createScene()
    listen()
    change(1)
    change(2)
    expect(reading.getSnapshot()).toBe(1)
    world.advance(everyMs)
    expect(reading.getSnapshot()).toBe(2)
  })

  it('tells nothing when it has become again what it was', () => {
    const { listen, change, told, world } = createScene()
    listen()
    change(1)
    change(2)
    change(1)
    world.advance(everyMs)
    expect(told).toEqual([1])
    expect(world.pendingTimers).toBe(0)
  })

  it('leaves nothing behind when nobody listens any more, also with a change on its way', () => {
    const { listen, change, told, world, listeners } = createScene()
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
    expect(told).toEqual([1, 1])
  })

  it('answers what there is while nobody listens, and to who comes back', () => {
    const { listen, change, reading, told } = createScene()
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
    expect(told).toEqual([2, 5])
  })
})
