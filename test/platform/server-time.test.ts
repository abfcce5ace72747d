import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createServerTime } from '../../src/platform/server-time.ts'
import { createPageWorld } from './page-world.ts'

const start = 1_700_000_000_000

function createWorld() {
  const world = createPageWorld(start)
  return { world, time: createServerTime(world.platform.clock) }
}

describe('server time', () => {
  it('is the wall clock until an offset is known', () => {
    const { world, time } = createWorld()
    world.advance(1500)
    expect(time.nowMs()).toBe(start + 1500)
  })

  it('takes the first offset over at once, in either direction', () => {
    for (const offsetMs of [-90_000, 3000]) {
      const { time } = createWorld()
      time.setOffset(offsetMs)
      expect(time.nowMs()).toBe(start + offsetMs)
    }
  })

  it('slews a later correction: 5 % slower until it is absorbed, never backwards', () => {
    const { world, time } = createWorld()
    time.setOffset(0)
    time.setOffset(-100)
    expect(time.nowMs()).toBe(start)
    world.advance(1000)
    expect(time.nowMs()).toBeCloseTo(start + 950, 3)
    world.advance(1000)
    expect(time.nowMs()).toBeCloseTo(start + 1900, 3)
    world.advance(1000)
    expect(time.nowMs()).toBeCloseTo(start + 2900, 3)
  })

  it('catches up 5 % faster', () => {
    const { world, time } = createWorld()
    time.setOffset(0)
    time.setOffset(50)
    world.advance(500)
    expect(time.nowMs()).toBeCloseTo(start + 525, 3)
    world.advance(1500)
    expect(time.nowMs()).toBeCloseTo(start + 2050, 3)
  })

  it('steps over corrections too large to be slewed', () => {
    const { time } = createWorld()
    time.setOffset(0)
    time.setOffset(3_600_000)
    expect(time.nowMs()).toBe(start + 3_600_000)
    time.setOffset(0)
    expect(time.nowMs()).toBe(start)
  })

  it('continues from the wall clock after a sleep', () => {
    const { world, time } = createWorld()
    time.setOffset(250)
    world.sleep(3_600_000)
    world.advance(10)
    expect(time.nowMs()).toBe(start + 3_600_000 + 10 + 250)
  })

  it('steps over a short sleep too, since nothing was shown meanwhile', () => {
    const { world, time } = createWorld()
    time.setOffset(0)
    world.sleep(3000)
    world.advance(10)
    expect(time.nowMs()).toBe(start + 3010)
  })

  it('does not follow a wall clock that is set back', () => {
    const { world, time } = createWorld()
    time.setOffset(0)
    world.advance(5000)
    world.setWall(start - 3_600_000)
    time.reanchor()
    world.advance(1000)
    expect(time.nowMs()).toBe(start + 6000)
    // The next offset is measured against the new wall clock.
    time.setOffset(3_605_000)
    world.advance(1000)
    expect(time.nowMs()).toBeCloseTo(start + 7000, 3)
  })

  it('follows the drift of the wall clock when it is anchored again', () => {
    const { world, time } = createWorld()
    world.advance(60_000)
    world.setWall(start + 60_000 + 40)
    expect(time.nowMs()).toBe(start + 60_000)
    time.reanchor()
    world.advance(2000)
    expect(time.nowMs()).toBeCloseTo(start + 62_040, 3)
  })

  it('ignores an offset that is no number', () => {
    const { time } = createWorld()
    time.setOffset(Number.NaN)
    expect(time.nowMs()).toBe(start)
  })

  it('never runs backwards under corrections that can be slewed, and arrives', () => {
    const step = fc.record({
      offset: fc.integer({ min: -2000, max: 2000 }),
      waits: fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 5 }),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        const { world, time } = createWorld()
        let before = Number.NEGATIVE_INFINITY
        let last = 0
        time.setOffset(0)
        for (const { offset, waits } of steps) {
          last = offset
          time.setOffset(offset)
          for (const wait of waits) {
            world.advance(wait)
            const now = time.nowMs()
            expect(now).toBeGreaterThanOrEqual(before)
            before = now
          }
        }
        world.advance(100_000)
        expect(Math.abs(time.nowMs() - (world.nowMs() + last))).toBeLessThanOrEqual(1)
      }),
      { numRuns: 200, seed: 20_261_120 },
    )
  })
})

describe('a clock that was set back while nothing is shown', () => {
  it('is taken as it is, unless the server’s time is known', () => {
    const { world, time } = createWorld()
    world.setWall(start - 86_400_000)
    time.reanchor()
    expect(time.nowMs()).toBe(start)
    time.reanchor(true)
    expect(time.nowMs()).toBe(start - 86_400_000)
    time.setOffset(0)
    world.setWall(start - 2 * 86_400_000)
    time.reanchor(true)
    expect(time.nowMs()).toBe(start - 86_400_000)
  })
})
