/**
 * Whether this server should get traffic. `/healthz` says that the event loop turns; `/readyz` says
 * that an event really goes round: it appends a probe to a log of its own and waits until the tail
 * brings it back. A check that only asks whether things are connected stays green while nothing is
 * delivered.
 */

import type { Cancel, Clock, Random, Timers } from '../../src/platform/ports.ts'
import type { EventLog } from '../log/event-log.ts'

/** Why a server is not ready. */
export type NotReady = 'draining' | 'log_unavailable' | 'probe_lost'

/** The probe. */
export interface ReadinessProbe {
  /** `null`: ready. The answer is at most two seconds old. */
  check(): Promise<NotReady | null>
}

/** A name that no feed can have. */
const probeLog = '.readiness'
const freshMs = 2_000
const lostMs = 2_000

/** @param options.isDraining asked every time: a goodbye must be seen at once. */
export function createReadinessProbe(options: {
  readonly log: EventLog
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly isDraining: () => boolean
}): ReadinessProbe {
  const { log, clock, timers, random, isDraining } = options
  let known: { readonly atMs: number; readonly answer: Promise<NotReady | null> } | null = null

  async function sendProbe(): Promise<NotReady | null> {
    const data = JSON.stringify(Math.floor(random.next() * 2 ** 48).toString(36))
    let answer: (reason: NotReady | null) => void = () => {}
    const returned = new Promise<NotReady | null>((resolve) => {
      answer = resolve
    })
    let stop: Cancel = () => {}
    const cancel = timers.after(lostMs, () => answer('probe_lost'))
    try {
      stop = log.tail(
        probeLog,
        (entries) => {
          if (entries.some((entry) => entry.data === data)) answer(null)
        },
        () => {},
      )
      await log.append(probeLog, { topics: ['probe'], type: 'probe', data })
      return await returned
    } catch {
      return 'log_unavailable'
    } finally {
      stop()
      cancel()
    }
  }

  return {
    async check() {
      if (isDraining()) return 'draining'
      const nowMs = clock.monotonicMs()
      // Shared, or a busy load balancer would write the disk full with probes.
      if (known === null || nowMs - known.atMs >= freshMs) {
        known = { atMs: nowMs, answer: sendProbe() }
      }
      return await known.answer
    },
  }
}
