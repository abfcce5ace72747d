/** Where a page's time goes: the functions with the most time of their own (`BENCH_PROFILE=1`). */
import type { Tab } from '../../test/support/tab-window.ts'

interface Profile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { functionName: string; url: string; lineNumber: number }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** Begins; the function returned prints what was found. */
export async function profileTab(tab: Tab, title: string): Promise<() => Promise<void>> {
  await tab.send('Profiler.enable')
  await tab.send('Profiler.setSamplingInterval', { interval: 500 })
  await tab.send('Profiler.start')
  return async () => {
    const { profile } = await tab.send<{ profile: Profile }>('Profiler.stop')
    const names = new Map(
      profile.nodes.map(({ id, callFrame: { functionName, lineNumber, url } }) => [
        id,
        `${functionName || '(anonymous)'} ${url.split('/').at(-1) ?? ''}:${lineNumber + 1}`,
      ]),
    )
    const selfMs = new Map<string, number>()
    for (const [index, id] of profile.samples.entries()) {
      const name = names.get(id) ?? '?'
      selfMs.set(name, (selfMs.get(name) ?? 0) + (profile.timeDeltas[index] ?? 0) / 1000)
    }
    console.log(`\n${title}: functions by time of their own`)
    const most = [...selfMs].sort((a, b) => b[1] - a[1]).slice(0, 30)
    for (const [name, ms] of most) console.log(`${ms.toFixed(0).padStart(8)} ms  ${name}`)
  }
}
