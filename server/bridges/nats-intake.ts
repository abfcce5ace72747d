/**
 * Takes messages in the order of the stream, and acknowledges them when their events are durable. While the log refuses,
 * it keeps what it has and tries again: nothing behind a message is recorded before it, so the order holds.
 *
 *   delivery ─► queue ─► batch ─┬─ events, by tenant ─► publishAll ─┬─ durable ─► ack
 *                               │                                   ├─ refused as a whole ─► one by one
 *                               │                                   └─ the log refuses ─► wait ─► again
 *                               ├─ not an event ─► set aside, then term
 *                               └─ of another program ─► ack
 *
 * NI1 A message is acknowledged after its event is durable, or after it was set aside, never before.
 * NI2 Events of one tenant are appended in the order of their messages.
 * NI3 A message that can never be recorded is set aside once, and does not hold up the others.
 */
import { ProtocolError } from '../../src/protocol/errors.ts'
import type {
  EventSource,
  PublishAllOptions,
  PublishedAll,
  SourcedEvent,
} from '../feeds/item-batch.ts'
import { isLogError } from '../log/errors.ts'
import type { DecodeMessage } from './nats-decode.ts'
import type { AsideMessage } from './nats-record.ts'
import { SessionEnd } from './nats-session-end.ts'

/** A message as it came. */
export interface Delivery {
  readonly subject: string
  readonly data: Uint8Array
  /** Its place in the stream; null without JetStream. */
  readonly sequence: number | null
  /** When NATS stored it; empty without JetStream. */
  readonly storedAt: string
  ack(): void
  term(reason: string): void
  /** Asks for more time. */
  working(): void
  /** Gives it back. */
  nak(): void
}

/** What became of messages. */
export type NatsCounts = Record<'appended' | 'repeated' | 'ignored' | 'aside' | 'dropped', number>

/** Publishes events of the feed. */
export type PublishEvents = (
  events: readonly SourcedEvent[],
  options: PublishAllOptions,
) => Promise<PublishedAll>

export interface NatsIntakeOptions {
  readonly publish: PublishEvents
  readonly decode: DecodeMessage
  /** Null without JetStream: then nothing is recognised as a repeat. */
  readonly source: EventSource | null
  readonly counts: NatsCounts
  /** Stores them durably. */
  readonly setAside: (messages: readonly AsideMessage[]) => Promise<void>
  /** Called when everything up to this message is recorded. */
  readonly onRecorded: (last: Delivery) => void
  /** Waits before the next attempt. @returns false to give up */
  readonly onFailed: (error: unknown, attempt: number) => Promise<boolean>
  /** Called when an attempt has succeeded. */
  readonly onSucceeded: () => void
  /** Called when the session cannot go on, whatever is tried again. */
  readonly onEnd: (end: SessionEnd) => void
  /** Called with how many messages were given up and do not come again, which is without JetStream only. */
  readonly onDropped: (count: number) => void
}

export interface NatsIntake {
  push(delivery: Delivery): void
  /** How many messages wait. */
  readonly size: number
  /** Records what is under way, and gives the rest back. Without JetStream the rest is recorded until `limit`. */
  close(limit?: Promise<void>): Promise<void>
}

/** A message that is an event. */
interface Sourced {
  readonly delivery: Delivery
  readonly event: SourcedEvent
}

/** In one append: a few milliseconds. */
const mostInBatch = 200
const payloadShown = 200

