/**
 * Five thousand events a second for ten seconds into one page of ten components: ours, and two SSE
 * clients with `setState` per event, each in a fresh tab, in turns, fed with the same bytes.
 */
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import react from '@vitejs/plugin-react'
import { build } from 'vite'
import { openTabWindow, type Tab, type TabWindow } from '../../test/support/tab-window.ts'
import { until } from '../../test/support/until.ts'
import { measureMainThread, medians } from '../main-thread.ts'
import { profileTab } from './profile.ts'
import { type Firehose, openFirehose, type Sent } from './source.ts'
import type { FirehoseReport } from './witness.ts'

interface Sample {
  /** Sent and not applied, counted one by one. */
  readonly eventsLost: number
  /** Streams whose deposited or withdrawn amount is not what the events come to. */
  readonly wrongBalances: number
  readonly framesPerSecond: number
  readonly longestFrameMs: number
  readonly framesOver50Ms: number
  readonly longestTaskMs: number
  readonly taskMsPer1000Events: number
  readonly scriptMsPer1000Events: number
  readonly layoutMsPer1000Events: number
  /** From leaving the source to being part of what is rendered. */
  readonly medianDelayMs: number
  readonly longestDelayMs: number
}

const pages = ['streamgauge', 'eventsource', 'fetch-event-source'] as const
const perSecond = 5_000
const warmUpSeconds = 2
const outDir = resolve('.tmp/bench-firehose')
const isProfiled = process.env['BENCH_PROFILE'] === '1'

export async function measureFirehose(seconds = 10, rounds = 3): Promise<void> {
  await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'error',
    plugins: [react()],
    // A profile wants names.
    build: { outDir, emptyOutDir: true, minify: !isProfiled },
  })
  const firehose = await openFirehose(outDir, perSecond * (seconds + warmUpSeconds))
  const window = await openTabWindow({ args: ['--window-size=1280,900'] })
  try {
    const samples: Record<(typeof pages)[number], Sample[]> = {
      streamgauge: [],
      eventsource: [],
      'fetch-event-source': [],
    }
    for (let round = 0; round < rounds; round += 1) {
      const order = pages.map((_, index) => pages[(index + round) % pages.length] ?? 'streamgauge')
      for (const page of order) samples[page].push(await sample(window, firehose, page, seconds))
    }
    console.log(
      `\n${perSecond} events/s of ${firehose.eventBytes} bytes for ${seconds} s into ten components, ` +
        `medians of ${rounds}`,
    )
    const results = pages.map((page) => [page, medians(samples[page])] as const)
    const names = Object.keys(results[0]?.[1] ?? {}) as (keyof Sample)[]
    console.table(
      Object.fromEntries(
        names.map((name) => [
          name,
          Object.fromEntries(results.map(([page, figures]) => [page, figures[name]])),
        ]),
      ),
    )
  } finally {
    await window.close()
    await firehose.close()
  }
}

async function sample(
  window: TabWindow,
  firehose: Firehose,
  page: string,
  seconds: number,
): Promise<Sample> {
  firehose.rewind()
  const tab = await window.openTab(`${firehose.url}/?page=${page}`)
  await firehose.subscribed()
  // The greeting and the first render are not what is measured, nor is code that is still cold.
  await sleep(1_000)
  const { count: warmUp } = await firehose.send(perSecond, warmUpSeconds)
  await untilApplied(tab, warmUp)
  await tab.send('HeapProfiler.collectGarbage')
  await sleep(500)

  const finishProfile = isProfiled ? await profileTab(tab, page) : null
  const finish = await measureMainThread(tab)
  await tab.ask('firehose.watch()')
  const sent = await firehose.send(perSecond, seconds)
  // A peer that is behind may catch up: late events are not lost.
  await untilApplied(tab, sent.count).catch(() => {})
  const costs = await finish()
  await finishProfile?.()
  const report = await tab.ask<FirehoseReport>('firehose.report()')
  await tab.close()

  const intervals = report.frames.slice(1).map((atMs, index) => atMs - (report.frames[index] ?? 0))
  const delays = delaysOf(sent, report).sort((a, b) => a - b)
  const thousands = (sent.count - warmUp) / 1000
  const expected = firehose.balances()
  const spanMs = (report.frames.at(-1) ?? 0) - (report.frames[0] ?? 0)
  return {
    eventsLost: sent.count - report.applied,
    wrongBalances: Object.keys(expected).filter((id) => expected[id] !== report.balances[id])
      .length,
    framesPerSecond: (intervals.length * 1000) / spanMs,
    longestFrameMs: Math.max(...intervals),
    framesOver50Ms: intervals.filter((ms) => ms > 50).length,
    longestTaskMs: report.longestTaskMs,
    taskMsPer1000Events: costs.taskMs / thousands,
    scriptMsPer1000Events: costs.scriptMs / thousands,
    layoutMsPer1000Events: costs.layoutMs / thousands,
    medianDelayMs: delays[Math.floor(delays.length / 2)] ?? Number.NaN,
    longestDelayMs: delays.at(-1) ?? Number.NaN,
  }
}

const untilApplied = (tab: Tab, count: number) =>
  until(
    async () => (await tab.ask<number>('firehose.applied()')) >= count,
    20_000,
    `${count} events are applied`,
  )

/** For each chunk that left: how long until the page had come so far. */
function delaysOf(sent: Sent, { progress }: FirehoseReport): number[] {
  let at = 0
  return sent.departures.flatMap(([count, leftAtMs]) => {
    while (at < progress.length && (progress[at]?.[0] ?? 0) < count) at += 1
    const reached = progress[at]
    return reached ? [reached[1] - leftAtMs] : []
  })
}
