/**
 * One session with a stream of JetStream: from a connection to the end of it. Finds out where to begin, makes the durable
 * consumer begin there, and passes messages on in their order.
 *
 *   another server reads ─► wait
 *   none does ─► record read ─► start decided ─► record written (or another was faster) ─► consumer ─► messages ─► end
 *
 * NS1 Messages come in the order of the stream, without a hole that is not counted: a delivery that does not follow the
 *     one before it ends the session, and the next one begins where the log is.
 * NS2 One server at a time reads. Should two do so for a second, each appends in order and leaves out repeats.
 */
import type { ConsumerConfig, ConsumerInfo, JetStreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { consumeStream, mostUnacknowledged } from './nats-consume.ts'
import { answerAsReader, hasReader, readerSubject } from './nats-reader.ts'
import type { StreamPlan, StreamSessionOptions } from './nats-session.ts'
import { isMissing, SessionEnd, takenOver } from './nats-session-end.ts'
import { decideStart, type NatsPosition } from './nats-start.ts'
import { coversSubject, filterFor } from './nats-subject.ts'
import { nanosOf, timeOf } from './nats-time.ts'
import { pause } from './pause.ts'

const askAgainMs = 1_000
const dayMs = 86_400_000
const ackWaitMs = 30_000

/** Reads until the connection or the session ends. Resolves when the bridge closes; rejects otherwise. */
export async function readStream(
  connection: NatsConnection,
  options: StreamSessionOptions,
): Promise<void> {
  const { packages, stream, durable, record, signal, onState } = options
  const { jetstream } = packages
  if (jetstream === null) throw new TypeError('JetStream was not loaded')
  const jsm = await jetstream.jetstreamManager(connection)
  const info = await openStream(jsm, options)
  const subject = readerSubject(stream, durable)
  while (await hasReader(connection, subject)) {
    onState('waiting')
    await pause(options.timers, askAgainMs, signal)
    if (signal.aborted) return
    if (connection.isClosed())
      throw new SessionEnd('connection', 'The connection to NATS was lost.')
  }
  await record.load()
  const plan = await makePlan(jsm, options, info.created)
  const { gap, position } = plan.start
  const isOurs = await record.save(({ gaps }) => ({
    reader: options.reader,
    position,
    ...(gap && { gaps: [...gaps, { ...gap, foundAtMs: options.nowMs() }] }),
  }))
  if (!isOurs) throw takenOver()
  if (gap) options.onGap(gap)
  const answering = answerAsReader(connection, subject)
  try {
    const consumer = await openConsumer(jsm, options, plan)
    options.onStarted(position.sequence)
    options.onPending(consumer.num_pending)
    onState('reading')
    const messages = jetstream.jetstream(connection).consumers.getConsumerFromInfo(consumer)
    await consumeStream({ ...options, ...plan, connection, messages, consumer })
  } finally {
    answering.unsubscribe()
  }
}

async function openStream(jsm: JetStreamManager, options: StreamSessionOptions) {
  const { stream, subjects, createStream, logger } = options
  const found = await jsm.streams.info(stream).catch((error: unknown) => {
    if (createStream && isMissing(error)) return null
    throw error
  })
  if (found === null) {
    logger.info({ stream, subjects }, 'the stream does not exist in NATS; it is created')
    return jsm.streams.add({
      name: stream,
      subjects: [...subjects],
      max_age: dayMs * 1e6,
    })
  }
  if (found.config.retention === 'interest') {
    throw new SessionEnd(
      'bad_stream',
      `The stream ${stream} cannot be read: its retention policy is interest, so messages that arrive while the consumer is recreated would be lost. ` +
        'Use a stream with the retention policy limits or workqueue.',
    )
  }
  return found
}

async function makePlan(
  jsm: JetStreamManager,
  { stream, record, subjects, logger }: StreamSessionOptions,
  created: string,
): Promise<StreamPlan> {
  const { position } = record.value
  const { state, config } = await jsm.streams.info(stream)
  const { first_seq: firstSequence, last_seq: lastSequence } = state
  const { sequence } = position
  const isInside = sequence > 0 && sequence >= firstSequence && sequence <= lastSequence
  const stored =
    isInside && position.created === created
      ? await jsm.streams.getMessage(stream, { seq: position.sequence })
      : null
  const isWorkQueue = config.retention === 'workqueue'
  const start = decideStart(position, {
    ...{ created, firstSequence, lastSequence, isWorkQueue },
    storedAtPosition: stored && nanosOf(stored.timestamp),
  })
  // A stream that copies others has no subjects of its own.
  const { subjects: ofStream } = config
  const missing = subjects.filter((each) => !ofStream?.some((other) => coversSubject(other, each)))
  if (ofStream !== undefined && missing.length > 0) {
    logger.warn({ stream, subjects: missing }, 'the stream does not have all subjects of the feed')
  }
  const filter = ofStream === undefined ? [] : filterFor(subjects, ofStream)
  return { start, filter, isWorkQueue }
}

/** The durable consumer, which gets the message of `start` next. */
async function openConsumer(
  jsm: JetStreamManager,
  { stream, durable }: StreamSessionOptions,
  plan: StreamPlan,
): Promise<ConsumerInfo> {
  const wanted = configFor(durable, plan)
  const existing = await jsm.consumers.info(stream, durable).catch((error: unknown) => {
    if (isMissing(error)) return null
    throw error
  })
  if (existing && isAt(existing, plan.start.position) && hasSettings(existing.config, wanted)) {
    return existing
  }
  // What it has delivered without an acknowledgement would come again only after a while, and behind newer messages.
  if (existing) await jsm.consumers.delete(stream, durable)
  return jsm.consumers.add(stream, wanted)
}

function configFor(
  durable: string,
  { start: { from }, filter, isWorkQueue }: StreamPlan,
): Partial<ConsumerConfig> {
  const [only, ...others] = filter
  return {
    durable_name: durable,
    ack_policy: 'explicit',
    ack_wait: ackWaitMs * 1e6,
    max_deliver: -1,
    max_ack_pending: mostUnacknowledged,
    ...(isWorkQueue || ('sequence' in from && from.sequence === 1)
      ? { deliver_policy: 'all' as const }
      : 'sequence' in from
        ? { deliver_policy: 'by_start_sequence' as const, opt_start_seq: from.sequence }
        : { deliver_policy: 'by_start_time' as const, opt_start_time: timeOf(from.time) }),
    ...(only !== undefined &&
      (others.length === 0 ? { filter_subject: only } : { filter_subjects: [...filter] })),
  }
}

/** Whether it delivers what follows this position next, and nothing before. */
function isAt(info: ConsumerInfo, { sequence }: NatsPosition): boolean {
  const { num_ack_pending: open, delivered, ack_floor: floor } = info
  return open === 0 && delivered.stream_seq === sequence && floor.stream_seq === sequence
}

function hasSettings(existing: ConsumerConfig, wanted: Partial<ConsumerConfig>): boolean {
  const keys = ['ack_policy', 'max_deliver', 'max_ack_pending', 'filter_subject'] as const
  return (
    keys.every((key) => (existing[key] ?? null) === (wanted[key] ?? null)) &&
    `${existing.filter_subjects ?? []}` === `${wanted.filter_subjects ?? []}` &&
    existing.deliver_subject === undefined
  )
}
