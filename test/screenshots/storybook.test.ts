/**
 * The built Storybook: its toolbar, and with STORYBOOK_PAGES=1 every page of documentation, and every widget in all of its
 * states and themes under axe. Runs in `npm run test:long -- screenshots`, which builds Storybook before.
 */
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { widgets } from '../../src/widgets/registry.ts'
import {
  type BuiltStorybook,
  launchDrawingBrowser,
  newStillContext,
  openStory,
  serveStorybook,
  storyUrl,
} from './storybook.ts'

let storybook: BuiltStorybook
let browser: Browser
let context: BrowserContext
let page: Page

beforeAll(async () => {
  storybook = await serveStorybook()
  browser = await launchDrawingBrowser()
  context = await newStillContext(browser, 1280)
  page = await context.newPage()
})
afterAll(async () => {
  await browser?.close()
  await storybook?.close()
})

const idOf = (name: string, ending: string) =>
  storybook.entries.find(
    ({ title, id }) => title.endsWith(`/${name}`) && id.endsWith(`--${ending}`),
  )?.id ?? `${name} has no ${ending}`

/** Two minutes more: stories have axe in `npm test` as well, in the light theme. */
const isWhole = process.env['STORYBOOK_PAGES'] === '1'

describe.runIf(isWhole)('the documentation', () => {
  it.each(widgets.map(({ name }) => name))('of %s has all of its sections', async (name) => {
    const problems: string[] = []
    const listen = (error: Error) => problems.push(error.message)
    page.on('pageerror', listen)
    await page.goto(storyUrl(storybook, idOf(name, 'docs'), { isDocs: true }))
    await page.locator('.matrix__cell').first().waitFor()
    expect(await page.locator('#storybook-docs h1').allInnerTexts()).toEqual([name])
    const sections = await page.locator('.sbdocs h2').allInnerTexts()
    expect(sections).toEqual(
      expect.arrayContaining(['States', 'Parts', 'Variables', 'Accessibility']),
    )
    expect(await page.locator('.matrix__name').allInnerTexts()).toHaveLength(
      widgets.find((widget) => widget.name === name)?.states.length ?? 0,
    )
    page.off('pageerror', listen)
    expect(problems).toEqual([])
  })

  it('has an introduction that links to every widget', async () => {
    await page.goto(storyUrl(storybook, 'introduction--docs', { isDocs: true }))
    await page.locator('#storybook-docs h1').waitFor()
    const links = await page
      .locator('td a')
      .evaluateAll((all) =>
        all.map((link) => new URL((link as HTMLAnchorElement).href).searchParams.get('path')),
      )
    expect(links).toEqual(widgets.map(({ name }) => `/docs/${idOf(name, 'docs')}`))
  })
})

describe.runIf(isWhole)('axe', () => {
  const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

  async function violations(): Promise<readonly string[]> {
    // Colours of what was not painted yet are not those that it will have.
    await page.addStyleTag({ content: '* { content-visibility: visible !important }' })
    await page.addScriptTag({ path: source })
    const found = await page.evaluate(() => {
      const { axe } = globalThis as unknown as {
        readonly axe: { run(root: string, options: object): Promise<AxeResults> }
      }
      // Every state is a part of the same page here, so landmarks repeat.
      const rules = Object.fromEntries(
        ['region', 'landmark-unique', 'landmark-no-duplicate-main'].map((id) => [
          id,
          { enabled: false },
        ]),
      )
      // Storybook runs it as well when a story is shown, and it runs once at a time.
      const run = async (): Promise<AxeResults> => {
        try {
          return await axe.run('#storybook-root', { rules, resultTypes: ['violations'] })
        } catch (error) {
          if (!String(error).includes('already running')) throw error
          await new Promise(requestAnimationFrame)
          return await run()
        }
      }
      return run()
    })
    return found.violations.map(
      ({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
    )
  }

  it.each(widgets.map(({ name }) => name))(
    'finds nothing in %s, in all states, themes and densities',
    async (name) => {
      await openStory(page, storyUrl(storybook, idOf(name, 'all-states')))
      expect(await violations()).toEqual([])
    },
  )

  it('finds nothing in the compositions and interactions in the dark theme', async () => {
    const stories = storybook.entries.filter(
      ({ title, type }) => type === 'story' && /^(Compositions|Interactions)$/.test(title),
    )
    expect(stories.length).toBeGreaterThan(8)
    for (const { id } of stories) {
      await openStory(page, storyUrl(storybook, id, { globals: 'theme:dark' }))
      expect(await violations(), id).toEqual([])
    }
  })
})

describe('the toolbar', () => {
  const balance = () => page.locator('.sg-balance__value').innerText()
  const open = async (globals: string) => {
    const id = idOf('FlowingBalance', 'streaming')
    await openStory(page, storyUrl(storybook, id, { globals }))
    await page.locator('.sg-balance__value').waitFor()
  }

  const passFrames = () =>
    page.evaluate(async () => {
      for (let frame = 0; frame < 60; frame += 1) await new Promise(requestAnimationFrame)
    })

  it('holds the clock by default, so that a story is the same every time', async () => {
    await open('theme:light')
    const before = await balance()
    await passFrames()
    expect(await balance()).toBe(before)
    expect(before).toContain('749.99')
  })

  it('lets time pass sixty times as fast', async () => {
    await open('clock:60x')
    await expect.poll(balance, { timeout: 30_000 }).toMatch(/^75\d\./)
  })

  it('shows a story later', async () => {
    await open('at:3600')
    expect(await balance()).toMatch(/^756\.9/)
  })

  it('moves the clock by its buttons, and back by its slider', async () => {
    const manager = await context.newPage()
    await manager.goto(`${storybook.url}?path=/story/${idOf('FlowingBalance', 'streaming')}`)
    const value = manager.frameLocator('#storybook-preview-iframe').locator('.sg-balance__value')
    await value.waitFor()
    const text = () => value.innerText()
    await manager.getByRole('button', { name: '+1 h' }).click()
    await expect.poll(text, { timeout: 30_000 }).toMatch(/^756\.9/)
    await manager.getByRole('slider', { name: /Later/ }).fill('0')
    await expect.poll(text, { timeout: 30_000 }).toContain('749.99')
    await manager.getByRole('button', { name: '60×' }).click()
    await expect.poll(text, { timeout: 30_000 }).toMatch(/^75\d\./)
    await manager.close()
  })

  it('replaces the connection of a story', async () => {
    await open('connection:offline')
    await expect
      .poll(() => page.locator('.sg-balance').getAttribute('data-freshness'))
      .toBe('offline')
    await open('connection:live')
    await expect.poll(() => page.locator('.sg-balance').getAttribute('data-freshness')).toBe('live')
  })

  it('stops numbers, as the control of a page does', async () => {
    await open('clock:60x;motion:paused')
    const before = await balance()
    await passFrames()
    expect(await balance()).toBe(before)
  })
})
