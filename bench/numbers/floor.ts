/**
 * The cheapest page that shows so many numbers: elements made once, one text node each, written in one loop. No React, no
 * observer, no symbol, and nothing for screen readers.
 */
import type { StreamState } from '../../src/index.ts'

/** How many parts the numbers are written in, one each beat of 100 ms. */
export function showFloor(host: Element, streams: readonly StreamState[], parts: number): void {
  const numbers = streams.map(({ lastUpdateTime, ratePerSecond }) => ({
    sinceMs: lastUpdateTime * 1000,
    perMs: Number(ratePerSecond) / 1e10,
    node: new Text('0'),
  }))
  const grid = document.createElement('div')
  grid.className = 'grid'
  for (const { node } of numbers) {
    const cell = document.createElement('div')
    cell.className = 'cell'
    const number = document.createElement('span')
    number.append(node)
    cell.append(number)
    grid.append(cell)
  }
  host.append(grid)
  let lastWriteMs = 0
  let beat = 0
  const write = (frameMs: number) => {
    requestAnimationFrame(write)
    if (frameMs - lastWriteMs < 100) return
    lastWriteMs = frameMs
    beat += 1
    const nowMs = Date.now()
    for (let index = beat % parts; index < numbers.length; index += parts) {
      const { sinceMs, perMs, node } = numbers[index] as (typeof numbers)[number]
      const text = ((nowMs - sinceMs) * perMs).toFixed(5)
      if (node.nodeValue !== text) node.nodeValue = text
    }
  }
  requestAnimationFrame(write)
}
