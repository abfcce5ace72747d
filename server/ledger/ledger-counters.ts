/**
 * The two numbers of a ledger that only grow: the ledger second and the last stream id. Both continue where
 * an earlier process, perhaps with a faster clock, stopped.
 */
import type { Clock } from '../../src/platform/ports.ts'
import type { EventLog } from '../log/event-log.ts'
import { indexPrefix, lastStreamIdKey, streamIdOfIndexKey } from './stored-stream.ts'

const indexPageSize = 1_000

export interface LedgerCounters {
  /** Reads from the log where an earlier process stopped, once. */
  ready(): Promise<void>
  /** Unix seconds; never less than before. */
  nowSeconds(): number
  /** The last id issued by this process, or read from the log. */
  lastStreamId: bigint
  /** Reads the last stream id again: another process may have issued more. */
  refreshLastStreamId(): Promise<void>
}

export function createLedgerCounters(options: {
  readonly log: EventLog
  readonly logName: string
  readonly clock: Clock
}): LedgerCounters {
  const { log, logName, clock } = options
  let latestSecond = 0
  let starting: Promise<void> | undefined

  async function start(): Promise<void> {
    await counters.refreshLastStreamId()
    const newest = (await log.latest(logName, { limit: 1 })).entries[0]
    if (newest === undefined) return
    const body: unknown = JSON.parse(newest.data)
    if (typeof body !== 'object' || body === null || !('timestamp' in body)) return
    if (typeof body.timestamp === 'number') latestSecond = Math.max(latestSecond, body.timestamp)
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
    nowSeconds() {
      latestSecond = Math.max(latestSecond, Math.floor(clock.nowMs() / 1000))
      return latestSecond
    },
    async refreshLastStreamId() {
      const { values, damaged } = await log.states(logName, { keys: [lastStreamIdKey] }, 1)
      const stored =
        damaged === undefined ? BigInt(values[0]?.value ?? 0) : await findLastStreamId(log, logName)
      if (stored > counters.lastStreamId) counters.lastStreamId = stored
    },
  }
  return counters
}

/** The last id issued, from the index, for when the state that says so is damaged. */
async function findLastStreamId(log: EventLog, logName: string): Promise<bigint> {
  const prefix = indexPrefix({ status: 'active' }).replace(/active:$/, '')
  let last = 0n
  for (let after: string | undefined; ; ) {
    const query = { prefix, ...(after !== undefined && { after }) }
    const { values } = await log.states(logName, query, indexPageSize)
    for (const { key } of values) {
      const id = BigInt(streamIdOfIndexKey(key))
      if (id > last) last = id
    }
    after = values.at(-1)?.key
    if (after === undefined || values.length < indexPageSize) return last
  }
}
