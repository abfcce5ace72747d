/**
 * The indexer: brings the events of a payment-stream contract into the payments feed, from a Soroban RPC or from a
 * program of yours. The chain is the source of truth: the feed takes no commands.
 *
 *   Soroban RPC ─► chain-poller ─┐
 *                                ├─► chain-recorder ─► ledger.record ─► log
 *   handleBlockchainEvent ───────┘          ▲
 *   snapshots (contract-streams) ───────────┘
 */
import type { Clock, FetchLike, Random, Timers } from '../../src/platform/ports.ts'
import { systemClock, systemRandom } from '../../src/platform/system.ts'
import { ProtocolError } from '../../src/protocol/errors.ts'
import type { PaymentsFeed } from '../feeds/payments/payments-feed.ts'
import type { ReportOutcome } from '../ledger/chain-record.ts'
import type { ChainSnapshot } from '../ledger/chain-snapshot.ts'
import type { Bridge } from '../ops/bridge.ts'
import { type Logger, silentLogger } from '../ops/logger.ts'
import type { NotReady } from '../ops/readiness.ts'
import { turnTimers } from '../ops/turn-timers.ts'
import { checkOptionNames, type OptionNames } from '../option-names.ts'
import { type BlockchainEvent, readBlockchainEvent } from './blockchain-event.ts'
import { createChainDecoder, loadStellarSdk, type StellarSdk } from './chain-decoder.ts'
import { type ChainPoller, createChainPoller } from './chain-poller.ts'
import { mostContracts } from './chain-reading.ts'
import { type AsideEvent, createChainRecorder } from './chain-recorder.ts'
import { createSnapshotReader, type ReadStreams } from './chain-snapshots.ts'
import { type ChainGap, createChainStore } from './chain-state.ts'
import { readContractStreams } from './contract-streams.ts'
import { IndexerError } from './errors.ts'
import { createSorobanRpc, type SorobanRpc } from './soroban-rpc.ts'

/** Options of {@link chainIndexer}. */
export interface ChainIndexerOptions {
  /** The feed that the events go to, made with `commands: false`. */
  readonly feed: PaymentsFeed
  /** The Soroban RPC, such as `https://soroban-testnet.stellar.org`. Default: none, only `handleBlockchainEvent`. */
  readonly rpcUrl?: string
  /** Headers of every request to it, such as the key of a provider. */
  readonly rpcHeaders?: Readonly<Record<string, string>>
  /** The contracts (`C…`), 1 to 25. Their stream ids must not overlap. Required with `rpcUrl`. */
  readonly contractIds?: readonly string[]
  /**
   * The ledger to begin at when nothing has been read before. Default: the streams are read from the contract, and
   * events from then on; without `readStreams`, from the oldest ledger of the RPC.
   */
  readonly startLedger?: number
  /** How long to wait at the end of the chain, in ms, 100 or more. Default 5000, about one ledger. */
  readonly pollMs?: number
  /** Events of one request, 1 to 10000. Default 1000. */
  readonly pageSize?: number
  /** How long to wait for an answer of the RPC, in ms. Default 30000. */
  readonly timeoutMs?: number
  /**
   * Reads the state of streams after events were lost. Default: from the storage of FlowFi's contract, through the RPC.
   * Null: not at all; what was lost is then only declared.
   */
  readonly readStreams?: ReadStreams | null
  /**
   * Whether `/readyz` answers `chain_gap` while events are lost and not made up for: `not-ready`, or `continue` to only
   * count and log them. Default `not-ready`.
   */
  readonly onGap?: 'not-ready' | 'continue'
  /** Default: no logging. */
  readonly logger?: Logger
  /** Default: the `fetch` of the runtime. */
  readonly fetch?: FetchLike
  /** Default: the clock of the device. */
  readonly clock?: Clock
  /** Default: those of the runtime. */
  readonly timers?: Timers
  /** Spreads attempts after failures. Default: `Math.random`. */
  readonly random?: Random
}

/** How the indexer is doing. */
export interface ChainHealth {
  /** `following`: at the end of the chain. `reading`: on the way there. `failing`: the last attempt failed. */
  readonly status: 'following' | 'reading' | 'failing'
  /** The last ledger that was read completely; 0 before the first. */
  readonly ledger: number
  /** The newest ledger of the RPC. */
  readonly latestLedger: number
  /** Ledgers whose events are lost and not made up for; null: none are. */
  readonly gap: ChainGap | null
  /** Events that wait for one before them, by the id of their stream. */
  readonly heldStreams: Readonly<Record<string, number>>
  /** The last events that cannot be recorded, at most 100. */
  readonly aside: readonly AsideEvent[]
}

