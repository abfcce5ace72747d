/**
 * What a bridge stores about a stream of NATS, in a log of its own next to those of the feed: how far it was read, which
 * gaps were found, and the last messages that were set aside. Every change expects the version that was read, so of two
 * servers that want to read the stream, one finds that the other was faster.
 */
import { isLogError } from '../log/errors.ts'
import type { EventLog } from '../log/event-log.ts'
import { createKeyedQueue } from '../log/keyed-queue.ts'
import { type NatsGap, type NatsPosition, nothingRead } from './nats-start.ts'

/** A message that could not become an event, as health shows it. */
export interface AsideMessage {
  /** Such as `metrics.hours`. */
  readonly subject: string
  /** Its sequence in the stream; null without JetStream. */
  readonly sequence: number | null
  /** Why it was set aside. */
  readonly reason: string
  /** The beginning of its payload. */
  readonly payload: string
}

/** A gap, and when it was found. */
export interface FoundGap extends NatsGap {
  /** Unix milliseconds. */
  readonly foundAtMs: number
}

/** What is stored. */
export interface NatsRecord {
  /** Which server reads. */
  readonly reader: string
  readonly position: NatsPosition
  /** The last ones, newest last. */
  readonly gaps: readonly FoundGap[]
  /** The last ones, newest last. */
  readonly aside: readonly AsideMessage[]
}

export interface NatsRecordStore {
  readonly value: NatsRecord
  /** Reads it. @throws LogError */
  load(): Promise<void>
  /**
   * @returns false when another server has changed it since it was read
   * @throws LogError
   */
  save(change: (current: NatsRecord) => Partial<NatsRecord>): Promise<boolean>
}

const stateKey = 'record'
const mostGaps = 20
const mostAside = 100

const emptyRecord: NatsRecord = { reader: '', position: nothingRead, gaps: [], aside: [] }

export function createNatsRecord(log: EventLog, logName: string): NatsRecordStore {
  const queue = createKeyedQueue()
  let value = emptyRecord
  let version = 0

  async function write(change: (current: NatsRecord) => Partial<NatsRecord>): Promise<boolean> {
    const merged = { ...value, ...change(value) }
    const next: NatsRecord = {
      ...merged,
      gaps: merged.gaps.slice(-mostGaps),
      aside: merged.aside.slice(-mostAside),
    }
    const draft = { topics: ['record'], type: 'record_changed', data: '{}' }
    const state = { key: stateKey, value: JSON.stringify(next), expectVersion: version }
    try {
      const { offset } = await log.append(logName, draft, state)
      version = offset
    } catch (error) {
      if (isLogError(error, 'version_conflict')) return false
      throw error
    }
    value = next
    return true
  }

  return {
    get value() {
      return value
    },
    async load() {
      const { values } = await log.states(logName, { keys: [stateKey] }, 1)
      const [stored] = values
      version = stored?.version ?? 0
      // Written by this file, and never by a client.
      value = stored ? (JSON.parse(stored.value) as NatsRecord) : emptyRecord
    },
    save: (change) => queue.run(stateKey, () => write(change)),
  }
}
