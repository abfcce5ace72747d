/**
 * Reads the events of contracts page after page, from where an earlier process has come, and passes them on. Declares a
 * gap when the RPC no longer has the ledger to read. When to read the next page, and what to do after a failure, is the
 * poller's decision.
 *
 *   begin ─► page ─► full? ── yes ─► keep the newest back
 *             │        └── no ─► record all, sorted: the end of the chain
 *             └── the RPC no longer has the ledger ─► declare a gap ─► snapshot ─► begin at its oldest
 *
 * B1 A cursor is stored with the events before it, or after them; so a crash loses none, and repeats are recognised.
 */
import type { Clock } from '../../src/platform/ports.ts'
import type { ChainReport } from '../ledger/chain-record.ts'
import type { Logger } from '../ops/logger.ts'
import type { ChainDecoder } from './chain-decoder.ts'
import type { ChainRecorder } from './chain-recorder.ts'
import type { Healing } from './chain-snapshots.ts'
import { createPendingPages } from './pending-pages.ts'
import { RpcFailure, type RpcPage, type SorobanRpc } from './soroban-rpc.ts'

export interface ChainReading {
  /** Reads one page. @returns whether it ended at the end of the chain */
  step(signal: AbortSignal): Promise<boolean>
  /** After a failed step. */
  forget(): void
  readonly gaps: number
  /** The last ledger that was read completely; 0: none. */
  readonly ledger: number
  readonly latestLedger: number
}

export interface ChainReadingOptions {
  readonly rpc: SorobanRpc
  /** Called before the first page. */
  readonly loadDecoder: () => Promise<ChainDecoder>
  readonly recorder: ChainRecorder
  readonly contractIds: readonly string[]
  /** Where to begin without a cursor; null: with the snapshot, or else at the oldest ledger of the RPC. */
  readonly startLedger: number | null
  readonly pageSize: number
  readonly clock: Clock
  readonly logger: Logger
  /**
   * Reads streams from a snapshot, after events were lost and before the first are read. Rejects only when aborted.
   * Null: there is nothing to read from.
   */
  readonly heal: (signal: AbortSignal) => Promise<Healing | null>
}

/** [Soroban RPC] limits of one request. */
const mostFilters = 5
const contractsPerFilter = 5
const topicsPerFilter = 5

/** The most contracts that one indexer can read. */
export const mostContracts = mostFilters * contractsPerFilter

type From = { readonly cursor: string } | { readonly startLedger: number }

