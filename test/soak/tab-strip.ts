/**
 * The tabs of a soak: opens them through a network that may tear the page itself, keeps their number,
 * and takes the testimony of each before it ends. Does not choose who ends.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Position } from '../../src/protocol/index.ts'
import type { Tab, TabWindow } from '../support/tab-window.ts'
import type { TabReport } from './page/main.ts'

export interface OpenTab {
  readonly name: string
  readonly tab: Tab
  readonly openedAtMs: number
  /** Stays to the end, so that there is a heap to compare. */
  readonly isSpared: boolean
}

export interface TabOutcome extends TabReport {
  readonly name: string
  readonly ended: 'closed' | 'crashed' | 'reloaded' | 'at the end'
  readonly seconds: number
  /** One sentence per broken promise. */
  readonly faults: readonly string[]
  /** JavaScript heap after the warm-up and at the end, without the record; null for who missed one. */
  readonly heapBytes: readonly [before: number, after: number] | null
}

export interface TabStrip {
  open(): readonly OpenTab[]
  /** Those that may be ended. */
  mortal(): readonly OpenTab[]
  /** The one that holds the connection for all; null when the tabs do not share. */
  leader(): Promise<OpenTab | null>
  add(isSpared: boolean): Promise<void>
  /** Ends one, and opens another in its place. */
  end(victim: OpenTab, how: 'closed' | 'crashed'): Promise<void>
  /** Reloads its page, with what the storage of the tab has kept. */
  reload(victim: OpenTab): Promise<void>
  /** Records the current heap sizes, to compare the last ones with. */
  weigh(): Promise<void>
  /** The testimony of all who are left. */
  finish(): Promise<void>
  readonly outcomes: readonly TabOutcome[]
}

export function createTabStrip(
  window: TabWindow,
  url: string,
  log: () => readonly Position[],
): TabStrip {
  let tabs: readonly OpenTab[] = []
  let opened = 0
  const outcomes: TabOutcome[] = []
  const heaps = new Map<OpenTab, number>()

  const ask = (tab: Tab) => tab.ask<TabReport>('soak.report()')

  async function testify(open: OpenTab, ended: TabOutcome['ended']): Promise<void> {
    const report = await open.tab.ask<TabReport>('soak.seal()')
    const all = log()
    // Who ends before the others is asked about what had come by then.
    const offsets = all.map(({ offset }) => offset).filter((offset) => offset <= report.last)
    const faults = await open.tab.ask<readonly string[]>(
      `soak.faults(${JSON.stringify(all[0]?.epoch)}, ${JSON.stringify(offsets)})`,
    )
    const before = heaps.get(open)
    await open.tab.ask('soak.forget()')
    const after = ended === 'at the end' ? await settledHeapBytes(open.tab) : null
    outcomes.push({
      ...report,
      name: open.name,
      ended,
      seconds: Math.round((Date.now() - open.openedAtMs) / 1000),
      faults: [...faults, ...open.tab.exceptions, ...brokenPromises(report)],
      heapBytes: before !== undefined && after !== null ? [before, after] : null,
    })
  }

  const strip: TabStrip = {
    outcomes,
    open: () => tabs,
    mortal: () => tabs.filter((open) => !open.isSpared),
    async leader() {
      for (const open of tabs) if ((await ask(open.tab)).transport === 'leader') return open
      return null
    },
    async add(isSpared) {
      opened += 1
      const open = {
        name: `tab ${opened}`,
        tab: await window.openTab(url),
        openedAtMs: Date.now(),
        isSpared,
      }
      await untilLoaded(open.tab, url)
      tabs = [...tabs, open]
    },
    async end(victim, how) {
      tabs = tabs.filter((open) => open !== victim)
      await testify(victim, how)
      await (how === 'closed' ? victim.tab.close() : victim.tab.crash())
      await strip.add(false)
    },
    async reload(victim) {
      tabs = tabs.filter((open) => open !== victim)
      await testify(victim, 'reloaded')
      // The old document may still answer while the new one is on its way.
      await victim.tab.ask('delete window.soak')
      victim.tab.navigate(url)
      await untilLoaded(victim.tab, url)
      opened += 1
      const { tab } = victim
      tabs = [...tabs, { name: `tab ${opened}`, tab, openedAtMs: Date.now(), isSpared: false }]
    },
    async weigh() {
      for (const open of tabs) heaps.set(open, await open.tab.heapBytes())
    },
    async finish() {
      for (const open of tabs) await testify(open, 'at the end')
    },
  }
  return strip
}

/** The least of three measurements: what is held for the answer that came last is no growth, and goes. */
async function settledHeapBytes(tab: Tab): Promise<number> {
  let least = await tab.heapBytes()
  for (let again = 0; again < 2; again += 1) {
    await sleep(500)
    least = Math.min(least, await tab.heapBytes())
  }
  return least
}

/** The page comes through the same proxy as the feed: it may be torn, or stuck for good. */
async function untilLoaded(tab: Tab, url: string): Promise<void> {
  for (let attempt = 1; attempt <= 20; attempt += 1) {
    const endsAtMs = Date.now() + 5_000
    while (Date.now() < endsAtMs) {
      const isLoaded = await Promise.race([
        // Between two documents there is no page to ask.
        tab.ask<boolean>(`'soak' in window`).catch(() => false),
        sleep(5_000).then(() => false),
      ])
      if (isLoaded) return
      await sleep(100)
    }
    tab.navigate(url)
  }
  throw new Error('The page of the soak did not load in twenty attempts.')
}

function brokenPromises(report: TabReport): readonly string[] {
  const { resets, invalidEvents, unknownEvents, statuses } = report
  return [
    ...(resets > 0 ? [`${resets} resets of a log that was never replaced`] : []),
    ...(invalidEvents > 0 ? [`${invalidEvents} events were not understood`] : []),
    ...(unknownEvents > 0 ? [`${unknownEvents} events were of no known type`] : []),
    ...Object.keys(statuses).filter((status) => status.startsWith('failed')),
  ]
}
