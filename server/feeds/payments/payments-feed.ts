/**
 * The payments feed as a server runs it: the shared definition, with snapshots from the ledger, whose
 * commands cause its events. The routes are in commands.ts and reads.ts.
 */
import { filterOfTopics } from '../../../src/feeds/filter-query.ts'
import { documentedPayments } from '../../../src/feeds/payments/documentation.ts'
import type { PaymentsFilter } from '../../../src/feeds/payments/filter.ts'
import type { Clock, Timers } from '../../../src/platform/ports.ts'
import { systemClock } from '../../../src/platform/system.ts'
import { ProtocolError } from '../../../src/protocol/errors.ts'
import type { Ledger } from '../../ledger/commands.ts'
import { createLedger } from '../../ledger/ledger.ts'
import type { ClockSteps } from '../../ledger/ledger-clock.ts'
import type { EventLog } from '../../log/event-log.ts'
import { countAppends } from '../../ops/append-counts.ts'
import type { Logger } from '../../ops/logger.ts'
import { turnTimers } from '../../ops/turn-timers.ts'
import { checkOptionNames, type OptionNames } from '../../option-names.ts'
import { checkLog, type ServerFeed, serveFeed } from '../server-feed.ts'
import { addStreamCommands, createStream } from './commands.ts'
import { listEvents, listStreams, readClaimable, readStream } from './reads.ts'
import { forbiddenTopicsOf, ownTopicsOf } from './rights.ts'

/** Options of {@link paymentsFeed}. */
export interface PaymentsFeedOptions {
  /** Where events and streams live. The caller closes it, after the application. */
  readonly log: EventLog
  /** Default: the clock of the device. */
  readonly clock?: Clock
  /** Lets the event loop turn during long snapshots. Default: those of the runtime. */
  readonly timers?: Timers
  /**
   * What happens when the wall clock is set. `refuse`: commands are answered with 503 `clock_unsure` while it differs
   * from the ledger's clock by more than 5 s. `follow`: the ledger follows it, but its seconds never go back.
   * Default `refuse`.
   */
  readonly clockSteps?: ClockSteps
  /**
   * How many streams of one sender may be live at the same time; above it, creating one is refused with 409
   * `too_many_streams`. 0: no limit. Default 10000.
   */
  readonly maxStreamsPerSender?: number
  /** Logs why all commands are refused, and stored streams that cannot be read. Default: no logging. */
  readonly logger?: Logger
  /**
   * How long a stream is kept after it was completed or cancelled, in milliseconds. Each later command removes a few of
   * them from lists, snapshots and reads; `Infinity` keeps them. Default 2592000000, which is 30 days.
   */
  readonly endedStreamsMs?: number
  /**
   * Whether the server carries out commands. `false`: it follows a chain, with `chainIndexer`, and answers commands with
   * 403 `commands_off`. Default `true`.
   */
  readonly commands?: boolean
}

/** The payments feed and its ledger. */
export interface PaymentsFeed extends ServerFeed<typeof documentedPayments> {
  /** Commands and reads of payment streams. */
  readonly ledger: Ledger
}

const optionNames: OptionNames<PaymentsFeedOptions> = {
  log: true,
  clock: true,
  timers: true,
  clockSteps: true,
  maxStreamsPerSender: true,
  logger: true,
  endedStreamsMs: true,
  commands: true,
}

/**
 * Serves payments: `createApp({ feeds: [paymentsFeed({ log })] })`.
 *
 * @throws ProtocolError `bad_feed` without a `log`, for an unknown option, and for `endedStreamsMs` below 0
 */
export function paymentsFeed(options: PaymentsFeedOptions): PaymentsFeed {
  checkOptionNames(options, optionNames, {
    code: 'bad_feed',
    call: 'paymentsFeed()',
    task: 'serve payments',
  })
  const { log, clock = systemClock, timers = turnTimers, clockSteps, logger } = options
  const { maxStreamsPerSender, endedStreamsMs, commands } = options
  if (endedStreamsMs !== undefined && !(endedStreamsMs >= 0)) {
    throw new ProtocolError(
      'bad_feed',
      `Failed to serve payments: endedStreamsMs is ${endedStreamsMs}. Pass milliseconds, or Infinity.`,
    )
  }
  checkLog(log, documentedPayments.name)
  const ledger = createLedger({
    log: countAppends(log),
    clock,
    timers,
    ...(clockSteps && { clockSteps }),
    ...(maxStreamsPerSender !== undefined && { maxStreamsPerSender }),
    ...(logger && { logger }),
    ...(endedStreamsMs !== undefined && { endedStreamsMs }),
    ...(commands !== undefined && { commands }),
  })
  const feed = serveFeed(documentedPayments, {
    log,
    logName: ledger.logName,
    nowMs: ledger.nowMs,
    damagedItems: () => ledger.damagedStates(),
    readiness: { check: () => (ledger.clockState() === 'sure' ? [] : ['clock_step']) },
    // FlowFi's own path.
    aliases: ['/v1/events/subscribe'],
    forbiddenTopics: (identity, topics) => forbiddenTopicsOf(ledger, identity, topics),
    ownTopics: ownTopicsOf,
    async snapshot(topics, options) {
      const filter = filterOfTopics<PaymentsFilter>(documentedPayments.filter, topics)
      const { position, streams } = await ledger.snapshot(filter, options)
      return { position, items: streams }
    },
    routes(host) {
      host.route('/streams', { GET: listStreams(host, ledger), POST: createStream(host, ledger) })
      host.route('/streams/:id', { GET: readStream(host, ledger) })
      host.route('/streams/:id/claimable', { GET: readClaimable(host, ledger) })
      host.route('/events', { GET: listEvents(host, ledger, log, ledger.logName) })
      addStreamCommands(host, ledger)
    },
  })
  return { ...feed, ledger }
}