/** An indexer. Pass it to `serve` as one of its `bridges`, or call `start` and `close`. */
export interface ChainIndexer extends Bridge {
  /**
   * Records an event of the chain from a source of your own, such as a webhook. A repeat changes nothing. May be
   * destructured.
   *
   * @returns `applied`; `repeated`: it was known; `held`: it waits for an event before it, and is durable; `conflicting`:
   *   another contract, or another creation, has the id of its stream
   * @throws IndexerError `bad_chain_event`, `too_many_held`, `indexer_closed`; LogError `log_unavailable`: try again
   */
  handleBlockchainEvent(event: BlockchainEvent): Promise<ReportOutcome>
  /** Resolves when the end of the chain was reached for the first time, or the indexer was closed. */
  readonly caughtUp: Promise<void>
  /** The current state. */
  health(): ChainHealth
}

const optionNames: OptionNames<ChainIndexerOptions> = {
  ...{ feed: true, rpcUrl: true, rpcHeaders: true, contractIds: true, startLedger: true },
  ...{ pollMs: true, pageSize: true, timeoutMs: true, readStreams: true, onGap: true },
  ...{ logger: true, fetch: true, clock: true, timers: true, random: true },
}

/** The chain counts as stalled when nothing was read for this long. */
const stalledMs = 60_000

/**
 * Creates an indexer. It begins to read with `start()`, which `serve({ bridges })` calls. Run one for each log.
 *
 * With `rpcUrl` it needs the package `@stellar/stellar-sdk`; `prepare()` rejects with `bad_config` without it.
 *
 * @throws ProtocolError `bad_config` for an unknown option or a value out of range, and for a feed that takes commands
 * @example
 * const feed = paymentsFeed({ log, commands: false })
 * const indexer = chainIndexer({ feed, rpcUrl, contractIds: ['C…'] })
 * const server = await serve({ feeds: [feed], bridges: [indexer] })
 */
export function chainIndexer(options: ChainIndexerOptions): ChainIndexer {
  checkOptions(options)
  const { feed, rpcUrl, contractIds = [], startLedger = null, onGap = 'not-ready' } = options
  const { clock = systemClock, timers = turnTimers, random = systemRandom } = options
  const { logger = silentLogger, fetch = systemFetch } = options
  const { log, ledger } = feed
  const store = createChainStore({
    ...{ log, logName: feed.logName },
    source: [...contractIds].sort().join(','),
  })
  const recorder = createChainRecorder({ ledger, store, logger })
  let sdk: Promise<StellarSdk> | null = null
  let isClosed = false
  let reachEnd = () => {}
  const caughtUp = new Promise<void>((resolve) => {
    reachEnd = resolve
  })

  function loadSdk(): Promise<StellarSdk> {
    sdk ??= loadStellarSdk().catch((error: unknown) => {
      sdk = null
      throw error
    })
    return sdk
  }

  function readersOf(rpc: SorobanRpc): readonly ReadStreams[] {
    const { readStreams } = options
    if (readStreams === null) return []
    if (readStreams !== undefined) return [readStreams]
    return contractIds.map((contractId) => async (streamIds, signal): Promise<ChainSnapshot> => {
      return readContractStreams({ rpc, sdk: await loadSdk(), contractId }, streamIds, signal)
    })
  }

  function openPoller(url: string): ChainPoller {
    const { pollMs = 5_000, pageSize = 1_000, timeoutMs = 30_000, rpcHeaders = {} } = options
    const rpc = createSorobanRpc({ url, fetch, timers, headers: rpcHeaders, timeoutMs })
    const snapshots = createSnapshotReader({
      ...{ ledger, recorder, clock, logger },
      readers: readersOf(rpc),
    })
    return createChainPoller({
      ...{ rpc, recorder, contractIds, startLedger, pollMs, pageSize },
      ...{ clock, timers, random, logger },
      loadDecoder: async () => createChainDecoder(await loadSdk()),
      heal: snapshots.heal,
      async onCaughtUp(signal) {
        await snapshots.settle(signal)
        reachEnd()
      },
    })
  }

  const poller = rpcUrl === undefined ? null : openPoller(rpcUrl)
  let loading: Promise<void> | null = null

  /** Without a poller, the first event reads the state. */
  function loaded(): Promise<void> {
    loading ??= recorder.load().catch((error: unknown) => {
      loading = null
      throw error
    })
    return loading
  }

  function notReady(): readonly NotReady[] {
    const { gap } = recorder.state()
    const isStalled = poller !== null && clock.monotonicMs() - poller.succeededAtMs > stalledMs
    return [
      ...(isStalled ? (['chain_stalled'] as const) : []),
      ...(gap !== null && onGap === 'not-ready' ? (['chain_gap'] as const) : []),
    ]
  }

  return {
    name: 'chain',
    readiness: { check: notReady },
    caughtUp,
    async prepare() {
      if (poller !== null) await loadSdk()
    },
    start: () => poller?.start(loaded),
    async close() {
      isClosed = true
      await poller?.close()
      reachEnd()
      try {
        await recorder.flush()
      } catch (error) {
        // The events after the stored cursor are read again, and recognised.
        logger.warn({ error }, 'how far the chain was read could not be stored')
      }
    },
    async handleBlockchainEvent(event) {
      if (isClosed) {
        throw new IndexerError(
          'indexer_closed',
          'The event was not recorded: the indexer was closed. Pass it to one that runs.',
        )
      }
      const report = readBlockchainEvent(event)
      await loaded()
      const [outcome = 'held'] = await recorder.record([report], null)
      return outcome
    },
    health() {
      const { gap, held } = recorder.state()
      const heldStreams: Record<string, number> = {}
      for (const { event } of held) {
        heldStreams[event.streamId] = (heldStreams[event.streamId] ?? 0) + 1
      }
      const { ledger = 0, latestLedger = 0, isCaughtUp = true, isFailing = false } = poller ?? {}
      const status = isFailing ? 'failing' : isCaughtUp ? 'following' : 'reading'
      return { status, ledger, latestLedger, gap, heldStreams, aside: [...recorder.aside] }
    },
    measure: () => ({
      events: { ...recorder.counts },
      failures: { ...poller?.failures },
      held: recorder.state().held.length,
      gaps: poller?.gaps ?? 0,
      position: poller?.ledger ?? 0,
    }),
  }
}

