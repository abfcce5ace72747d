/**
 * Long lists without sections: few of their elements are observed, and none that is visible counts as hidden. A number
 * that is visible and counts as hidden shows an outdated amount.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { watchElement } from '../../src/react/element-activity.ts'

const count = 1_000
const stops: (() => void)[] = []
const observed = new Set<Element>()

beforeEach(() => {
  observed.clear()
  const { observe, unobserve } = IntersectionObserver.prototype
  vi.spyOn(IntersectionObserver.prototype, 'observe').mockImplementation(function (
    this: IntersectionObserver,
    element,
  ) {
    observed.add(element)
    observe.call(this, element)
  })
  vi.spyOn(IntersectionObserver.prototype, 'unobserve').mockImplementation(function (
    this: IntersectionObserver,
    element,
  ) {
    observed.delete(element)
    unobserve.call(this, element)
  })
})

afterEach(() => {
  for (const stop of stops.splice(0)) stop()
  vi.restoreAllMocks()
  document.body.replaceChildren()
  window.scrollTo(0, 0)
})

interface LongList {
  readonly box: HTMLElement
  readonly rows: readonly HTMLElement[]
  isSeen(row: Element | undefined): boolean | undefined
  /** The rows that are visible and count as hidden. */
  frozen(): readonly (string | undefined)[]
}

/** A box of `count` watched rows of 20 px each, as soon as most of them are no longer observed. */
async function showLongList(style = '', before = ''): Promise<LongList> {
  const row = (_: unknown, index: number) =>
    `<p style="margin: 0; height: 20px" id="row-${index}">${index}</p>`
  document.body.innerHTML = `${before}<div id="box" style="${style}">${Array.from({ length: count }, row).join('')}</div>`
  const box = document.getElementById('box') as HTMLElement
  const rows = [...box.children] as HTMLElement[]
  const seen = new Map<Element, boolean>()
  for (const each of rows) stops.push(watchElement(each, (isSeen) => seen.set(each, isSeen)))
  const isVisible = (each: Element) => {
    const { left, top, width } = each.getBoundingClientRect()
    const middle = document.elementFromPoint(left + width / 2, top + 10)
    return middle === each
  }
  await expect.poll(() => observed.size).toBeLessThan(count / 2)
  return {
    box,
    rows,
    isSeen: (each) => each && seen.get(each),
    frozen: () => rows.filter((each) => isVisible(each) && !seen.get(each)).map(({ id }) => id),
  }
}

const visibleRows = ({ rows }: LongList) =>
  rows.filter((row) => document.elementFromPoint(20, row.getBoundingClientRect().top + 10) === row)

/** What is scrolled into view is reported within a few frames; a whole round of checks takes two seconds. */
const soon = { timeout: 1_000, interval: 20 }

describe('a long list', () => {
  it('is observed only near the viewport, and in small parts elsewhere', async () => {
    await showLongList()
    await expect.poll(() => observed.size).toBeLessThan(300)
  })

  it('is observed as a whole as long as it has few elements', async () => {
    // Until the last check of the list before.
    await new Promise((resolve) => setTimeout(resolve, 250))
    document.body.innerHTML = Array.from(
      { length: 100 },
      () => '<p style="height: 50px">1</p>',
    ).join('')
    for (const element of document.body.children) stops.push(watchElement(element, () => {}))
    const { length } = document.body.children
    await new Promise((resolve) => setTimeout(resolve, 250))
    expect(observed.size).toBe(length)
  })

  it.each([
    ['in one column', ''],
    ['in a grid that wraps', 'display: grid; grid-template-columns: repeat(3, 1fr)'],
    ['from the end to the start', 'display: flex; flex-direction: column-reverse'],
  ])('%s is seen wherever it is scrolled to', async (_, style) => {
    const list = await showLongList(style)
    for (const top of [5_000, 2_500, 6_000, 300, 0]) {
      window.scrollTo(0, top)
      expect(visibleRows(list).length).toBeGreaterThan(5)
      await expect.poll(list.frozen, soon).toEqual([])
    }
    window.scrollTo(0, document.body.scrollHeight)
    await expect.poll(list.frozen, soon).toEqual([])
  })

  it('in a box of its own is seen when that is scrolled', async () => {
    const list = await showLongList('height: 200px; overflow: auto')
    for (const top of [9_000, 4_321, 15_000, 0]) {
      list.box.scrollTop = top
      await expect.poll(list.frozen, soon).toEqual([])
    }
  })

  it('is seen when what is above it gets smaller, without a scroll', async () => {
    const list = await showLongList('', '<div id="above" style="height: 30000px"></div>')
    await expect.poll(() => observed.size).toBeLessThan(300)
    document.getElementById('above')?.remove()
    await expect.poll(list.frozen, soon).toEqual([])
    expect(list.isSeen(list.rows[0])).toBe(true)
  })

  it('is seen when it is shown after it was hidden', async () => {
    const list = await showLongList()
    list.box.style.display = 'none'
    await expect.poll(() => list.isSeen(list.rows[0])).toBe(false)
    list.box.style.display = 'block'
    await expect.poll(list.frozen, soon).toEqual([])
    await expect.poll(() => observed.size, { timeout: 5_000 }).toBeLessThan(300)
  })

  it('is seen in its new order when a script sorts it', async () => {
    const list = await showLongList()
    list.box.append(...[...list.rows].reverse())
    await expect.poll(list.frozen, soon).toEqual([])
    expect(list.isSeen(list.rows.at(-1))).toBe(true)
  })

  it('is neither measured nor observed after it was cancelled', async () => {
    await showLongList()
    for (const stop of stops.splice(0)) stop()
    expect(observed.size).toBe(0)
    const measure = vi.spyOn(Element.prototype, 'getBoundingClientRect')
    await new Promise((resolve) => setTimeout(resolve, 250))
    window.scrollTo(0, 500)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(measure).not.toHaveBeenCalled()
    expect(observed.size).toBe(0)
  })
})

