/**
 * Streams from a snapshot of the chain: all of them when events were lost, and those whose events do not fit. What the
 * snapshot shows is adopted by the ledger, which appends the events that lead there.
 *
 * S1 A gap is made up for only when every id that a contract has issued was read, and every live stream agrees.
 */
import type { Clock } from '../../src/platform/ports.ts'
import type { ChainSnapshot } from '../ledger/chain-snapshot.ts'
import type { Ledger } from '../ledger/commands.ts'
import type { Logger } from '../ops/logger.ts'
import { createRunReport } from '../ops/run-report.ts'
import type { ChainRecorder } from './chain-recorder.ts'

/**
 * Reads streams as they are after a ledger, at most 100 at a time. Streams that do not exist are left out. May reject:
 * it is called again.
 */
export type ReadStreams = (
  streamIds: readonly string[],
  signal: AbortSignal,
) => Promise<ChainSnapshot>

/** What a reading of all streams has come to. */
export interface Healing {
  /** The ledger as of which they are; null when it failed. */
  readonly ledger: number | null
  /** Whether nothing is missing. */
  readonly isComplete: boolean
}

export interface SnapshotReader {
  /** Reads all streams that may have changed, and new ones. Null: there is nothing to read from */
  heal(signal: AbortSignal): Promise<Healing | null>
  /** Reads the streams whose events have not fitted since the last call. */
  settle(signal: AbortSignal): Promise<void>
}

const readAtOnce = 100
/** How many ids are read at most: 10,000 requests. */
const mostIds = 1_000_000n
const mostListed = 100
/** How long to wait before streams that a snapshot did not settle are read again. */
const againMs = 60_000

/** How far the ids of a contract have been read. */
interface Scan {
  readonly read: ReadStreams
  /** All before it were read. */
  next: bigint
  last: bigint | null
  /** Whether ids were left out. */
  isClipped: boolean
}

/** What is known while one gap is being made up for. */
interface Progress {
  readonly gapKey: string
  readonly scans: readonly Scan[]
  /** Streams that are no older than a snapshot. */
  readonly agreed: Set<string>
  /** Streams of a snapshot that the ledger could not adopt. */
  readonly refused: Set<string>
  asOf: number
  /** When to read again, monotonic ms. */
  againAtMs: number
}

export function createSnapshotReader(options: {
  readonly ledger: Pick<Ledger, 'list'>
  readonly recorder: ChainRecorder
  readonly clock: Clock
  readonly logger: Logger
  /** Each reads the streams of one contract. */
  readonly readers: readonly ReadStreams[]
}): SnapshotReader {
  const { ledger, recorder, clock, logger, readers } = options
  const report = createRunReport({
    logger,
    failing: 'a snapshot of the chain could not be read',
    recovered: 'snapshots of the chain are read again',
  })
  let heldBefore = new Set<string>()
  let progress: Progress | null = null

  /** A failure in the middle does not begin again, so a long scan ends although some requests fail. */
  function progressOf(): Progress {
    const { gap } = recorder.state()
    const gapKey = gap === null ? '' : `${gap.toLedger}:${gap.atMs}`
    if (progress?.gapKey === gapKey) return progress
    progress = {
      gapKey,
      scans: readers.map((read) => ({ read, next: 1n, last: null, isClipped: false })),
      ...{ agreed: new Set(), refused: new Set() },
      ...{ asOf: Number.POSITIVE_INFINITY, againAtMs: 0 },
    }
    return progress
  }

  /** In the order of their ids. */
  async function liveStreams(): Promise<readonly string[]> {
    const ids: string[] = []
    for (let cursor: string | null = '0'; cursor !== null; ) {
      const page = await ledger.list({ limit: 1_000, cursor })
      for (const { streamId, status } of page.streams) {
        if (status === 'active' || status === 'paused') ids.push(streamId)
      }
      cursor = page.nextCursor
    }
    return ids
  }

  /** Removes the gap, or stores which streams may be wrong. */
  async function conclude(into: Progress, live: readonly string[]): Promise<Healing> {
    const open = [...new Set([...live, ...into.refused])].filter((id) => !into.agreed.has(id))
    const { gap } = recorder.state()
    const isAllRead = into.scans.every(({ last, isClipped }) => last !== null && !isClipped)
    const isRecent = gap === null || into.asOf >= gap.toLedger
    const isComplete = isAllRead && isRecent && open.length === 0
    const healing = { ledger: into.asOf, isComplete }
    if (isComplete) {
      progress = null
      if (gap === null) return healing
      await recorder.setReading({ gap: null })
      logger.warn({ ledger: into.asOf }, 'what was lost of the chain was read from a snapshot')
      return healing
    }
    // Another backend of the RPC may be further.
    if (!isRecent) progress = null
    progressOf().againAtMs = clock.monotonicMs() + againMs
    const streamIds = open.slice(0, mostListed)
    if (gap !== null && streamIds.join() !== gap.streamIds?.join()) {
      await recorder.setReading({ gap: { ...gap, streamIds } })
      logger.error(
        { ledger: into.asOf, streamIds, isAllRead },
        'a snapshot of the chain does not make up for what was lost',
      )
    }
    return healing
  }

  /** @returns null when it failed, or there is nothing to read from */
  async function tried<Result>(signal: AbortSignal, run: () => Promise<Result>) {
    if (readers.length === 0) return null
    try {
      const result = await run()
      report.succeeded()
      return result
    } catch (error) {
      signal.throwIfAborted()
      report.failed(error)
      return null
    }
  }

  return {
    async heal(signal) {
      if (readers.length === 0) return null
      const into = progressOf()
      const failed = { ledger: null, isComplete: false }
      if (clock.monotonicMs() < into.againAtMs && into.gapKey !== '') return failed
      const healing = await tried(signal, async () => {
        const live = await liveStreams()
        for (const scan of into.scans) await readAll(recorder, into, scan, live, signal)
        return conclude(into, live)
      })
      return healing ?? failed
    },
    async settle(signal) {
      if (recorder.state().gap !== null) await this.heal(signal)
      const { held } = recorder.state()
      // An event before them may be on its way: the next page is waited for.
      const ids = new Set(
        held.filter(({ key }) => heldBefore.has(key)).map(({ event }) => event.streamId),
      )
      const due = [...ids].slice(0, readAtOnce)
      if (due.length > 0) {
        await tried(signal, async () => {
          for (const read of readers) await recorder.adopt(await read(due, signal))
        })
      }
      heldBefore = new Set(recorder.state().held.map(({ key }) => key))
    },
  }
}

