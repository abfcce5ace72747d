/**
 * Loaded into a server that is measured, with `--import`: writes how long its event loop was blocked into
 * `LOOP_WATCH_FILE` each time the process receives SIGUSR2, and begins again.
 *
 * A timer compares two of its ticks. The time that has passed counts what the operating system gave to other processes
 * as well; the CPU time of the thread does not, so it can be compared between busy machines. It lacks pauses in which
 * the thread waits for the helpers of the garbage collector.
 */
import { writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

/** Milliseconds from one tick to the next. */
export interface BlockedTimes {
  /** Beyond the period of the ticks. */
  readonly wall: { readonly p99Ms: number; readonly maxMs: number }
  /** With what the thread did before, in the same period: at most 5 ms more than its longest turn. */
  readonly cpu: { readonly p99Ms: number; readonly maxMs: number }
  /** Of the thread, since the times were read before. */
  readonly totalCpuMs: number
}

export const tickMs = 5

// The thread of the database is started with the same options.
if (isMainThread) watch(process.env['LOOP_WATCH_FILE'])

function watch(file: string | undefined): void {
  if (file === undefined) return
  let wallMs: number[] = []
  let cpuMs: number[] = []
  let tickedAtMs = performance.now()
  let cpuAtMs = threadCpuMs()
  setInterval(() => {
    const nowMs = performance.now()
    const nowCpuMs = threadCpuMs()
    wallMs.push(Math.max(0, nowMs - tickedAtMs - tickMs))
    cpuMs.push(nowCpuMs - cpuAtMs)
    tickedAtMs = nowMs
    cpuAtMs = nowCpuMs
  }, tickMs).unref()
  process.on('SIGUSR2', () => {
    const totalCpuMs = Math.round(cpuMs.reduce((sum, each) => sum + each, 0))
    const times: BlockedTimes = { wall: summary(wallMs), cpu: summary(cpuMs), totalCpuMs }
    wallMs = []
    cpuMs = []
    writeFileSync(file, JSON.stringify(times))
    // What this has taken is not the server's.
    tickedAtMs = performance.now()
    cpuAtMs = threadCpuMs()
  })
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

function summary(values: readonly number[]): BlockedTimes['wall'] {
  const sorted = [...values].sort((one, other) => one - other)
  const rank = (part: number) => sorted[Math.floor((sorted.length - 1) * part)] ?? 0
  const round = (ms: number) => Math.round(ms * 10) / 10
  return { p99Ms: round(rank(0.99)), maxMs: round(rank(1)) }
}
