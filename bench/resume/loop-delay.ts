/**
 * Loaded into the server that is measured, with `--import`: writes how long its event loop was blocked into
 * `LOOP_DELAY_FILE` each time the process receives SIGUSR2, and begins again.
 */
import { writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Milliseconds beyond the resolution of the timer that measures them. */
export interface LoopDelay {
  readonly p99Ms: number
  readonly maxMs: number
}

const resolutionMs = 5
const file = process.env['LOOP_DELAY_FILE']
const delays = monitorEventLoopDelay({ resolution: resolutionMs })
delays.enable()

process.on('SIGUSR2', () => {
  const inMs = (nanoseconds: number) =>
    Math.max(0, Math.round(nanoseconds / 1e5) / 10 - resolutionMs)
  const delay: LoopDelay = { p99Ms: inMs(delays.percentile(99)), maxMs: inMs(delays.max) }
  if (file !== undefined) writeFileSync(file, JSON.stringify(delay))
  delays.reset()
})
