/** What becomes of messages, for all sessions of a bridge: counted, recorded in the feed, or set aside in the record. */
import type { FeedEventOf, ServableFeed } from '../../src/feeds/definition.ts'
import type { Timers } from '../../src/platform/ports.ts'
import type { ServerFeed } from '../feeds/server-feed.ts'
import type { Logger } from '../ops/logger.ts'
import type { MessageMapping } from '../ops/message-mapping.ts'
import { createNatsDecoder } from './nats-decode.ts'
import type { Delays } from './nats-delays.ts'
import {
  createNatsIntake,
  type NatsCounts,
  type NatsIntake,
  type NatsIntakeOptions,
  type PublishEvents,
} from './nats-intake.ts'
import type { AsideMessage, NatsRecordStore } from './nats-record.ts'
import { takenOver } from './nats-session-end.ts'
import type { NatsStatus } from './nats-status.ts'
import { pause } from './pause.ts'

export interface NatsRecording {
  readonly counts: NatsCounts
  /** Messages that wait in the last intake. */
  size(): number
  /** Opens the intake of a session. @param more.signal aborted when it should give up what it cannot record */
  open(
    more: Pick<NatsIntakeOptions, 'source' | 'onRecorded' | 'onEnd'> & {
      readonly signal: AbortSignal
    },
  ): NatsIntake
}

export function createNatsRecording<Feed extends ServableFeed>(options: {
  readonly feed: ServerFeed<Feed>
  readonly messages: MessageMapping
  readonly maxPayloadBytes: number
  readonly record: NatsRecordStore
  readonly status: NatsStatus
  readonly logger: Logger
  readonly facts: object
  readonly timers: Timers
  readonly delays: Delays
  /** Whether a record that another server has changed means that this one no longer reads. */
  readonly canBeTakenOver: boolean
}): NatsRecording {
  const { feed, messages, maxPayloadBytes, record, status, logger, facts, timers, delays } = options
  const decode = createNatsDecoder({ definition: feed.definition, messages, maxPayloadBytes })
  // The decoder returns events of the definition of this feed only.
  const publish: PublishEvents = (events, more) =>
    feed.publishAll(events as readonly { readonly event: FeedEventOf<Feed> }[], more)
  const counts: NatsCounts = { appended: 0, repeated: 0, ignored: 0, aside: 0, dropped: 0 }
  let size = () => 0

  async function setAside(found: readonly AsideMessage[]): Promise<void> {
    for (const { subject, sequence, reason } of found) {
      logger.warn({ ...facts, subject, sequence, reason }, 'a message was set aside')
    }
    const add = () => record.save(({ aside }) => ({ aside: [...aside, ...found] }))
    if (await add()) return
    // With JetStream one server reads. Without it, each server adds to what the others have stored.
    if (options.canBeTakenOver) throw takenOver()
    await record.load()
    await add()
  }

  return {
    counts,
    size: () => size(),
    open({ signal, ...more }) {
      const intake = createNatsIntake({
        ...{ publish, decode, counts, setAside, ...more },
        async onFailed(error, attempt) {
          status.failed(error)
          await pause(timers, delays.after(attempt), signal)
          return !signal.aborted
        },
        onSucceeded: status.recorded,
        onDropped(count) {
          logger.error({ ...facts, count }, 'messages of NATS were given up: the log refused them')
        },
      })
      size = () => intake.size
      return intake
    },
  }
}
