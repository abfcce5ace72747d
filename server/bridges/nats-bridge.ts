/**
 * The bridge from NATS: messages of its subjects become events of a feed.
 *
 *   connect ─► session (nats-stream.ts or nats-core.ts) ─► nats-intake ─► feed.publishAll ─► log
 *      ▲           │
 *      └── wait ◄──┘ ended: NATS is gone, or the session cannot continue where it is
 *
 * Every session begins by comparing what the log has with what NATS has, so there is one way to recover, whatever
 * happened. docs/nats.md says what is guaranteed.
 */
import type { NatsConnection } from '@nats-io/transport-node'
import type { ServableFeed } from '../../src/feeds/definition.ts'
import type { Clock, Random } from '../../src/platform/ports.ts'
import { systemClock, systemRandom } from '../../src/platform/system.ts'
import { silentLogger } from '../ops/logger.ts'
import { turnTimers } from '../ops/turn-timers.ts'
import {
  bareAddress,
  connectToNats,
  loadNats,
  type NatsAddress,
  type NatsPackages,
} from './nats-client.ts'
import { readCore } from './nats-core.ts'
import { createDelays } from './nats-delays.ts'
import type { NatsIntake } from './nats-intake.ts'
import { checkNatsOptions, type NatsBridge, type NatsBridgeOptions } from './nats-options.ts'
import { createNatsRecord } from './nats-record.ts'
import { createNatsRecording } from './nats-recording.ts'
import { createNatsStatus } from './nats-status.ts'
import { readStream } from './nats-stream.ts'
import { pause } from './pause.ts'

/** How long `close` waits for a log that does not answer, without JetStream. */
const mostDrainMs = 5_000

/**
 * Creates a bridge from NATS. It begins to read with `start()`, which `serve({ bridges })` calls. It needs the packages
 * `@nats-io/transport-node` and, for JetStream, `@nats-io/jetstream`; `prepare()` rejects with `bad_config` without them.
 * NATS itself may be unreachable: the bridge tries until it is there.
 *
 * @throws ProtocolError `bad_config` for an unknown option, and for a value out of range
 * @example
 * const feed = companyFeed({ log })
 * const bridge = natsBridge({ feed, messages: companyMessages, servers: 'nats://localhost:4222' })
 * const server = await serve({ feeds: [feed], bridges: [bridge] })
 */
export function natsBridge<Feed extends ServableFeed>(
  options: NatsBridgeOptions<Feed>,
): NatsBridge {
  checkNatsOptions(options)
  const { feed, messages, mode = 'jetstream', stream = 'STREAMGAUGE' } = options
  const { durable = 'streamgauge', createStream = true, maxPayloadBytes = 65_536 } = options
  const { name = 'nats', logger = silentLogger } = options
  const { clock = systemClock, timers = turnTimers, random = systemRandom } = options
  const address = addressOf(options)
  const isExact = mode === 'jetstream'
  const facts = { servers: address.servers.map(bareAddress), ...(isExact && { stream, durable }) }
  const closing = new AbortController()
  const { signal } = closing
  const record = createNatsRecord(feed.log, `.nats:${isExact ? stream : 'core'}:${durable}`)
  const status = createNatsStatus({ clock, logger, facts })
  const delays = createDelays(random)
  const recording = createNatsRecording({
    ...{ feed, messages, maxPayloadBytes, record, status, logger, facts, timers, delays },
    canBeTakenOver: isExact,
  })
  const { counts } = recording
  let packages: Promise<NatsPackages> | null = null
  let running: Promise<void> = Promise.resolve()
  let coreIntake: NatsIntake | null = null
  let sessions = 0
  let gaps = 0
  let sequence = 0
  let pending = 0

  function load(): Promise<NatsPackages> {
    packages ??= loadNats(isExact).catch((error: unknown) => {
      packages = null
      throw error
    })
    return packages
  }

  async function session(): Promise<void> {
    const connection = await connectToNats(await load(), `streamgauge ${durable}`, address)
    try {
      sessions++
      await (isExact ? streamSession(connection) : coreSession(connection))
    } finally {
      await connection.close()
    }
  }

  async function streamSession(connection: NatsConnection): Promise<void> {
    await readStream(connection, {
      ...{ stream, durable, createStream, record, timers, logger, signal },
      packages: await load(),
      subjects: messages.subjects,
      reader: readerName(clock, random),
      nowMs: clock.nowMs,
      openIntake: ({ onRecorded, ...more }) =>
        recording.open({
          ...more,
          onRecorded(last) {
            sequence = last.sequence ?? sequence
            onRecorded(last)
          },
        }),
      onState: status.works,
      onStarted(upTo) {
        sequence = upTo
      },
      onGap(gap) {
        gaps++
        logger.error({ ...facts, ...gap }, 'messages of NATS were lost before they were read')
      },
      onPending(count) {
        pending = count
      },
    })
  }

  async function coreSession(connection: NatsConnection): Promise<void> {
    if (sessions === 1) {
      logger.warn(facts, 'NATS is read without JetStream: each message arrives at most once')
    } else {
      gaps++
      logger.warn(facts, 'messages may be lost: they were published while NATS was not connected')
    }
    // One for all sessions: what was received is recorded even if NATS is gone meanwhile. It would not come again.
    coreIntake ??= recording.open({ source: null, signal, onRecorded() {}, onEnd() {} })
    await readCore(connection, {
      ...{ signal, intake: coreIntake, subjects: messages.subjects, group: durable },
      onReading: () => status.works('reading'),
      onDropped() {
        counts.dropped++
      },
    })
  }

  async function run(): Promise<void> {
    for (let attempt = 0; !signal.aborted; ) {
      const appended = counts.appended
      try {
        await session()
      } catch (error) {
        if (signal.aborted) return
        status.failed(error)
        attempt = counts.appended > appended ? 0 : attempt + 1
        await pause(timers, delays.after(attempt), signal)
      }
    }
  }

  return {
    name,
    readiness: { check: status.notReady },
    async prepare() {
      await load()
    },
    start() {
      status.begin()
      running = run()
    },
    async close() {
      closing.abort()
      await running
      const drained = new AbortController()
      await coreIntake?.close(pause(timers, mostDrainMs, drained.signal))
      drained.abort()
    },
    health() {
      const { gaps: found, aside } = record.value
      const delivery = isExact ? 'exactly-once' : 'at-most-once'
      return { status: status.current, delivery, sequence, pending, gaps: found, aside }
    },
    measure: () => ({
      events: { ...counts },
      failures: { ...status.failures },
      held: recording.size(),
      gaps,
      position: sequence,
      ...(isExact && { pending }),
    }),
  }
}

function addressOf(options: NatsBridgeOptions): NatsAddress {
  const { servers, user, password, token, credentials, tls } = options
  return {
    servers: typeof servers === 'string' ? [servers] : servers,
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...(token !== undefined && { token }),
    ...(credentials !== undefined && { credentials }),
    ...(tls !== undefined && { tls }),
  }
}

function readerName(clock: Clock, random: Random): string {
  return `${clock.nowMs().toString(36)}-${Math.floor(random.next() * 2 ** 32).toString(36)}`
}