describe('one element of a long list', () => {
  it('is seen after a script has moved it to the viewport', async () => {
    const list = await showLongList()
    const row = list.rows[777] as HTMLElement
    list.box.prepend(row)
    await expect.poll(() => list.isSeen(row), soon).toBe(true)
  })

  it('is seen after an element around it was moved to the viewport', async () => {
    const list = await showLongList()
    const [first, second] = [list.rows[777], list.rows[778]] as [HTMLElement, HTMLElement]
    const around = document.createElement('div')
    list.box.insertBefore(around, first)
    around.append(first, second)
    await expect.poll(() => observed.size).toBeLessThan(400)
    list.box.prepend(around)
    await expect.poll(() => list.isSeen(second), soon).toBe(true)
  })

  it('in a shadow tree is seen after the element around that was moved to the viewport', async () => {
    const { box, rows } = await showLongList()
    for (const stop of stops.splice(0)) stop()
    const seen = new Set<Element>()
    for (const row of rows) {
      const inside = document.createElement('b')
      inside.textContent = '1'
      row.attachShadow({ mode: 'open' }).append(inside)
      stops.push(watchElement(inside, (isSeen) => isSeen && seen.add(row)))
    }
    await expect.poll(() => observed.size).toBeLessThan(300)
    // Of different runs, one of which could be observed again in any case.
    const moved = rows.filter((_, index) => index > 200 && index % 70 === 0)
    box.prepend(...moved)
    await expect.poll(() => moved.filter((row) => !seen.has(row)).length, soon).toBe(0)
  })

  it('is seen within two seconds after it has left the others without being moved', async () => {
    const list = await showLongList()
    const row = list.rows[777] as HTMLElement
    row.style.cssText = 'position: fixed; top: 0; height: 20px'
    await expect.poll(() => list.isSeen(row), { timeout: 5_000 }).toBe(true)
  })

  it('is seen after the first and the last one of its run were removed', async () => {
    const list = await showLongList()
    const kept = list.rows.filter((_, index) => index < 40 || index % 64 > 2)
    list.rows.forEach((row, index) => {
      if (kept.includes(row)) return
      row.remove()
      stops[index]?.()
    })
    window.scrollTo(0, 7_000)
    await expect.poll(list.frozen, soon).toEqual([])
  })
})

describe('long lists of sections', () => {
  it('are seen wherever they are scrolled to, and so is what is in them', async () => {
    document.body.innerHTML = Array.from(
      { length: 600 },
      (_, index) => `<div data-sg-section style="height: 50px"><b id="n-${index}">1</b></div>`,
    ).join('')
    const seen = new Map<Element, boolean>()
    for (const number of document.querySelectorAll('b')) {
      stops.push(watchElement(number, (isSeen) => seen.set(number, isSeen)))
    }
    await expect.poll(() => observed.size).toBeLessThan(300)
    for (const top of [12_000, 25_000, 0]) {
      window.scrollTo(0, top)
      const number = document.getElementById(`n-${top / 50 + 2}`) as Element
      await expect.poll(() => seen.get(number), soon).toBe(true)
    }
  })
})
