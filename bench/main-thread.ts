/** What a page costs its main thread, as Chromium counts it, and how figures of several runs are put together. */

/** A session of Chromium's debugging protocol, however it was opened. */
export interface DebuggingSession {
  send(method: 'Performance.enable'): Promise<unknown>
  send(
    method: 'Performance.getMetrics',
  ): Promise<{ metrics: readonly { readonly name: string; readonly value: number }[] }>
}

export interface MainThreadCosts {
  readonly seconds: number
  readonly taskMs: number
  readonly scriptMs: number
  /** Layout and style together. */
  readonly layoutMs: number
}

/** Begins to count; the function returned says what was spent since. */
export async function measureMainThread(
  session: DebuggingSession,
): Promise<() => Promise<MainThreadCosts>> {
  await session.send('Performance.enable')
  const read = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
  }
  const before = await read()
  return async () => {
    const after = await read()
    const spent = (name: string) => (after[name] ?? 0) - (before[name] ?? 0)
    return {
      seconds: spent('Timestamp'),
      taskMs: spent('TaskDuration') * 1000,
      scriptMs: spent('ScriptDuration') * 1000,
      layoutMs: (spent('LayoutDuration') + spent('RecalcStyleDuration')) * 1000,
    }
  }
}

/** Of each figure its median, to one decimal. */
export function medians<Sample extends object>(samples: readonly Sample[]): Sample {
  const names = Object.keys(samples[0] ?? {}) as (keyof Sample)[]
  const middle = (name: keyof Sample) => {
    const sorted = samples.map((sample) => Number(sample[name])).sort((a, b) => a - b)
    const half = sorted.length / 2
    const value = ((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2
    return Math.round(value * 10) / 10
  }
  return Object.fromEntries(names.map((name) => [name, middle(name)])) as Sample
}
