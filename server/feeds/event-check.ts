/** Refuses events that subscribers could not read, or not ask for, before they are appended. */
import type { ServableFeed } from '../../src/feeds/definition.ts'
import { topicMistake, topicOfKey } from '../../src/feeds/filter-query.ts'
import { ProtocolError } from '../../src/protocol/errors.ts'
import type { FeedEvent } from '../../src/protocol/feed-codec.ts'
import type { TopicSet } from '../../src/protocol/topic-set.ts'

/** An event as subscribers will read it, and its body as it is sent. */
export interface CheckedEvent {
  readonly event: FeedEvent
  readonly data: string
}

/** The checks of one feed. */
export interface EventCheck {
  /** @throws ProtocolError `bad_event` for one that subscribers could not read, or not ask for */
  check(given: FeedEvent): CheckedEvent
  /** @throws ProtocolError `bad_event` for a key or a group that no subscriber could ask for */
  checkTopics(topics: TopicSet): void
  /** The error of an event that was not published. */
  refuse(reason: string): ProtocolError
}

export function createEventCheck(feed: ServableFeed): EventCheck {
  function refuse(reason: string): ProtocolError {
    return new ProtocolError(
      'bad_event',
      `Failed to publish an event of the feed ${feed.name}: ${reason}`,
    )
  }

  function check(given: FeedEvent): CheckedEvent {
    const checked = checkWire(given)
    const key = feed.state?.keyOfEvent(checked.event) ?? null
    const own = key === null ? null : topicOfKey(feed.filter, key)
    checkTopics([...(own === null ? [] : [own]), ...feed.topicsOf(checked.event)])
    return checked
  }

  function checkWire(given: FeedEvent): CheckedEvent {
    if (!feed.hasEvent(given.type)) {
      throw refuse(
        `its type ${JSON.stringify(given.type)} is not in the event table. Add it to the definition, or use a type of this feed.`,
      )
    }
    try {
      const data = JSON.stringify(feed.encodeEvent(given))
      const event = feed.decodeEvent(given.type, JSON.parse(data))
      if (typeof event !== 'string') return { event, data }
      throw new TypeError(event)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw refuse(`subscribers could not read it (${reason}). Pass a body that fits its schema.`)
    }
  }

  function checkTopics(topics: TopicSet): void {
    for (const topic of topics) {
      const mistake = topicMistake(feed.filter, topic)
      if (mistake === null) continue
      throw refuse(`no filter can ask for ${JSON.stringify(topic)}. ${mistake}.`)
    }
  }

  return { check, checkTopics, refuse }
}
