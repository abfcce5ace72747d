/**
 * The mock backend: the server's own application with a log in memory, behind a plain `fetch` or the
 * handlers of msw.ts, in a browser tab or in Node. It has no behaviour of its own that a server would
 * not have; what can go wrong on the way is network.ts.
 */
import { type App, createApp } from '../../server/app.ts'
import type { AppConfig } from '../../server/app-config.ts'
import type { Ledger } from '../../server/ledger/commands.ts'
import {
  createSimulator,
  type ScenarioName,
  type Simulator,
} from '../../server/ledger/simulator.ts'
import { memoryLog } from '../../server/log/memory.ts'
import type { Clock, Logger, Random, Timers } from '../../server/ports.ts'
import type { Position } from '../protocol/event-id.ts'
import { type PaymentEvent, printEvent } from '../protocol/events.ts'
import { topicsOfEvent } from '../protocol/filter.ts'
import { createMockNetwork, type MockNetwork } from './network.ts'
import { tabClock, tabRandom, tabTimers } from './tab-world.ts'

/** How a {@link MockBackend} differs from a server that just started. */
export interface MockBackendOptions {
  /** What stands before the paths in requests. Default `''`: the page's own origin. */
  readonly baseUrl?: string
  /** What happens by itself from the start: a scenario such as `payroll`, or `off`. Default `off`. */
  readonly simulate?: 'off' | ScenarioName
  /** Seed of the simulator: the same seed and clock give the same commands. Default 1. */
  readonly seed?: number
  /** Settings of the application, as in `createApp`. */
  readonly config?: Partial<AppConfig>
  /** How many events the log keeps; older ones become gaps. Default: the memory log's own. */
  readonly retentionEvents?: number
  /** Default: the real time. */
  readonly clock?: Clock
  /** Default: real timers that keep no process alive. */
  readonly timers?: Timers
  /** Default: real dice. Fixed dice repeat the log's epoch as well, so cursors outlive the log. */
  readonly random?: Random
  /** Default: silence. */
  readonly logger?: Logger
}

/** A whole server in the tab. */
export interface MockBackend extends MockNetwork {
  /**
   * The paths that it answers, after `baseUrl`, such as `/streams/:id`: for an interceptor of requests.
   * For Mock Service Worker `createHandlers(backend)` from `streamgauge/msw` does the rest.
   */
  readonly paths: readonly string[]
  /** Requests over the mock network: pass it to anything that takes a `fetch`. Needs no MSW. */
  readonly fetch: (input: string, init?: RequestInit) => Promise<Response>
  /** The server's ledger: commands and reads without HTTP. */
  readonly ledger: Ledger
  /** Plays a scenario, by itself (`start`, `stop`) or a `step` at a time. */
  readonly simulator: Simulator
  /**
   * Appends an event to the log as if it had happened, and returns its position. The ledger's own
   * streams stay as they are, so that also what no ledger would say can be said: an event twice, or
   * of a stream that nobody created. For what really happens use {@link MockBackend.ledger}.
   */
  emit(event: PaymentEvent): Promise<Position>
  /** Ends every connection and all timers. */
  close(): Promise<void>
}

/**
 * Starts a server in the tab.
 *
 * @example
 * const backend = createMockBackend({ simulate: 'payroll' })
 * const session = createSession({ url: '', fetch: backend.fetch })
 */
export function createMockBackend(options: MockBackendOptions = {}): MockBackend {
  const { baseUrl = '', simulate = 'off', seed = 1, config, retentionEvents, logger } = options
  const { clock = tabClock, timers = tabTimers, random = tabRandom } = options
  const log = memoryLog({
    clock,
    random,
    ...(retentionEvents !== undefined && { retentionEvents }),
  })
  const server = createApp({
    log,
    clock,
    timers,
    random,
    ...(config && { config }),
    ...(logger && { logger }),
  })
  const { ledger } = server
  const simulator = createSimulator({
    ledger,
    clock,
    timers,
    seed,
    ...(simulate !== 'off' && { scenario: simulate }),
    ...(logger && { logger }),
  })
  if (simulate !== 'off') simulator.start()

  const network = createMockNetwork({
    answer: (request) => server.app.fetch(request),
    clock,
    timers,
  })

  return {
    paths: pathsOf(server.app).map((path) => `${baseUrl}${path}`),
    send: network.send,
    fetch: (input, init) => network.send(new Request(absolute(input, baseUrl), init)),
    ledger,
    simulator,
    dropConnections: network.dropConnections,
    setLatency: network.setLatency,
    setPlugged: network.setPlugged,
    get openConnections() {
      return network.openConnections
    },
    async emit(event) {
      const parties = await partiesOf(event, ledger)
      return log.append(ledger.logName, {
        topics: topicsOfEvent(event, parties),
        type: event.type,
        data: JSON.stringify(printEvent(event)),
      })
    },
    async close() {
      simulator.stop()
      server.close()
      network.dropConnections()
      await log.close()
    },
  }
}

/** The application's paths as patterns, without those that would match every request. */
function pathsOf({ routes }: Pick<App['app'], 'routes'>): readonly string[] {
  const paths = routes
    // Middleware is listed too, under wildcards.
    .filter(({ path }) => !/^\/?\*$/.test(path))
    // `/streams/:id{[0-9]+}` and `/streams/:id` are one path here; the application tells them apart.
    .map(({ path }) => path.replace(/\{[^}]*\}+/g, ''))
  return [...new Set(paths)]
}

/** A `Request` needs an absolute URL; outside a page there is no origin to complete it with. */
function absolute(input: string, baseUrl: string): string {
  const origin = globalThis.location?.origin ?? 'http://localhost'
  return new URL(input, new URL(baseUrl, origin)).href
}

/** Whose topics an event belongs to: what it says itself, else what the ledger knows. */
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
