/**
 * Which entries of a log one connection is sent: those that its subscription names and that its caller may see at the
 * time (H7). It sends nothing.
 */
import type { Position } from '../../src/protocol/event-id.ts'
import type { LogEntry } from '../log/event-log.ts'
import type { DeliveryHost, DeliveryLink } from './delivery-host.ts'
import { isOwn } from './subscription.ts'

const pageSize = 100

/** See the head of this file. */
export class EntryFilter {
  #link: Pick<DeliveryLink, 'subscription' | 'grant' | 'isOpen'>
  #topics: ReadonlySet<string>

  constructor(link: Pick<DeliveryLink, 'subscription' | 'grant' | 'isOpen'>) {
    this.#link = link
    this.#topics = new Set(link.subscription.topics)
  }

  isMatching(entry: LogEntry): boolean {
    const isWanted = entry.topics.some((topic) => this.#topics.has(topic))
    return isWanted && isOwn(entry, this.#link.grant)
  }

  /** What matches, where it is the same for every connection with this topic. */
  sharedTopic(): string | null {
    const { topics } = this.#link.subscription
    return topics.length === 1 && this.#link.grant.ownTopics === null ? (topics[0] ?? null) : null
  }

  /** How many entries in `(after, to]` match, as far as the log has them now. */
  async count(
    host: Pick<DeliveryHost, 'read' | 'nextTurn' | 'pages'>,
    after: Position,
    to: number,
  ): Promise<number> {
    let count = 0
    let cursor = after
    while (cursor.offset < to && this.#link.isOpen()) {
      await host.nextTurn()
      const reading = await host.read(cursor, to, pageSize)
      // A hole that opens now is declared when it is reached; the number is only a forecast.
      if (reading.kind !== 'entries') return count
      count += host.pages.count(reading.entries, this.sharedTopic(), (entry) =>
        this.isMatching(entry),
      )
      cursor = reading.entries.at(-1)?.position ?? { epoch: cursor.epoch, offset: to }
    }
    return count
  }
}
