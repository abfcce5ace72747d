/** What LiveNumber alone does: changes without renders, at a readable pace, without moving what is around it. */
import { act, render } from '@testing-library/react'
import { Profiler, type ReactNode, useState } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import {
  LiveNumber,
  type LiveNumberProps,
  type LiveValue,
  MetricTile,
  useValueHistory,
} from '../../src/dashboard.ts'
import '../../src/dashboard.css'
import { useMotion } from '../../src/index.ts'
import '../../src/styles.css'
import { createStill, Within } from '../../stories/still-session.tsx'
import { hydrate } from '../react/mount.ts'

function createSource(first: LiveValue | null | undefined) {
  const listeners = new Set<() => void>()
  let value = first
  return {
    read: () => value,
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    set(next: LiveValue | null | undefined) {
      value = next
      for (const listener of [...listeners]) listener()
    },
  }
}

function show(props: LiveNumberProps) {
  const still = createStill({ streams: [] })
  let commits = 0
  const controls: { pause?: () => void } = {}
  const Pause = () => {
    controls.pause = useMotion().pause
    return null
  }
  const tree = (given: LiveNumberProps) => (
    <Within still={still} locale="en">
      <Pause />
      <Profiler id="number" onRender={() => (commits += 1)}>
        <LiveNumber {...given} />
      </Profiler>
      <b>next</b>
    </Within>
  )
  const { container, rerender } = render(tree(props))
  const root = container.querySelector<HTMLElement>('.sg-live-number')
  if (!root) throw new Error('There is no number.')
  const text = (part: string) => root.querySelector(`.sg-live-number__${part}`)?.textContent ?? ''
  return {
    root,
    world: still.world,
    commits: () => commits,
    digits: () => text('integer') + text('fraction'),
    all: () => text('integer') + text('fraction') + text('unit'),
    sentence: () => text('sentence'),
    next: () => container.querySelector('b')?.getBoundingClientRect().left,
    pause: () => act(() => controls.pause?.()),
    render: (given: LiveNumberProps) => rerender(tree(given)),
  }
}

describe('a number from a source', () => {
  it('changes without a render, and shows the last value of many', () => {
    const source = createSource(0)
    const number = show({ source })
    const mounted = number.commits()
    for (let value = 1; value <= 200; value += 1) {
      source.set(value)
      number.world.advance(5)
    }
    number.world.advance(100)
    expect(number.digits()).toBe('200')
    expect(number.commits()).toBe(mounted)
  })

  it('is written at once, and then at most ten times a second', () => {
    const source = createSource(0)
    const number = show({ source })
    number.world.advance(1000)
    const seen = new Set<string>()
    for (let value = 1; value <= 200; value += 1) {
      source.set(value)
      seen.add(number.digits())
      number.world.advance(5)
    }
    expect(seen).toContain('1')
    expect(seen.size).toBeLessThanOrEqual(11)
  })

  it('is written at most once a second while the page is paused', () => {
    const source = createSource(0)
    const number = show({ source })
    number.pause()
    number.world.advance(1000)
    const seen = new Set<string>()
    for (let value = 1; value <= 200; value += 1) {
      source.set(value)
      seen.add(number.digits())
      number.world.advance(10)
    }
    expect(seen.size).toBeLessThanOrEqual(3)
    number.world.advance(1000)
    expect(number.digits()).toBe('200')
  })

  it('renders when there begins or ceases to be a number', () => {
    const source = createSource(undefined)
    const number = show({ source })
    expect(number.root.dataset['phase']).toBe('loading')
    act(() => source.set('1204.50'))
    expect(number.root.dataset['phase']).toBe('ready')
    expect(number.digits()).toBe('1,204.50')
    act(() => source.set(null))
    expect(number.root.dataset['phase']).toBe('empty')
    expect(number.digits()).toBe('—')
    act(() => source.set(7))
    expect(number.digits()).toBe('7')
  })
})