/** @returns the streams that are in the storage */
async function adopt(
  recorder: ChainRecorder,
  into: Progress,
  scan: Scan,
  ids: readonly string[],
  signal: AbortSignal,
) {
  const snapshot = await scan.read(ids, signal)
  for (const id of await recorder.adopt(snapshot)) into.agreed.add(id)
  for (const { streamId } of snapshot.streams) {
    if (into.agreed.has(streamId)) into.refused.delete(streamId)
    else into.refused.add(streamId)
  }
  into.asOf = Math.min(into.asOf, snapshot.ledger)
  const last = BigInt(snapshot.lastStreamId ?? 0)
  const isBound = snapshot.streams.every(({ streamId }) => BigInt(streamId) <= last)
  scan.last = isBound && typeof snapshot.lastStreamId === 'string' ? last : null
  return snapshot.streams
}

async function readAll(
  recorder: ChainRecorder,
  into: Progress,
  scan: Scan,
  live: readonly string[],
  signal: AbortSignal,
) {
  const due = [...new Set([...live, ...into.refused])].filter((id) => !into.agreed.has(id))
  let own: { lowest: bigint; highest: bigint } | null = null
  for (let from = 0; from < due.length; from += readAtOnce) {
    for (const { streamId } of await adopt(
      recorder,
      into,
      scan,
      due.slice(from, from + readAtOnce),
      signal,
    )) {
      const id = BigInt(streamId)
      own = {
        lowest: own === null || id < own.lowest ? id : own.lowest,
        highest: own === null || id > own.highest ? id : own.highest,
      }
    }
  }
  // The contract issues ids one after the other. Without the last one, an empty page shows nothing: streams that have
  // ended may be gone from its storage.
  if (scan.last === null && scan.next === 1n) scan.next = own?.lowest ?? 1n
  for (let isFirst = true; ; isFirst = false) {
    if (scan.last !== null && scan.last - scan.next >= mostIds) {
      scan.next = scan.last - mostIds + 1n
      scan.isClipped = true
    }
    // The first page also shows which id is the last by now.
    if (!isFirst && scan.last !== null && scan.next > scan.last) return
    const ids = Array.from({ length: readAtOnce }, (_, n) => (scan.next + BigInt(n)).toString())
    const streams = await adopt(recorder, into, scan, ids, signal)
    if (scan.last === null) {
      scan.next += BigInt(readAtOnce)
      if (streams.length === 0 && scan.next > (own?.highest ?? 0n)) return
      continue
    }
    const after = scan.next + BigInt(readAtOnce)
    scan.next = after > scan.last ? scan.last + 1n : after
  }
}
