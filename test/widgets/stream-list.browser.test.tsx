/** A long list: only what is near the viewport is laid out, nothing moves, and the focus stays where it is. */
import { useState } from 'react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cdp, page, userEvent } from 'vitest/browser'
import { FlowingBalance, GaugeProvider, StreamList, type StreamListProps } from '../../src/index.ts'
import '../../src/styles.css'
import { createSession } from '../../src/payments-session.ts'
import { createPageWorld } from '../platform/page-world.ts'
import { mount } from '../react/mount.ts'
import { streamState } from '../store/frames.ts'

interface Item {
  readonly id: number
}

const numbered = (count: number, from = 0): readonly Item[] =>
  Array.from({ length: count }, (_, index) => ({ id: from + index }))
const keyOf = ({ id }: Item) => String(id)
const itemHeight = 100

beforeEach(async () => {
  await page.viewport(700, 800)
})

afterEach(() => {
  window.scrollTo(0, 0)
  history.replaceState(null, '', location.pathname + location.search)
})

function Button({ item }: { readonly item: Item }) {
  const [count, setCount] = useState(0)
  return (
    <p style={{ margin: 0, height: itemHeight }} id={`item-${item.id}`}>
      <button type="button" onClick={() => setCount(count + 1)}>
        Item {item.id} {count > 0 && `pressed ${count}`}
      </button>
    </p>
  )
}

const button = (item: Item) => <Button item={item} />

function show(items: readonly Item[], props: Partial<StreamListProps<Item>> = {}) {
  const list = (shown: readonly Item[]) => (
    <StreamList items={shown} keyOf={keyOf} aria-label="Items" {...props}>
      {props.children ?? button}
    </StreamList>
  )
  const view = mount(list(items))
  return {
    ...view,
    change: (shown: readonly Item[]) => view.render(list(shown)),
    groups: () => [...view.host.querySelectorAll('.sg-list__group')],
    buttonOf: (id: number) => view.byId(`item-${id}`).firstElementChild as HTMLElement,
    isPainted: (id: number) =>
      view.byId(`item-${id}`).checkVisibility({ contentVisibilityAuto: true }),
  }
}

const frames = async (count = 4) => {
  for (let frame = 0; frame < count; frame += 1) await new Promise(requestAnimationFrame)
}

describe('a list of several groups', () => {
  it('lays out only what is near the viewport, and the rest when it is scrolled there', async () => {
    const { isPainted, byId } = show(numbered(300))
    await expect.poll(() => isPainted(299)).toBe(false)
    expect(isPainted(0)).toBe(true)
    byId('item-299').scrollIntoView()
    await expect.poll(() => isPainted(299)).toBe(true)
  })

  it('is one list to assistive technology', async () => {
    show(numbered(130))
    const list = page.getByRole('list', { name: 'Items' })
    await expect.element(list).toBeVisible()
    expect(list.getByRole('listitem').elements()).toHaveLength(130)
    const last = list.getByRole('listitem').last().element()
    expect([last.ariaPosInSet, last.ariaSetSize]).toEqual(['130', '130'])
  })

  it.each([
    ['one column', 330],
    ['two columns', 700],
    ['three columns', 1100],
  ])(
    'is as high as it will be in %s, so that nothing moves while it is scrolled',
    async (_, width) => {
      await page.viewport(width, 800)
      const { groups } = show(numbered(300))
      const root = document.scrollingElement as Element
      await frames()
      const before = root.scrollHeight
      const shifts: number[] = []
      const observer = new PerformanceObserver((entries) => {
        for (const entry of entries.getEntries())
          shifts.push((entry as never as { value: number }).value)
      })
      observer.observe({ type: 'layout-shift' })
      for (let top = 0; top < before; top += 1_500) {
        window.scrollTo(0, top)
        await frames(2)
        expect(root.scrollHeight).toBe(before)
      }
      for (const group of groups()) {
        const { height } = group.getBoundingClientRect()
        ;(group as HTMLElement).style.contentVisibility = 'visible'
        expect(Math.abs(group.getBoundingClientRect().height - height)).toBeLessThan(0.1)
      }
      expect(observer.takeRecords()).toEqual([])
      expect(shifts).toEqual([])
      observer.disconnect()
    },
  )

  it.each([0, 8, 16])('has the same gap of %d px between groups as within them', async (gap) => {
    await page.viewport(330, 800)
    const style = { '--sg-list-gap': `${gap}px` } as React.CSSProperties
    const { byId, host } = show(numbered(130), { style })
    const topOf = (id: number) => byId(`item-${id}`).getBoundingClientRect().top
    expect(topOf(60) - topOf(59)).toBe(topOf(59) - topOf(58))
    const { top, height } = (host.firstElementChild as Element).getBoundingClientRect()
    expect(topOf(0)).toBe(top)
    expect(height).toBe(130 * itemHeight + 129 * gap)
  })

  it('has the right height after the page became narrower, also where it was painted before', async () => {
    const { byId, groups } = show(numbered(300))
    byId('item-299').scrollIntoView()
    await frames()
    window.scrollTo(0, 0)
    await frames()
    await page.viewport(330, 800)
    const perItem = itemHeight + 16
    const heightOf = () => Math.round(groups().at(-1)?.getBoundingClientRect().height ?? 0)
    await expect.poll(heightOf).toBe(60 * perItem - 16 + 8)
  })

  it('is found by anchors and by search', async () => {
    const { byId } = show(numbered(300))
    await frames()
    location.hash = '#item-250'
    await expect.element(byId('item-250')).toBeInViewport()
    window.scrollTo(0, 0)
    await frames()
    ;(window as never as { find(text: string): boolean }).find('Item 199')
    await expect.element(byId('item-199')).toBeInViewport()
    getSelection()?.removeAllRanges()
  })

  it('is walked through with the Tab key, across groups', async () => {
    const { buttonOf } = show(numbered(300))
    buttonOf(59).focus()
    await userEvent.keyboard('{Tab}')
    expect(document.activeElement).toBe(buttonOf(60))
    buttonOf(119).focus()
    await userEvent.keyboard('{Tab}')
    expect(document.activeElement).toBe(buttonOf(120))
    await userEvent.keyboard('{Shift>}{Tab}{/Shift}')
    expect(document.activeElement).toBe(buttonOf(119))
  })

  it('prints the amounts of that time, also where it was never painted', async () => {
    const world = createPageWorld(2_000_000)
    const tokens = { CTOKEN: { symbol: 'USDC', decimals: 2 } }
    const session = createSession({ platform: world.platform, tokens })
    // 1.00 token a second since second 1,000.
    const stream = streamState('1')
    const { host } = mount(
      <GaugeProvider session={session} locale="en-US">
        <StreamList items={numbered(60)} keyOf={keyOf} groupSize={10}>
          {() => (
            <p style={{ height: 200 }}>
              <FlowingBalance stream={stream} />
            </p>
          )}
        </StreamList>
      </GaugeProvider>,
    )
    await frames(8)
    world.advance(300_000)
    const last = () => [...host.querySelectorAll('.sg-balance__value')].at(-1)?.textContent
    expect(last()).toBe('1,000.00')
    await cdp().send('Page.printToPDF')
    expect(last()).toBe('1,300.00')
  })
})

