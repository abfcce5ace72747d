/**
 * What a page costs while nothing is done with it: frames, and the processor time of its main thread, which other work
 * on the machine does not lengthen. Frames a second are what was left on the machine.
 */
import type { CDPSession, Page } from 'playwright'

export interface FrameCosts {
  readonly framesPerSecond: number
  readonly mainThreadMsPerSecond: number
  readonly scriptMsPerFrame: number
  readonly layoutMsPerSecond: number
  /** Of React: needs `countCommits` before the page was opened. */
  readonly commitsPerSecond: number
  /** The longest time between two frames, which other work on the machine lengthens. */
  readonly longestFrameMs: number
}

/** Measures for `durationMs`. `meanwhile` runs in between, for example to press what a user would. */
export async function measureFrames(
  page: Page,
  session: CDPSession,
  durationMs: number,
  meanwhile: () => Promise<void> = async () => {},
): Promise<FrameCosts> {
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const read = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return Object.fromEntries(metrics.map((metric) => [metric.name, metric.value]))
  }
  const before = await read()
  const counting = page.evaluate(
    (until) =>
      new Promise<{ frames: number; commits: number; seconds: number; longestMs: number }>(
        (done) => {
          const start = performance.now()
          const { commits } = window
          let frames = 0
          let lastMs = start
          let longestMs = 0
          const next = () => {
            const nowMs = performance.now()
            longestMs = Math.max(longestMs, nowMs - lastMs)
            lastMs = nowMs
            const seconds = (nowMs - start) / 1000
            if (seconds * 1000 >= until) {
              return done({ frames, commits: window.commits - commits, seconds, longestMs })
            }
            frames += 1
            requestAnimationFrame(next)
          }
          requestAnimationFrame(next)
        },
      ),
    durationMs,
  )
  await meanwhile()
  const counted = await counting
  const after = await read()
  const spentMs = (name: string) => ((after[name] ?? 0) - (before[name] ?? 0)) * 1000
  return {
    framesPerSecond: counted.frames / counted.seconds,
    mainThreadMsPerSecond: spentMs('TaskDuration') / counted.seconds,
    scriptMsPerFrame: spentMs('ScriptDuration') / Math.max(counted.frames, 1),
    layoutMsPerSecond:
      (spentMs('LayoutDuration') + spentMs('RecalcStyleDuration')) / counted.seconds,
    commitsPerSecond: counted.commits / counted.seconds,
    longestFrameMs: counted.longestMs,
  }
}