describe('a number that changes', () => {
  it('marks the direction of each change, and not the first number', () => {
    const number = show({ value: 10 })
    expect(number.root.dataset['change']).toBeUndefined()
    const names = [12, 14, 3].map((value) => {
      number.world.advance(100)
      number.render({ value })
      return [number.root.dataset['change'], number.root.style.getPropertyValue('--_sg-flash')]
    })
    expect(names.map(([direction]) => direction)).toEqual(['up', 'up', 'down'])
    // Another name starts the animation again.
    expect(names[0]?.[1]).not.toBe(names[1]?.[1])
  })

  it('keeps the width of the widest number so far', () => {
    const source = createSource(1_000_000)
    const number = show({ source })
    const before = number.next()
    source.set(7)
    number.world.advance(100)
    expect(number.digits()).toBe('7')
    expect(number.next()).toBe(before)
  })

  it('has the width of the widest one that is expected from the start', () => {
    const source = createSource(undefined)
    const number = show({ source, widest: 999_999, unit: 'people' })
    const before = number.next()
    act(() => source.set(5))
    expect(number.next()).toBe(before)
    source.set(654_321)
    number.world.advance(100)
    expect(number.next()).toBe(before)
  })

  it('has a sentence that changes at most every half minute, and on focus', () => {
    const source = createSource(0)
    const number = show({ source, label: 'Orders', unit: 'today' })
    const seen = new Set<string>()
    for (let value = 1; value <= 300; value += 1) {
      source.set(value)
      number.world.advance(100)
      seen.add(number.sentence())
    }
    expect(seen.size).toBeLessThanOrEqual(3)
    act(() => number.root.dispatchEvent(new FocusEvent('focusin', { bubbles: true })))
    expect(number.sentence()).toBe('Orders: 300\u00a0today')
  })

  it('is not written while it is being selected', () => {
    const source = createSource(41)
    const number = show({ source })
    getSelection()?.selectAllChildren(number.root)
    document.dispatchEvent(new Event('selectionchange'))
    source.set(42)
    number.world.advance(200)
    expect(number.digits()).toBe('41')
    getSelection()?.removeAllRanges()
    document.dispatchEvent(new Event('selectionchange'))
    number.world.advance(300)
    expect(number.digits()).toBe('42')
  })
})

describe('a number that is not there', () => {
  it.each([
    ['there is none', { value: null }, 'No data yet'],
    ['it could not be loaded', { value: undefined, phase: 'error' }, 'Not available'],
  ] as const)('says below its dash that %s, and once to screen readers', (_, props, note) => {
    const number = show({ label: 'Orders', size: 'hero', ...props })
    expect(number.digits()).toBe('—')
    expect(number.root.querySelector('.sg-live-number__note')?.textContent).toBe(note)
    expect(number.sentence().split(note)).toHaveLength(2)
  })
})

describe('a number that ceases to be and begins again', () => {
  it('is whole after an error, whatever React has put back', () => {
    const source = createSource('12')
    const number = show({ source, unit: 'kWh' })
    number.world.advance(1000)
    source.set('15.5')
    expect(number.digits()).toBe('15.5')
    number.render({ source, unit: 'kWh', phase: 'error' })
    expect(number.all()).toBe('—')
    number.render({ source, unit: 'kWh' })
    expect(number.all()).toBe('15.5\u00a0kWh')
  })

  it('from props, is whole after an error', () => {
    const number = show({ value: '12' })
    number.world.advance(1000)
    number.render({ value: '15.5' })
    number.render({ value: '15.5', phase: 'error' })
    expect(number.all()).toBe('—')
    number.render({ value: '15.5', phase: 'ready' })
    expect(number.all()).toBe('15.5')
    expect(number.root.dataset['change']).toBe('up')
  })

  it('leaves no fraction behind', () => {
    const source = createSource('16')
    const number = show({ source })
    number.world.advance(1000)
    source.set('16.5')
    act(() => source.set(null))
    expect(number.all()).toBe('—')
  })

  it('is not written during an error', () => {
    const source = createSource('12')
    const number = show({ source, phase: 'error' })
    number.world.advance(1000)
    source.set('15.5')
    number.world.advance(1000)
    expect(number.all()).toBe('—')
    number.render({ source })
    expect(number.all()).toBe('15.5')
  })

  it('is whole after an error while it is being selected', () => {
    const source = createSource('12')
    const number = show({ source })
    number.world.advance(1000)
    source.set('15.5')
    number.render({ source, phase: 'error' })
    getSelection()?.selectAllChildren(number.root)
    document.dispatchEvent(new Event('selectionchange'))
    number.render({ source })
    expect(number.all()).toBe('15.5')
    getSelection()?.removeAllRanges()
    document.dispatchEvent(new Event('selectionchange'))
  })

  it('is whole in a tile', () => {
    const still = createStill({ streams: [] })
    const tile = (value: LiveValue, phase?: 'error') => (
      <Within still={still} locale="en">
        <MetricTile label="Orders" value={value} phase={phase} />
      </Within>
    )
    const { container, rerender } = render(tile('12'))
    still.world.advance(1000)
    rerender(tile('15.5'))
    rerender(tile('15.5', 'error'))
    rerender(tile('15.5'))
    expect(container.querySelector('.sg-live-number__value')?.textContent).toBe('15.5')
  })
})