describe('a list that changes', () => {
  it('keeps the elements of items that stay in their group, and their state', async () => {
    const { change, buttonOf } = show(numbered(130))
    const before = buttonOf(3)
    before.click()
    await expect.poll(() => before.textContent).toBe('Item 3 pressed 1')
    change(
      [...numbered(130)].filter(({ id }) => id !== 1).sort((a, b) => (b.id % 7) - (a.id % 7) || 0),
    )
    change(numbered(130))
    expect(buttonOf(3).textContent).toBe('Item 3 pressed 1')
  })

  it('keeps the item with the focus in its group when items come before it', () => {
    const { change, buttonOf, groups } = show(numbered(130))
    const last = buttonOf(59)
    last.focus()
    change([{ id: 1_000 }, ...numbered(130)])
    expect(document.activeElement).toBe(last)
    expect(groups().map(({ childElementCount }) => childElementCount)).toEqual([61, 60, 10])
    last.blur()
    change([{ id: 1_001 }, { id: 1_000 }, ...numbered(130)])
    expect(groups().map(({ childElementCount }) => childElementCount)).toEqual([60, 60, 12])
  })

  it('moves the focus with an item that is mounted in another group', () => {
    const { change, buttonOf } = show(numbered(130))
    const before = buttonOf(2)
    before.focus({ preventScroll: true })
    change([...numbered(130)].reverse())
    expect(before.isConnected).toBe(false)
    expect(document.activeElement).toBe(buttonOf(2))
    // And once more, from there.
    change(numbered(130))
    expect(document.activeElement).toBe(buttonOf(2))
  })

  it('leaves the focus alone where the user has put it elsewhere', () => {
    const { change, buttonOf } = show(numbered(130))
    buttonOf(2).focus({ preventScroll: true })
    buttonOf(2).blur()
    change([...numbered(130)].reverse())
    expect(document.activeElement).toBe(document.body)
  })

  it('is one group without placeholders when it is filtered', async () => {
    const { change, groups } = show(numbered(130))
    change(numbered(130).filter(({ id }) => id % 10 === 0))
    expect(groups()).toHaveLength(1)
    const [item] = groups()[0]?.children ?? []
    expect(item?.hasAttribute('aria-posinset')).toBe(false)
    expect(getComputedStyle(groups()[0] as Element).contentVisibility).toBe('visible')
  })

  it('renders only the items that have changed', () => {
    let rendered = 0
    const children = (item: Item) => {
      rendered += 1
      return <Button item={item} />
    }
    const items = numbered(180)
    const { change, buttonOf } = show(items, { children })
    rendered = 0
    change([...items])
    expect(rendered).toBe(0)
    const changed = items.map((item) => (item.id === 70 ? { ...item } : item))
    change(changed)
    expect(rendered).toBe(1)
    const before = buttonOf(70)
    rendered = 0
    change([...changed, { id: 180 }])
    expect(rendered).toBe(1)
    expect(buttonOf(70)).toBe(before)
  })

  it('shows a new function, and marks an item without rendering any', () => {
    let rendered = 0
    const children = () => {
      rendered += 1
      return 'first'
    }
    const items = numbered(3)
    const { change, render, host } = show(items, { children })
    render(
      <StreamList items={items} keyOf={keyOf} itemClassName={({ id }) => (id === 1 ? 'new' : '')}>
        {children}
      </StreamList>,
    )
    expect(rendered).toBe(3)
    expect(host.querySelectorAll('.new')).toHaveLength(1)
    change(items)
    render(
      <StreamList items={items} keyOf={keyOf}>
        {() => 'second'}
      </StreamList>,
    )
    expect(host.textContent).toBe('secondsecondsecond')
  })
})
