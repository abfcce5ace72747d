/** What MetricTile alone does: exact changes, and thresholds that are announced once. */
import { act, render } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { MetricTile, type MetricTileProps, useValueHistory } from '../../src/dashboard.ts'
import { Announcer } from '../../src/index.ts'
import { createStill, Within } from '../../stories/still-session.tsx'
import '../react/mount.ts'

function show(props: MetricTileProps) {
  const still = createStill({ streams: [] })
  const tree = (given: MetricTileProps) => (
    <Within still={still} locale="en">
      <Announcer />
      <MetricTile {...given} />
    </Within>
  )
  const { container, rerender } = render(tree(props))
  const text = (selector: string) => container.querySelector(selector)?.textContent ?? ''
  return {
    attribute: (name: string) => container.querySelector('.sg-metric')?.getAttribute(name),
    change: () => text('.sg-metric__delta'),
    spoken: () => text('.sg-metric__change .sg-visually-hidden'),
    announced: () => text('.sg-announcer'),
    advance: (ms: number) => act(() => still.world.advance(ms)),
    render: (given: MetricTileProps) => rerender(tree(given)),
  }
}

describe('the change of a tile', () => {
  it('is exact for decimal text, with a sign for the eye and a word for screen readers', () => {
    const tile = show({ label: 'Total', value: '74.70', previousValue: '24.9', better: 'down' })
    expect(tile.change()).toBe('+49.80')
    expect(tile.spoken()).toBe('up 49.80')
    expect(tile.attribute('data-trend')).toBe('up')
    expect(tile.attribute('data-bad')).toBe('')
  })

  it('is against the reference rather than the previous value, in percent if asked for', () => {
    const tile = show({
      label: 'Total',
      value: 90,
      previousValue: 89,
      reference: 120,
      change: 'percent',
    })
    expect(tile.change()).toBe('−25%')
    expect(tile.spoken()).toBe('down 25%')
    expect(tile.attribute('data-good')).toBeNull()
    expect(tile.attribute('data-bad')).toBeNull()
  })

  it('is absolute where a percentage of nothing was asked for', () => {
    expect(show({ label: 'Total', value: 5, reference: 0, change: 'percent' }).change()).toBe('+5')
  })
})

describe('a threshold', () => {
  const tickets: MetricTileProps = {
    label: 'Tickets',
    value: 29,
    better: 'down',
    thresholds: { warning: 30, critical: 40 },
  }

  it('is announced when it is reached, once, and not when things get better', () => {
    const tile = show(tickets)
    tile.advance(20_000)
    expect(tile.announced()).toBe('')
    tile.render({ ...tickets, value: 41 })
    tile.advance(1000)
    expect(tile.announced()).toBe('Tickets: 41. Critical.')
    expect(tile.attribute('data-level')).toBe('critical')
    tile.render({ ...tickets, value: 42 })
    tile.advance(20_000)
    tile.render({ ...tickets, value: 31 })
    tile.advance(20_000)
    expect(tile.attribute('data-level')).toBe('warning')
    expect(tile.announced()).toBe('Tickets: 41. Critical.')
  })

  it('is below where more is better', () => {
    const tile = show({ ...tickets, better: 'up', value: 30 })
    expect(tile.attribute('data-level')).toBe('critical')
  })
})

describe('useValueHistory', () => {
  it('keeps the last values in the commit that shows them', () => {
    const seen: (readonly number[])[] = []
    function History({ value }: { readonly value: number | null }) {
      const history = useValueHistory(value, { atMs: value, limit: 3 })
      seen.push(history.map((each) => each.value))
      return null
    }
    const { rerender } = render(<History value={1} />)
    for (const value of [1, 2, null, 3, 4]) rerender(<History value={value} />)
    expect(seen.at(-1)).toEqual([2, 3, 4])
    expect(seen[0]).toEqual([1])
  })
})
