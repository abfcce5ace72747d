/** Lines of tiles: within their box, by time where it is known. */
import { describe, expect, it } from 'vitest'
import { sparklineHeight, sparklineOf, sparklineWidth } from '../../src/widgets/sparkline/line.ts'

const pointsOf = (path = '') =>
  [...path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const)

describe('a line', () => {
  it('is within its box, and ends at the mark', () => {
    const line = sparklineOf([5, -3, 12, 7])
    const points = pointsOf(line?.path)
    expect(points).toHaveLength(4)
    for (const [x, y] of points) {
      expect(x).toBeGreaterThanOrEqual(0)
      expect(x).toBeLessThanOrEqual(sparklineWidth)
      expect(y).toBeGreaterThanOrEqual(0)
      expect(y).toBeLessThanOrEqual(sparklineHeight)
    }
    const [x, y] = points.at(-1) ?? []
    expect(line?.mark).toBe(`M${x} ${y}h0`)
    expect(line).toMatchObject({ count: 4, lowest: -3, highest: 12 })
  })

  it('has its points at their times', () => {
    const line = sparklineOf([0, 900, 1000].map((atMs) => ({ value: atMs, atMs })))
    const [first, middle, last] = pointsOf(line?.path).map(([x]) => x)
    expect((middle ?? 0) - (first ?? 0)).toBeCloseTo(((last ?? 0) - (first ?? 0)) * 0.9, 0)
  })

  it('is in the middle while nothing changes, and a mark alone for one value', () => {
    expect(new Set(pointsOf(sparklineOf([4, 4, 4])?.path).map(([, y]) => y))).toEqual(
      new Set([sparklineHeight / 2]),
    )
    expect(sparklineOf([4])?.path).toBe('')
    expect(sparklineOf([4])?.mark).not.toBe('')
  })

  it('leaves out what is no number, and is nothing without values', () => {
    expect(sparklineOf([1, Number.NaN, 2])?.count).toBe(2)
    expect(sparklineOf([])).toBeNull()
    expect(sparklineOf(undefined)).toBeNull()
  })
})
