/**
 * Removes streams from the state some time after they have ended; otherwise the state would grow forever. Like
 * retention of the log, this happens when something is appended: the append of a command removes a few of them, so the
 * state never changes without a new position, and no step is long.
 */
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import type { EventLog, StateChange } from '../log/event-log.ts'
import type { LedgerClock } from './ledger-clock.ts'
import { endedPrefix, removalOf, secondOfEndedKey, streamIdOfIndexKey } from './stored-stream.ts'

export interface EndedStreams {
  /** The changes that remove a few, for one command. None while nothing was found, which is then looked for. */
  take(): readonly StateChange[]
  /** What became of the command that took them. */
  done(removals: readonly StateChange[], isAppended: boolean): void
  /** Whether a stream has ended, and so long ago that it is no longer kept. */
  isPast(stream: StreamState): boolean
}

/** How long streams are kept after their end: 30 days. */
export const defaultEndedStreamsMs = 30 * 24 * 60 * 60 * 1_000

/** A command ends one stream at most, so the state of streams that have ended gets smaller with every full batch. */
const removedPerCommand = 8

export function createEndedStreams(options: {
  readonly log: EventLog
  readonly logName: string
  readonly clock: LedgerClock
  /** The newest stream is never removed: it shows which ids were issued if the state that says so is damaged. */
  readonly lastStreamId: () => bigint
  /** How long a stream is kept after its end. */
  readonly keptMs: number
}): EndedStreams {
  const { log, logName, clock, lastStreamId, keptMs } = options
  let found: readonly StateChange[] = []
  let isBusy = false
  let lookAgainAt = 0

  /** Not awaited by commands: they would be overtaken by others meanwhile. */
  async function look(): Promise<void> {
    const now = clock.nowSeconds()
    if (isBusy || now < lookAgainAt || keptMs === Number.POSITIVE_INFINITY) return
    isBusy = true
    try {
      const { values } = await log.states(logName, { prefix: endedPrefix }, removedPerCommand)
      const until = now - keptMs / 1_000
      const due = values.filter(({ key }) => secondOfEndedKey(key) <= until)
      // Once a second is enough, unless there is more than fits into one command.
      if (due.length < removedPerCommand) lookAgainAt = now + 1
      found = due
        .filter(({ key }) => streamIdOfIndexKey(key) !== lastStreamId().toString())
        .flatMap(({ key, value }) => removalOf(key, value))
    } catch {
      // The command that follows meets the same failure, and answers it.
      lookAgainAt = now + 1
    } finally {
      isBusy = false
    }
  }

  return {
    take() {
      const removals = found
      found = []
      if (removals.length === 0) void look()
      return removals
    },
    done(removals, isAppended) {
      if (removals.length === 0) return
      if (isAppended) void look()
      else found = removals
    },
    // The last operation of a stream ends it.
    isPast: ({ status, lastUpdateTime }) =>
      (status === 'cancelled' || status === 'completed') &&
      lastUpdateTime <= clock.nowSeconds() - keptMs / 1_000,
  }
}