export function createNatsIntake(options: NatsIntakeOptions): NatsIntake {
  const { publish, decode, source, counts, setAside, onRecorded, onFailed, onSucceeded } = options
  const { onEnd, onDropped } = options
  let queue: Delivery[] = []
  let underWay = 0
  let running: Promise<void> | null = null
  let [isClosed, isGivenUp] = [false, false]

  async function run(): Promise<void> {
    while (queue.length > 0 && !isGivenUp && (!isClosed || source === null)) {
      const batch = queue.splice(0, mostInBatch)
      underWay = batch.length
      const isDone = await record(batch)
      underWay = 0
      if (!isDone) {
        queue = [...batch, ...queue]
        isClosed = true
        isGivenUp = true
      }
    }
    running = null
  }

  /** @returns false when it was given up */
  async function record(batch: readonly Delivery[]): Promise<boolean> {
    const groups = new Map<string | undefined, Sourced[]>()
    const refused = new Map<Delivery, string>()
    for (const delivery of batch) {
      const decoded = decode(delivery.subject, delivery.data)
      if (decoded.kind === 'ignored') counts.ignored++
      else if (decoded.kind === 'aside') refused.set(delivery, decoded.reason)
      else {
        const { sequence, storedAt } = delivery
        const event: SourcedEvent = {
          event: decoded.event,
          ...(source !== null &&
            sequence !== null && {
              sequence,
              // With the time, since numbers start again in a stream that is created again or restored.
              dedupeKey: `${source.name}:${sequence}:${storedAt}`,
            }),
        }
        const group = groups.get(decoded.tenant) ?? []
        groups.set(decoded.tenant, group)
        group.push({ delivery, event })
      }
    }
    const recordings = [...groups].map(([tenant, group]) => recordGroup(tenant, group, refused))
    if ((await Promise.all(recordings)).includes(false)) return false
    if (refused.size > 0 && !(await recordRefused(refused))) return false
    for (const delivery of batch) {
      const reason = refused.get(delivery)
      if (reason === undefined) delivery.ack()
      else delivery.term(reason)
    }
    const last = batch.at(-1)
    if (last) onRecorded(last)
    return true
  }

  /** @param refused gets those that cannot be recorded. @returns false when it was given up */
  async function recordGroup(
    tenant: string | undefined,
    group: readonly Sourced[],
    refused: Map<Delivery, string>,
  ): Promise<boolean> {
    const more = { ...(tenant !== undefined && { tenant }), ...(source !== null && { source }) }
    return persist(
      group.map(({ delivery }) => delivery),
      async () => {
        try {
          const outcome = await publish(
            group.map(({ event }) => event),
            more,
          )
          counts.appended += outcome.appended
          counts.repeated += outcome.repeated
          return true
        } catch (error) {
          const reason = reasonToRefuse(error)
          if (reason === null) throw error
          const [first] = group
          if (group.length === 1 && first) {
            refused.set(first.delivery, reason)
            return true
          }
        }
        for (const each of group) {
          if (!(await recordGroup(tenant, [each], refused))) return false
        }
        return true
      },
    )
  }

  function recordRefused(refused: ReadonlyMap<Delivery, string>): Promise<boolean> {
    const messages = [...refused].map(([{ subject, sequence, data }, reason]) => {
      const payload = new TextDecoder().decode(data.subarray(0, payloadShown))
      return { subject, sequence, reason, payload }
    })
    return persist([...refused.keys()], async () => {
      await setAside(messages)
      counts.aside += messages.length
      return true
    })
  }

  /** Tries until it works, or is given up. */
  async function persist(
    deliveries: readonly Delivery[],
    attempt: () => Promise<boolean>,
  ): Promise<boolean> {
    for (let failed = 0; ; failed++) {
      try {
        const isDone = await attempt()
        onSucceeded()
        return isDone
      } catch (error) {
        if (error instanceof SessionEnd) {
          onEnd(error)
          return false
        }
        for (const delivery of [...deliveries, ...queue]) delivery.working()
        if (isClosed || !(await onFailed(error, failed))) return false
      }
    }
  }

  return {
    push(delivery) {
      if (isClosed) return
      queue.push(delivery)
      // Those that arrive while one batch is recorded are the next.
      running ??= Promise.resolve().then(run)
    },
    get size() {
      return queue.length + underWay
    },
    async close(limit) {
      isClosed = true
      await (limit === undefined ? running : Promise.race([running, limit]))
      isGivenUp = true
      for (const delivery of queue) delivery.nak()
      const lost = source === null ? queue.length + underWay : 0
      counts.dropped += lost
      if (lost > 0) onDropped(lost)
      queue = []
    },
  }
}

/** Why a message can never be recorded; null: the message is not the cause. */
function reasonToRefuse(error: unknown): string | null {
  if (error instanceof ProtocolError) return error.message
  if (isLogError(error, 'bad_append') || isLogError(error, 'state_damaged')) return error.message
  return null
}
