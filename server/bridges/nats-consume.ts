/** The messages of a durable consumer, in order, until the session ends. See nats-stream.ts for the rules. */
import type { Consumer, ConsumerInfo, JsMsg } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import type { Delivery } from './nats-intake.ts'
import type { FoundGap } from './nats-record.ts'
import type { StreamPlan, StreamSessionOptions } from './nats-session.ts'
import { SessionEnd, takenOver } from './nats-session-end.ts'
import { historyOf, type NatsGap, type NatsPosition } from './nats-start.ts'

/** Messages that may be on the way or under way: the most that is kept in memory. */
export const mostUnacknowledged = 1_000

const saveEveryMs = 2_000
const pull = { max_messages: 500, expires: 10_000, idle_heartbeat: 2_500 }

type ConsumeOptions = StreamSessionOptions &
  StreamPlan & {
    readonly connection: NatsConnection
    readonly messages: Consumer
    readonly consumer: ConsumerInfo
  }

/** Resolves when the bridge closes; rejects when the session ended for another reason. */
export async function consumeStream(options: ConsumeOptions): Promise<void> {
  const { connection, start, filter, record, timers, signal, stream, durable } = options
  const ending = new AbortController()
  let { position } = start
  let saved = position
  let expectedDelivery = options.consumer.delivered.consumer_seq + 1
  /** Null: not known, the first message says it. */
  let expected = 'sequence' in start.from && !options.isWorkQueue ? start.from.sequence : null
  let found: readonly FoundGap[] = []
  let finish = (_error: Error | null) => {}
  const finished = new Promise<Error | null>((resolve) => {
    finish = resolve
  })
  const intake = options.openIntake({
    source: { name: `nats:${stream}`, history: historyOf(position) },
    signal: ending.signal,
    onEnd: (end) => finish(end),
    onRecorded({ sequence, storedAt }) {
      if (sequence !== null) position = { ...position, sequence, storedAt }
    },
  })

  function take(message: JsMsg): void {
    const { streamSequence, deliverySequence, pending } = message.info
    options.onPending(pending)
    if (deliverySequence !== expectedDelivery) {
      finish(
        new SessionEnd(
          'out_of_order',
          `Reading from NATS was interrupted: messages of the consumer ${durable} are missing, because another program may be using it. ` +
            'Give each program its own durable consumer.',
        ),
      )
      return
    }
    expectedDelivery++
    if (expected !== null && streamSequence < expected) {
      // Again, since it took long. What was not recorded yet is in the queue, and acknowledged later.
      if (streamSequence <= position.sequence) quietly(() => message.ack())
      return
    }
    if (expected !== null && streamSequence > expected && filter.length === 0) {
      const gap: NatsGap = { reason: 'removed', from: expected, to: streamSequence - 1 }
      found = [...found, { ...gap, foundAtMs: options.nowMs() }]
      options.onGap(gap)
    }
    expected = streamSequence + 1
    intake.push(deliveryOf(message))
  }

  /** Saves how far it has come. @throws LogError */
  async function save(reader: string): Promise<boolean> {
    const [upTo, news]: [NatsPosition, readonly FoundGap[]] = [position, found]
    if (upTo === saved && news.length === 0 && reader !== '') return true
    const isOurs = await record.save(({ gaps }) => ({
      reader,
      position: upTo,
      gaps: [...gaps, ...news],
    }))
    saved = upTo
    found = found.slice(news.length)
    return isOurs
  }

  let cancelSave = timers.after(saveEveryMs, saveRegularly)
  function saveRegularly(): void {
    save(options.reader)
      .then(
        (isOurs) => {
          if (!isOurs) finish(takenOver())
        },
        // The intake reports that the log refuses.
        () => {},
      )
      .finally(() => {
        if (!ending.signal.aborted) cancelSave = timers.after(saveEveryMs, saveRegularly)
      })
  }

  const close = () => finish(null)
  signal.addEventListener('abort', close)
  if (signal.aborted) close()
  void connection.closed().then(() => {
    finish(new SessionEnd('connection', 'The connection to NATS was lost.'))
  })
  const reading = options.messages.consume({
    ...pull,
    abort_on_missing_resource: true,
    callback: take,
  })
  reading
    .then((iterator) => iterator.closed())
    .then(
      (error) => {
        const ended = new SessionEnd('consumer_ended', 'NATS ended the consumer.')
        finish(error instanceof Error ? error : ended)
      },
      (error: Error) => finish(error),
    )
  const reason = await finished
  signal.removeEventListener('abort', close)
  ending.abort()
  cancelSave()
  void reading.then((iterator) => iterator.close()).catch(() => {})
  await intake.close()
  // Without it, what was read since the last time is read again, and left out as repeated.
  if (reason === null || !isTakenOver(reason)) await save('').catch(() => false)
  if (reason !== null) throw reason
}

function isTakenOver(error: Error): boolean {
  return error instanceof SessionEnd && error.reason === 'taken_over'
}

function deliveryOf(message: JsMsg): Delivery {
  return {
    subject: message.subject,
    data: message.data,
    sequence: message.seq,
    storedAt: `${message.timestampNanos}`,
    ack: () => quietly(() => message.ack()),
    // Without the reason, which servers before 2.10 do not understand.
    term: () => quietly(() => message.term()),
    working: () => quietly(() => message.working()),
    nak: () => quietly(() => message.nak()),
  }
}

/** The connection may be gone: NATS then delivers again what it has no answer for. */
function quietly(answer: () => void): void {
  try {
    answer()
  } catch {
    // See above.
  }
}
