/**
 * Numbers in the size of text, next to peers: 1,000 that are all in view, and 5,000 and 10,000 with at most 500 in view. `floor`
 * writes 10,000 text nodes a second without React, `floor-rare` 1,000. Times are processor time of the main thread, which
 * other work on the machine does not lengthen; frames a second are what was left on the machine.
 *
 * BENCH_SCENE (`visible`, `long`, `longer`) runs one of them.
 */
import type { Browser, Page } from 'playwright'
import { countCommits } from '../chromium-pages.ts'
import { type ComponentScene, measureComponents } from '../component-scenes.ts'
import { measureFrames } from '../frame-costs.ts'
import { countNodes, heapKb } from '../page-memory.ts'

interface Scene extends ComponentScene {
  /** Of the viewport: twenty pixels are ten numbers. */
  readonly height: number
}

const scenes: Readonly<Record<string, Scene>> = {
  visible: {
    title: '1,000 numbers, all in view',
    count: 1_000,
    height: 2_000,
    pages: [
      'plain',
      'every-change',
      'tuned',
      'floor',
      'floor-rare',
      'flowfi',
      'superfluid',
      'number-flow',
    ],
  },
  long: {
    title: '5,000 numbers, 500 in view',
    count: 5_000,
    height: 1_000,
    pages: ['plain', 'tuned'],
  },
  longer: {
    title: '10,000 numbers, 500 in view',
    count: 10_000,
    height: 1_000,
    pages: ['plain', 'list', 'tuned'],
  },
}

const warmUpMs = 2_000
const measuredMs = 3_000

export const measureNumbers = (rounds = 1): Promise<void> =>
  measureComponents(
    {
      folder: import.meta.dirname,
      parameter: 'numbers',
      emptyPage: 'plain',
      scenes,
      measuredMs,
      columns: {
        writesPerSecond: 'texts written/s',
        nodes: 'nodes a number',
        heapKb: 'KB heap a number',
      },
      sample,
    },
    rounds,
  )

async function sample(browser: Browser, url: string, { height }: Scene) {
  const page = await browser.newPage({ viewport: { width: 1600, height } })
  await countCommits(page)
  await page.goto(url)
  await page.waitForFunction(
    (count) => document.querySelectorAll('.cell').length >= count,
    Number(new URL(url).searchParams.get('count')),
    { timeout: 120_000 },
  )
  await page.waitForTimeout(warmUpMs)
  const session = await page.context().newCDPSession(page)
  const costs = await measureFrames(page, session, measuredMs)
  const writesPerSecond = await countTexts(page)
  const heap = await heapKb(session)
  const nodes = await countNodes(page)
  await page.close()
  return { ...costs, writesPerSecond, nodes, heapKb: heap }
}

/** Texts that become others within a second. Not counted while costs are measured, since observing them has its own. */
function countTexts(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((done) => {
        let count = 0
        const observer = new MutationObserver((records) => {
          count += records.length
        })
        observer.observe(document.body, { characterData: true, childList: true, subtree: true })
        const start = performance.now()
        setTimeout(() => {
          observer.disconnect()
          done((count * 1000) / (performance.now() - start))
        }, 1_000)
      }),
  )
}
