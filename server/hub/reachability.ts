/**
 * Whether the log is within reach, as a hub reports it to its connections: when it is not, at once; when it is back, as
 * soon as everything that was missed has been dispatched, so that "up to date" is true when it is said.
 *
 * It asks the log how far it reaches, and reads nothing else.
 */
import type { Cancel, Timers } from '../../src/platform/ports.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import type { EventLog } from '../log/event-log.ts'
import type { Turns } from '../ops/turns.ts'
import type { LogView } from './log-view.ts'
import type { Member } from './member.ts'

export interface Reachability {
  /** False from the report that it is out of reach, until what was missed has been dispatched. */
  isReachable(): boolean
  /** Stops following the log. */
  close(): void
}

export interface ReachabilityOptions {
  readonly log: Pick<EventLog, 'bounds' | 'onReachable'>
  readonly logName: string
  readonly view: Pick<LogView, 'settled'>
  readonly timers: Timers
  readonly turns: Turns
  /** Members that are notified in one turn of the event loop. */
  readonly sliceSize: number
  members(): Iterable<Member>
}

/** How often it looks whether what was missed has been dispatched. */
const lookMs = 100

export function createReachability(options: ReachabilityOptions): Reachability {
  const { log, logName, view, timers, turns, sliceSize } = options
  let isReachable = true
  /** Counts the reports of the log: what an older one has begun stops. */
  let reports = 0
  let cancelLook: Cancel = () => {}

  /** In slices, as events are dispatched: all connections at once would hold up the event loop. */
  async function notifyMembers(): Promise<void> {
    const report = reports
    let count = 0
    for (const member of [...options.members()]) {
      if (report !== reports) return
      member.announceReachability?.()
      if (++count % sliceSize === 0) await turns.next()
    }
  }

  async function recover(): Promise<void> {
    const report = reports
    for (let top: Position | null = null; ; await look()) {
      // Asked once, since a busy log is always ahead; again when it turns out to be another history.
      if (top === null || top.epoch !== view.settled()?.epoch) top = await topOfLog()
      if (report !== reports) return
      const settled = view.settled()
      // Null: the hub is not ready, so that there are no connections, and it begins where the log is.
      if (settled === null || isDispatched(top, settled)) break
    }
    isReachable = true
    await notifyMembers()
  }

  async function topOfLog(): Promise<Position | null> {
    try {
      const { epoch, top } = await log.bounds(logName)
      return { epoch, offset: top }
    } catch {
      return null
    }
  }

  function look(): Promise<void> {
    return new Promise((resolve) => {
      cancelLook = timers.after(lookMs, resolve)
    })
  }

  const stopFollowing = log.onReachable?.((isBack) => {
    reports++
    cancelLook()
    if (isBack) void recover()
    else {
      isReachable = false
      void notifyMembers()
    }
  })

  return {
    isReachable: () => isReachable,
    close() {
      reports++
      cancelLook()
      stopFollowing?.()
    },
  }
}

function isDispatched(top: Position | null, settled: Position): boolean {
  return top !== null && settled.epoch === top.epoch && settled.offset >= top.offset
}
