/**
 * What the logs of a run have ever held, also what was lost with a Redis: what every reader is compared with. It is written by the
 * model of Redis, so it is not a view of the program under test.
 */
import type { DeliveryPolicies } from '../../server/hub/delivery-policies.ts'
import { allTopic, type TopicSet } from '../../src/protocol/topic-set.ts'
import type { FirstOwed } from '../chaos/reader-record.ts'
import type { Appended } from './redis-model.ts'

interface Entry {
  readonly topics: readonly string[]
  readonly text: string
  readonly slot: string | null
}

interface History {
  /** By offset. */
  readonly entries: Map<number, Entry>
  /** The newest offset of each slot: older ones may be conflated. */
  readonly newest: Map<string, number>
  top: number
}

export interface Truth {
  add(logName: string, entry: Appended): void
  /** What a reader of these topics is owed, asked for whenever it is needed. */
  owedTo(logName: string, topics: () => TopicSet): FirstOwed
  /** The event at a position as readers of the text see it. */
  textAt(logName: string, epoch: string, offset: number): string | undefined
  readonly count: number
  readonly faults: readonly string[]
}

/** @param policiesOf those of the feed that a log belongs to */
export function createTruth(policiesOf: (logName: string) => DeliveryPolicies | null): Truth {
  const histories = new Map<string, History>()
  const faults: string[] = []
  let count = 0

  function historyOf(logName: string, epoch: string): History {
    const key = `${logName} ${epoch}`
    let history = histories.get(key)
    if (history === undefined) {
      history = { entries: new Map(), newest: new Map(), top: 0 }
      histories.set(key, history)
    }
    return history
  }

  return {
    faults,
    get count() {
      return count
    },
    add(logName, { epoch, offset, type, topics: topicsText, data }) {
      const history = historyOf(logName, epoch)
      const topics = JSON.parse(topicsText) as readonly string[]
      const position = { epoch, offset }
      const slot = policiesOf(logName)?.slotOf({ position, topics, type, data, atMs: 0 }) ?? null
      if (history.entries.has(offset)) {
        faults.push(`${logName}: ${epoch}.${offset} was issued twice`)
      }
      history.entries.set(offset, { topics, text: `${type} ${data}`, slot })
      history.top = Math.max(history.top, offset)
      if (slot !== null) history.newest.set(slot, offset)
      count += 1
    },
    owedTo: (logName, topics) => (epoch, from, to) => {
      const { entries, newest, top } = historyOf(logName, epoch)
      const wanted = topics()
      const isAll = wanted.includes(allTopic)
      for (let offset = from; offset <= Math.min(to, top); offset += 1) {
        const entry = entries.get(offset)
        if (entry === undefined) {
          // Nothing was ever issued below the first entry of an epoch that continues another one.
          if (entries.size > 0 && offset < (entries.keys().next().value ?? 0)) {
            offset = (entries.keys().next().value ?? 0) - 1
          }
          continue
        }
        if (!isAll && !entry.topics.some((topic) => wanted.includes(topic))) continue
        const isConflatable = entry.slot !== null && (newest.get(entry.slot) ?? 0) > offset
        if (!isConflatable) return offset
      }
      return null
    },
    textAt: (logName, epoch, offset) => historyOf(logName, epoch).entries.get(offset)?.text,
  }
}