export function createChainReading(options: ChainReadingOptions): ChainReading {
  const { rpc, recorder, pageSize, clock, logger, heal } = options
  const pending = createPendingPages(recorder, 2 * pageSize)
  let decoder: ChainDecoder | null = null
  let filters: readonly object[] = []
  let gaps = 0
  let ledger = 0
  let latestLedger = 0
  /** Where the next page begins; null: at the cursor of the recorder, or at the start. */
  let nextCursor: string | null = null

  /** @returns null while the chain has not reached the ledger to begin at */
  async function begin(signal: AbortSignal): Promise<From | null> {
    const { gap, startLedger } = recorder.state()
    // Before events are read: those that the snapshot contains are then recognised.
    if (gap !== null) await heal(signal)
    const cursor = nextCursor ?? recorder.state().cursor
    if (cursor !== null) return { cursor }
    const range = await rpc.getRange(signal)
    latestLedger = range.latestLedger
    const known = startLedger ?? options.startLedger
    const healing = known === null ? await heal(signal) : null
    const from = known ?? healing?.ledger ?? range.oldestLedger
    // Streams that were created earlier may be missing.
    if (healing !== null && !healing.isComplete && from > 1) await declareGap(1, from - 1)
    if (from > range.latestLedger) return null
    if (from < range.oldestLedger) {
      await declareGap(from, range.oldestLedger - 1)
      await heal(signal)
    } else if (known === null) await recorder.setReading({ startLedger: from })
    return { startLedger: Math.max(from, range.oldestLedger) }
  }

  /** @returns null after a gap: reading continues behind it */
  async function readPage(from: From, signal: AbortSignal): Promise<RpcPage | null> {
    try {
      return await rpc.getEvents(from, filters, pageSize, signal)
    } catch (error) {
      if (!(error instanceof RpcFailure && error.reason === 'out_of_range')) throw error
      const range = await rpc.getRange(signal)
      const at = 'cursor' in from ? ledgerOf(from.cursor) : from.startLedger
      // The RPC is behind us and will catch up, or it is of another network. An odd cursor shows nothing.
      if (at !== null && at >= range.oldestLedger) throw error
      latestLedger = range.latestLedger
      // What was read before it is complete.
      await pending.recordAll()
      // The cursor may be in the middle of its ledger: then the rest of it is lost too.
      await declareGap(at ?? 1, range.oldestLedger - 1)
      return null
    }
  }

  async function declareGap(fromLedger: number, toLedger: number): Promise<void> {
    nextCursor = null
    gaps++
    const { gap } = recorder.state()
    logger.error(
      { fromLedger, toLedger },
      'events of the chain are lost: the RPC no longer has their ledgers, or no snapshot has all streams',
    )
    const earliest = Math.min(fromLedger, gap?.fromLedger ?? fromLedger)
    await recorder.setReading({
      gap: { fromLedger: earliest, toLedger, atMs: clock.nowMs() },
      cursor: null,
      startLedger: toLedger + 1,
    })
  }

  function reportsOf({ events }: RpcPage, { decode }: ChainDecoder): readonly ChainReport[] {
    return events.flatMap((event) => {
      const decoded = decode(event)
      if (decoded.kind === 'report') return decoded.report
      if (decoded.kind === 'ignored') recorder.counts.ignored++
      else recorder.setAside(event.id, decoded.reason)
      return []
    })
  }

  return {
    async step(signal) {
      if (decoder === null) {
        decoder = await options.loadDecoder()
        filters = filtersOf(options.contractIds, decoder.topics)
      }
      const from = await begin(signal)
      if (from === null) return true
      const page = await readPage(from, signal)
      if (page === null) return false
      nextCursor = page.cursor
      latestLedger = page.latestLedger
      pending.add(reportsOf(page, decoder), page.cursor)
      const reached = ledgerOf(page.cursor)
      const isEnd = page.events.length < pageSize && (reached === null || reached >= latestLedger)
      await (isEnd ? pending.recordAll() : pending.recordOldest())
      if (reached !== null) ledger = reached
      return isEnd
    },
    forget() {
      pending.forget()
      nextCursor = null
    },
    get gaps() {
      return gaps
    },
    get ledger() {
      return ledger
    },
    get latestLedger() {
      return latestLedger
    },
  }
}

function filtersOf(
  contractIds: readonly string[],
  allTopics: ChainDecoder['topics'],
): readonly object[] {
  const contracts = inParts(contractIds, contractsPerFilter)
  const topics = inParts(allTopics, topicsPerFilter)
  const combined = contracts.flatMap((part) =>
    topics.map((names) => ({ type: 'contract', contractIds: part, topics: names })),
  )
  // Too many contracts: then all of their events are read, and the others ignored.
  if (combined.length <= mostFilters) return combined
  return contracts.map((part) => ({ type: 'contract', contractIds: part }))
}

function inParts<Value>(values: readonly Value[], size: number): readonly (readonly Value[])[] {
  const parts: Value[][] = []
  for (let from = 0; from < values.length; from += size) parts.push(values.slice(from, from + size))
  return parts
}

/** [SEP-35] The first part of an id is a number with the ledger in its upper half. Null for other cursors. */
function ledgerOf(cursor: string): number | null {
  const place = /^(\d{1,19})-\d+$/.exec(cursor)?.[1]
  return place === undefined ? null : Number(BigInt(place) >> 32n)
}
