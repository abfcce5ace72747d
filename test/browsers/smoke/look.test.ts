/** What engines paint themselves, and would paint unlike the rest of the page. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SpawnedServer, spawnServer } from '../../support/spawn.ts'
import { until } from '../../support/until.ts'
import { browserName, createVisits, type Visitor, type Visits } from './visitor.ts'

let visits: Visits
let server: SpawnedServer
let page: Visitor

beforeAll(async () => {
  ;[visits, server] = await Promise.all([
    createVisits(),
    spawnServer({ env: { LOG: 'memory', SIMULATE: 'payroll' } }),
  ])
  page = await visits.visit(`http://localhost:${server.port}/#/streams`)
  await page.untilLive()
  await page.pressButton('.title-row', 'New stream')
  await until(
    () => page.ask<boolean>(`document.querySelector('dialog[open] select') !== null`),
    10_000,
    'the form is open',
  )
})

afterAll(async () => {
  await visits?.close()
  await server?.stop()
})

describe(`in ${browserName}, the page`, () => {
  it('has a header whose parts do not overlap', async () => {
    const overlaps = await page.ask<readonly string[]>(`(() => {
      const parts = [...document.querySelectorAll('.page-head :is(select, .page-badge, fieldset)')]
      const boxes = parts.map((part) => [part.className || part.localName, part.getBoundingClientRect()])
      return boxes.flatMap(([name, box], index) =>
        boxes.slice(index + 1).flatMap(([other, next]) =>
          box.right > next.left && next.right > box.left && box.bottom > next.top && next.bottom > box.top
            ? [name + ' and ' + other] : []))
    })()`)
    expect(overlaps).toEqual([])
  })

  it('has selects with a custom arrow', async () => {
    const looks = await page.ask<readonly string[]>(
      `[...document.querySelectorAll('select')].map((select) => getComputedStyle(select).appearance)`,
    )
    expect([...new Set(looks)]).toEqual(['none'])
  })

  it('shows no time where none was chosen', async () => {
    // The style of the part that shows it cannot be read in WebKit.
    const opacity = await page.ask<string>(
      `getComputedStyle(document.querySelector('[type="datetime-local"]'))
        .getPropertyValue('--_sg-time-opacity')`,
    )
    // The others show dashes there.
    expect(opacity).toBe(browserName === 'webkit' ? '0' : '')
  })

  it('has scroll bars in the colours of its theme', async () => {
    const list = `document.querySelector('.page-aside .sg-feed__list')`
    await until(() => page.ask<boolean>(`${list} !== null`), 20_000, 'something has happened')
    expect(await page.ask<string>(`getComputedStyle(${list}).scrollbarColor`)).not.toBe('auto')
  })

  it('fills the bars of a table as far as their values say', async () => {
    await page.goTo(`http://localhost:${server.port}/#/`)
    const bars = `[...document.querySelectorAll('.sg-stream-table .sg-progress')].map((bar) => {
      const value = Number(bar.style.getPropertyValue('--_sg-progress-value'))
      const fill = bar.querySelector('.sg-progress__streamed')
      const track = fill.parentElement.getBoundingClientRect()
      const isPainted = getComputedStyle(fill).backgroundColor !== 'rgba(0, 0, 0, 0)'
      return { value, isPainted, off: fill.getBoundingClientRect().right - track.left - value * track.width }
    })`
    type Bar = { readonly value: number; readonly isPainted: boolean; readonly off: number }
    await until(
      async () => {
        const shown = await page.ask<readonly Bar[]>(bars)
        return (
          shown.some(({ value }) => value > 0.05) &&
          shown.every(({ isPainted, off }) => isPainted && Math.abs(off) < 1)
        )
      },
      20_000,
      'the bars are filled',
    )
  })
})
