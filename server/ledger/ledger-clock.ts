/**
 * The time of a ledger. It starts with the time of the wall clock and continues with the monotonic clock, so that it
 * does not jump when the wall clock is set. It follows the wall clock slowly. If the two differ by more than a
 * correction explains, either may be wrong: time continues, and commands are refused.
 *
 *   sure ──── more than 5 s apart ────► stepped        a newest event more than 60 s ahead ──► behind
 *    ▲                                     │                                                   │
 *    └──────── agree again, or restart ────┴──────────────── the time has come ────────────────┘
 *
 * K1 Seconds never decrease, not even below the newest event of an earlier or another process.
 * K2 Time runs at 0.9 to 1.1 times the monotonic clock.
 * K3 Events more than 60 s ahead are not followed: that would make the effect of a wrong clock permanent.
 */
import type { Clock } from '../../src/platform/ports.ts'
import { type Logger, silentLogger } from '../ops/logger.ts'
import { LedgerError } from './errors.ts'

/**
 * What happens when the wall clock is set while the ledger runs. `refuse`: commands are refused while it differs from
 * the ledger's clock by more than 5 s. `follow`: the ledger follows it, but its seconds never decrease; for backends
 * inside a page, whose monotonic clock may stop while the computer sleeps.
 */
export type ClockSteps = 'refuse' | 'follow'

/**
 * Whether the ledger accepts commands (`sure`), or why not. `stepped`: the wall clock was set by more than 5 s while
 * the ledger ran. `behind`: the newest event is more than 60 s ahead of the clock.
 */
export type ClockState = 'sure' | 'stepped' | 'behind'

export interface LedgerClock {
  /** Unix milliseconds; may go back, but for less than the corrections of K2. */
  nowMs(): number
  /** Unix seconds; never less than before. */
  nowSeconds(): number
  /** The second of a command. @throws LedgerError `clock_unsure` */
  commandSecond(): number
  /** The same, and not before `second`, which another process may have written. @throws LedgerError `clock_unsure` */
  commandSecondFrom(second: number): number
  /** An event of this second is in the log. */
  passed(second: number): void
  state(): ClockState
  /** Called before a process starts. @throws LedgerError `clock_unsure`, with what to do about it */
  checkStart(): void
}

const stepMs = 5_000
const aheadSeconds = 60
/** How much of the time that has passed a correction may be. */
const correctedPart = 0.1

export function createLedgerClock(options: {
  readonly clock: Clock
  readonly steps?: ClockSteps
  readonly logger?: Logger
}): LedgerClock {
  const { clock, steps = 'refuse', logger = silentLogger } = options
  let readAtMs = clock.monotonicMs()
  /** Ledger time less monotonic time. */
  let offsetMs = clock.nowMs() - readAtMs
  let apartMs = 0
  let latestSecond = 0
  let newestEventSecond = 0
  let reported: ClockState = 'sure'

  function nowMs(): number {
    if (steps === 'follow') return clock.nowMs()
    const monotonicMs = clock.monotonicMs()
    apartMs = clock.nowMs() - (monotonicMs + offsetMs)
    if (Math.abs(apartMs) <= stepMs) {
      const mostMs = Math.max(0, monotonicMs - readAtMs) * correctedPart
      offsetMs += Math.max(-mostMs, Math.min(mostMs, apartMs))
    }
    readAtMs = monotonicMs
    return monotonicMs + offsetMs
  }

  function isTooFar(second: number, nowSecond: number): boolean {
    return steps === 'refuse' && second - nowSecond > aheadSeconds
  }

  function nowSeconds(): number {
    const second = Math.floor(nowMs() / 1_000)
    const newest = isTooFar(newestEventSecond, second) ? 0 : newestEventSecond
    latestSecond = Math.max(latestSecond, second, newest)
    return latestSecond
  }

  function state(): ClockState {
    const second = Math.floor(nowMs() / 1_000)
    const isStepped = steps === 'refuse' && Math.abs(apartMs) > stepMs
    const now = isStepped ? 'stepped' : isTooFar(newestEventSecond, second) ? 'behind' : 'sure'
    if (now === reported) return now
    reported = now
    if (now === 'sure') logger.warn({}, 'the ledger is sure of the time again')
    else logger.error({ state: now, reason: reasonFor(now) }, 'the ledger refuses commands')
    return now
  }

  function reasonFor(unsure: ClockState): string {
    if (unsure === 'stepped') {
      return (
        `the clock of the server was moved by ${Math.round(apartMs / 1_000)} s while it ran. ` +
        'Set the clock back; if it is right now, restart the server.'
      )
    }
    const second = Math.floor(nowMs() / 1_000)
    return (
      `the newest event in the ledger is of ${dateOf(newestEventSecond)}, ` +
      `${newestEventSecond - second} s ahead of the clock of the server, which shows ${dateOf(second)}. ` +
      'Correct the clock. If it is right, the event was written while it was wrong: restore a backup ' +
      'from before, or begin a new ledger.'
    )
  }

  function commandSecond(): number {
    const now = state()
    if (now === 'sure') return nowSeconds()
    throw new LedgerError(
      'clock_unsure',
      'The command was refused: the clock of the server was moved, so the ledger is not sure of the time. ' +
        'Try again later.',
    )
  }

  return {
    nowMs,
    nowSeconds,
    commandSecond,
    commandSecondFrom(least) {
      const second = commandSecond()
      if (!isTooFar(least, second)) return Math.max(second, least)
      throw new LedgerError(
        'clock_unsure',
        `The command was refused: the stream was paused at ${dateOf(least)}, which is ahead of the clock of the ` +
          'server. Try again then.',
      )
    },
    passed(second) {
      newestEventSecond = Math.max(newestEventSecond, second)
    },
    state,
    checkStart() {
      const now = state()
      if (now === 'sure') return
      throw new LedgerError('clock_unsure', `The ledger is not sure of the time: ${reasonFor(now)}`)
    },
  }
}

/** As an ISO date, without throwing for seconds that a `Date` cannot hold. */
function dateOf(second: number): string {
  const date = new Date(second * 1_000)
  return Number.isNaN(date.getTime()) ? `second ${second}` : date.toISOString()
}
