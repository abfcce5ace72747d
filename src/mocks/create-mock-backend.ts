/**
 * The mock backend: the server of mock-server.ts with the payments feed on a log in memory, its ledger and the
 * simulator, and any further feeds.
 */

import { paymentsFeed } from '../../server/feeds/payments/payments-feed.ts'
import type { Ledger } from '../../server/ledger/commands.ts'
import {
  createSimulator,
  readScenario,
  type ScenarioName,
  type Simulator,
} from '../../server/ledger/simulator.ts'
import { memoryLog } from '../../server/log/memory.ts'
import { silentLogger } from '../../server/ops/logger.ts'
import { feedSimulatorsOf } from '../../server/simulators/feed-simulators.ts'
import { documentedPayments } from '../feeds/payments/documentation.ts'
import type { PaymentEvent } from '../feeds/payments/events.ts'
import { streamTopic, userTopic } from '../feeds/payments/filter.ts'
import type { Random } from '../platform/ports.ts'
import { systemClock, systemRandom, systemTimers } from '../platform/system.ts'
import type { Position } from '../protocol/event-id.ts'
import { allTopic } from '../protocol/topic-set.ts'
import { createMockServer, type MockServer, type MockServerOptions } from './mock-server.ts'

/** How a {@link MockBackend} differs from a server that just started. */
export interface MockBackendOptions extends Omit<MockServerOptions, 'feeds' | 'random'> {
  /**
   * What happens by itself from the start: a scenario such as `payroll`, or `off`. With a scenario, companies and orders
   * change as well if their feeds are in `feeds`. Default `off`.
   */
  readonly simulate?: 'off' | ScenarioName
  /**
   * Further feeds of the same server, next to payments: `ordersFeed({ log: memoryLog() })`, `companyFeed({ log: memoryLog()
   * })`, or one of your own, made by `serveFeed`. Their logs are closed with the backend. Default: none.
   */
  readonly feeds?: MockServerOptions['feeds']
  /** Seed of the simulator: the same seed and clock give the same commands. Default 1. */
  readonly seed?: number
  /** How many events the log keeps; older ones become gaps. Default: the memory log's own. */
  readonly retentionEvents?: number
  /** Default: `Math.random`. A pinned one repeats the log's epoch as well, so cursors outlive the log. */
  readonly random?: Random
}

/** A whole server in the tab. */
export interface MockBackend extends MockServer {
  /** The server's ledger: commands and reads without HTTP. */
  readonly ledger: Ledger
  /** Plays a scenario, by itself (`start`, `stop`) or a `step` at a time. */
  readonly simulator: Simulator
  /**
   * Appends an event to the log as if it had happened, and returns its position. The ledger's own
   * streams stay as they are, so that also what no ledger would say can be said: an event twice, or
   * of a stream that was never created. For what really happens use {@link MockBackend.ledger}.
   */
  emit(event: PaymentEvent): Promise<Position>
}

/**
 * Starts a server in the tab.
 *
 * @throws ProtocolError `bad_config` for a `simulate` that is no scenario
 *
 * @example
 * const backend = createMockBackend({ simulate: 'payroll' })
 * const session = createSession({ url: '', fetch: backend.fetch })
 */
export function createMockBackend(options: MockBackendOptions = {}): MockBackend {
  const { simulate = 'off', seed = 1, retentionEvents, logger = silentLogger, feeds = [] } = options
  const scenario = readScenario(simulate, 'createMockBackend()')
  const { clock = systemClock, timers = systemTimers, random = systemRandom } = options
  const log = memoryLog({
    clock,
    random,
    ...(retentionEvents !== undefined && { retentionEvents }),
  })
  // A computer that was asleep, or a test that sets the date, must not stop the mock.
  const feed = paymentsFeed({ log, clock, timers, clockSteps: 'follow' })
  const { ledger } = feed
  const server = createMockServer({ ...options, feeds: [feed, ...feeds], clock, timers, random })
  const simulator = createSimulator({
    ledger,
    clock,
    timers,
    seed,
    logger,
    ...(scenario && { scenario }),
  })
  const simulators = [simulator, ...feedSimulatorsOf(feeds, { clock, timers, logger, seed })]
  if (scenario) for (const each of simulators) each.start()

  return {
    ...server,
    // A spread would read it once.
    get openConnections() {
      return server.openConnections
    },
    ledger,
    simulator,
    async emit(event) {
      const parties = await partiesOf(event, ledger)
      return log.append(ledger.logName, {
        topics: [
          ...new Set([
            allTopic,
            streamTopic(event.streamId),
            userTopic(parties.sender),
            userTopic(parties.recipient),
          ]),
        ],
        type: event.type,
        data: JSON.stringify(documentedPayments.encodeEvent(event)),
      })
    },
    async close() {
      for (const each of simulators) each.stop()
      await server.close()
    },
  }
}

/** The topics of an event: its own, and those of its stream in the ledger. */
async function partiesOf(
  event: PaymentEvent,
  ledger: Ledger,
): Promise<{ sender: string; recipient: string }> {
  if (event.type === 'stream.created') return event
  const known = await ledger.read(event.streamId).catch(() => null)
  const sender = known?.stream.sender ?? ('sender' in event ? event.sender : undefined)
  const recipient = known?.stream.recipient ?? ('recipient' in event ? event.recipient : undefined)
  return { sender: sender ?? '', recipient: recipient ?? '' }
}
