/**
 * The last stream id of a ledger, and where its time has to continue: behind what an earlier process, or another
 * one on the same log, has written.
 */
import type { Position } from '../../src/protocol/event-id.ts'
import type { EventLog, LogEntry } from '../log/event-log.ts'
import { statePages } from '../log/state-pages.ts'
import type { LedgerClock } from './ledger-clock.ts'
import { indexPrefix, lastStreamIdKey, streamIdOfIndexKey } from './stored-stream.ts'

const indexPageSize = 1_000

export interface LedgerCounters {
  /** Reads from the log where an earlier process stopped, once. */
  ready(): Promise<void>
  /** The last id issued by this process, or read from the log. */
  lastStreamId: bigint
  /** Reads the last stream id again: another process may have issued more. */
  refreshLastStreamId(): Promise<void>
  /** This process has appended up to here. */
  appended(position: Position): void
  /** The log reaches up to here. If another process has appended, the clock continues behind its events. */
  reached(position: Position): Promise<void>
}

export function createLedgerCounters(options: {
  readonly log: EventLog
  readonly logName: string
  readonly clock: LedgerClock
}): LedgerCounters {
  const { log, logName, clock } = options
  let seen: Position | null = null
  let starting: Promise<void> | undefined

  async function start(): Promise<void> {
    await counters.refreshLastStreamId()
    await readNewest()
  }

  async function readNewest(): Promise<void> {
    const newest = (await log.latest(logName, { limit: 1 })).entries[0]
    if (newest === undefined) return
    clock.passed(secondOf(newest))
    counters.appended(newest.position)
  }

  const counters: LedgerCounters = {
    lastStreamId: 0n,
    ready() {
      starting ??= start().catch((error: unknown) => {
        starting = undefined
        throw error
      })
      return starting
    },
    async refreshLastStreamId() {
      const { values, damaged } = await log.states(logName, { keys: [lastStreamIdKey] }, 1)
      const text = values[0]?.value ?? '0'
      const isReadable = damaged === undefined && /^\d{1,20}$/.test(text)
      const stored = isReadable ? BigInt(text) : await findLastStreamId(log, logName)
      if (stored > counters.lastStreamId) counters.lastStreamId = stored
    },
    appended(position) {
      if (seen?.epoch !== position.epoch || seen.offset < position.offset) seen = position
    },
    async reached({ epoch, offset }) {
      if (seen?.epoch === epoch && seen.offset >= offset) return
      if (offset > 0) await readNewest()
    },
  }
  return counters
}

/** When an event happened: as it says, or when it was appended if it says nothing that can be read. */
function secondOf({ data, atMs }: LogEntry): number {
  const appended = Math.floor(atMs / 1_000)
  try {
    const body: unknown = JSON.parse(data)
    if (typeof body !== 'object' || body === null || !('timestamp' in body)) return appended
    return typeof body.timestamp === 'number' ? body.timestamp : appended
  } catch {
    return appended
  }
}

/** The last id issued, from the index, for when the state that says so is damaged. */
async function findLastStreamId(log: EventLog, logName: string): Promise<bigint> {
  const prefix = indexPrefix({ status: 'active' }).replace(/active:$/, '')
  let last = 0n
  for await (const { values } of statePages(log, logName, { prefix, pageSize: indexPageSize })) {
    for (const { key } of values) {
      const id = BigInt(streamIdOfIndexKey(key) ?? 0)
      if (id > last) last = id
    }
  }
  return last
}