const systemFetch: FetchLike = (input, init) => globalThis.fetch(input, init)

/** @throws ProtocolError `bad_config` */
function checkOptions(options: ChainIndexerOptions): void {
  const checked = { code: 'bad_config', call: 'chainIndexer()', task: 'follow the chain' } as const
  checkOptionNames(options, optionNames, checked)
  const { feed, rpcUrl, contractIds = [], onGap = 'not-ready' } = options
  const refuseUnless = (isRight: boolean, why: string) => {
    if (!isRight) throw new ProtocolError('bad_config', `Failed to follow the chain: ${why}`)
  }
  refuseUnless(
    typeof feed?.ledger?.record === 'function',
    'feed is not a payments feed. Pass paymentsFeed({ log, commands: false }).',
  )
  refuseUnless(
    !feed.ledger.takesCommands,
    'the feed takes commands, which the chain would contradict. Make it with commands: false.',
  )
  refuseUnless(
    rpcUrl === undefined || /^https?:\/\//.test(rpcUrl),
    'rpcUrl is not an address. Pass one that begins with https:// or http://.',
  )
  refuseUnless(
    contractIds.every((id) => isContractId(id)) && contractIds.length <= mostContracts,
    `contractIds is not a list of at most ${mostContracts} contracts. Pass addresses that begin with C.`,
  )
  refuseUnless(
    rpcUrl === undefined || contractIds.length > 0,
    'contractIds is empty. Pass the contracts whose events to read.',
  )
  for (const [name, least, most] of ranges) {
    const value = options[name]
    refuseUnless(
      value === undefined || (Number.isSafeInteger(value) && value >= least && value <= most),
      `${name} is ${value}. Pass a whole number from ${least} to ${most}.`,
    )
  }
  refuseUnless(
    onGap === 'not-ready' || onGap === 'continue',
    `onGap is ${JSON.stringify(onGap)}. Pass 'not-ready' or 'continue'.`,
  )
}

const ranges = [
  ['startLedger', 1, 2 ** 32 - 1],
  ['pollMs', 100, 3_600_000],
  ['pageSize', 1, 10_000],
  ['timeoutMs', 100, 3_600_000],
] as const

/** The shape only; the RPC refuses a wrong checksum. */
export function isContractId(text: unknown): text is string {
  return typeof text === 'string' && /^C[A-Z2-7]{55}$/.test(text)
}