describe('a number whose elements are attached later', () => {
  const within = (node: ReactNode) => (
    <Within still={createStill({ streams: [] })} locale="en">
      {node}
    </Within>
  )

  it('shows the current value when another one came from a server', () => {
    const html = renderToString(within(<LiveNumber value={12} label="Orders" />))
    const { host } = hydrate(html, within(<LiveNumber value="1015.5" label="Orders" />))
    expect(host.querySelector('.sg-live-number__value')?.textContent).toBe('1,015.5')
    expect(host.querySelector('.sg-live-number__sentence')?.textContent).toBe('Orders: 1,015.5')
    expect(host.querySelector<HTMLElement>('.sg-live-number')?.dataset['reserve']).toBe('1,015.5')
  })

  it('shows the current value in parts that are mounted again', () => {
    const source = createSource('12')
    const still = createStill({ streams: [] })
    const tree = (hasParts: boolean) => (
      <Within still={still} locale="en">
        <LiveNumber.Root source={source}>
          {hasParts && (
            <LiveNumber.Value>
              <LiveNumber.Integer />
              <LiveNumber.Fraction />
            </LiveNumber.Value>
          )}
        </LiveNumber.Root>
      </Within>
    )
    const { container, rerender } = render(tree(true))
    still.world.advance(1000)
    source.set('15.5')
    rerender(tree(false))
    rerender(tree(true))
    expect(container.querySelector('.sg-live-number__value')?.textContent).toBe('15.5')
  })

  it('shows in a part that is mounted again the number that the others show', () => {
    const source = createSource('12.5')
    const still = createStill({ streams: [] })
    const tree = (hasFraction: boolean) => (
      <Within still={still} locale="en">
        <LiveNumber.Root source={source}>
          <LiveNumber.Value>
            <LiveNumber.Integer />
            {hasFraction && <LiveNumber.Fraction />}
          </LiveNumber.Value>
        </LiveNumber.Root>
      </Within>
    )
    const { container, rerender } = render(tree(true))
    const shown = () => container.querySelector('.sg-live-number__value')?.textContent
    still.world.advance(1000)
    source.set('15.25')
    rerender(tree(false))
    source.set('16.75')
    rerender(tree(true))
    expect(shown()).toBe('15.25')
    still.world.advance(100)
    expect(shown()).toBe('16.75')
  })
})

describe('times and values that are none', () => {
  it('leaves a time that is none out of the sentence', () => {
    expect(show({ value: 5, label: 'Orders', atMs: Number.NaN }).sentence()).toBe('Orders: 5')
  })

  it('keeps a history of a value or a time that is not a number', () => {
    function History({ value, atMs }: { readonly value: number; readonly atMs?: number }) {
      const values = useValueHistory(value, { atMs })
      const [, setCount] = useState(0)
      return (
        <button type="button" onClick={() => setCount((count) => count + 1)}>
          {values.map((each) => each.value).join(' ')}
        </button>
      )
    }
    const still = createStill({ streams: [] })
    const tree = (value: number, atMs?: number) => (
      <Within still={still} locale="en">
        <History value={value} {...(atMs !== undefined && { atMs })} />
      </Within>
    )
    const { container, rerender } = render(tree(1))
    rerender(tree(Number.NaN))
    expect(container.textContent).toBe('1')
    rerender(tree(2, Number.NaN))
    expect(container.textContent).toBe('1 2')
    act(() => container.querySelector('button')?.click())
    expect(container.textContent).toBe('1 2')
  })
})
