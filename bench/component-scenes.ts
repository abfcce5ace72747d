/**
 * Measures pages with many components of one kind, in scenes that differ in how many there are: each page of a scene in turns
 * within one browser, so that a noisy machine affects all of them alike. The page without any component is measured
 * first, and subtracted from nodes and heap.
 *
 * BENCH_SCENE runs one of the scenes.
 */
import { loadavg } from 'node:os'
import type { Browser } from 'playwright'
import { withPage } from './chromium-pages.ts'
import { medians } from './main-thread.ts'
import { frameColumns, printTable } from './markdown-table.ts'

export interface ComponentScene {
  readonly title: string
  readonly count: number
  readonly pages: readonly string[]
}

interface ComponentSample {
  readonly nodes: number
  readonly heapKb: number
}

export interface ComponentBench<Scene extends ComponentScene> {
  /** Contains the `index.html`. */
  readonly folder: string
  /** The search parameter that chooses the page. */
  readonly parameter: string
  /** The page that is measured without components. */
  readonly emptyPage: string
  readonly scenes: Readonly<Record<string, Scene>>
  readonly measuredMs: number
  /** Columns of the table after those of `FrameCosts`. */
  readonly columns: Readonly<Record<string, string>>
  readonly sample: (browser: Browser, url: string, scene: Scene) => Promise<ComponentSample>
}

/** Measures the scenes one after the other, and prints a table for each. */
export async function measureComponents<Scene extends ComponentScene>(
  bench: ComponentBench<Scene>,
  rounds: number,
): Promise<void> {
  const only = process.env['BENCH_SCENE']
  await withPage(bench.folder, async (browser, url) => {
    for (const [name, scene] of Object.entries(bench.scenes)) {
      if (only !== undefined && only !== name) continue
      await measureScene(bench, scene, browser, url, rounds)
    }
  })
}

async function measureScene<Scene extends ComponentScene>(
  bench: ComponentBench<Scene>,
  scene: Scene,
  browser: Browser,
  url: string,
  rounds: number,
): Promise<void> {
  const { parameter, emptyPage, measuredMs, columns, sample } = bench
  const { title, count, pages } = scene
  const loadBefore = load()
  const empty = await sample(browser, `${url}?${parameter}=${emptyPage}&count=0`, scene)
  const samples: Record<string, ComponentSample[]> = {}
  for (let round = 0; round < rounds; round += 1) {
    for (const page of round % 2 === 0 ? pages : [...pages].reverse()) {
      samples[page] ??= []
      samples[page].push(await sample(browser, `${url}?${parameter}=${page}&count=${count}`, scene))
    }
  }
  printTable(
    `${title}, ${rounds} × ${measuredMs / 1000} s, load average ${loadBefore} before, ${load()} after`,
    Object.fromEntries(
      pages.map((page) => {
        const { nodes, heapKb, ...figures } = medians(samples[page] ?? [])
        const each = (whole: number, without: number) =>
          Math.round(((whole - without) / count) * 10) / 10
        return [
          page,
          { ...figures, nodes: each(nodes, empty.nodes), heapKb: each(heapKb, empty.heapKb) },
        ]
      }),
    ),
    { ...frameColumns, ...columns },
  )
}

const load = () => loadavg()[0]?.toFixed(1)
