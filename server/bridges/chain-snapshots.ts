/**
 * Streams from a snapshot of the chain: all of them when events were lost, and those whose events do not fit. What the
 * snapshot shows is adopted by the ledger, which appends the events that lead there.
 */
import type { ChainSnapshot } from '../ledger/chain-record.ts'
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

export interface SnapshotReader {
  /** Reads all streams that may have changed, and new ones. @returns the ledger they are as of; null if that failed */
  heal(signal: AbortSignal): Promise<number | null>
  /** Reads the streams whose events have not fitted since the last call. */
  settle(signal: AbortSignal): Promise<void>
}

const readAtOnce = 100

export function createSnapshotReader(options: {
  readonly ledger: Pick<Ledger, 'list'>
  readonly recorder: ChainRecorder
  readonly logger: Logger
  /** Each reads the streams of one contract. */
  readonly readers: readonly ReadStreams[]
}): SnapshotReader {
  const { ledger, recorder, logger, readers } = options
  const report = createRunReport({
    logger,
    failing: 'a snapshot of the chain could not be read',
    recovered: 'snapshots of the chain are read again',
  })
  let heldBefore = new Set<string>()

  async function adopt(read: ReadStreams, ids: readonly string[], signal: AbortSignal) {
    const snapshot = await read(ids, signal)
    await recorder.adopt(snapshot)
    return snapshot
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

  async function readAll(read: ReadStreams, live: readonly string[], signal: AbortSignal) {
    let asOf = Number.POSITIVE_INFINITY
    for (let from = 0; from < live.length; from += readAtOnce) {
      const snapshot = await adopt(read, live.slice(from, from + readAtOnce), signal)
      asOf = Math.min(asOf, snapshot.ledger)
    }
    // The contract issues ids one after the other, so new ones follow the last that is known.
    for (let next = BigInt(live.at(-1) ?? 0) + 1n; ; next += BigInt(readAtOnce)) {
      const ids = Array.from({ length: readAtOnce }, (_, n) => (next + BigInt(n)).toString())
      const snapshot = await adopt(read, ids, signal)
      asOf = Math.min(asOf, snapshot.ledger)
      if (snapshot.streams.length === 0) return asOf
    }
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
    heal: (signal) =>
      tried(signal, async () => {
        const live = await liveStreams()
        let asOf = Number.POSITIVE_INFINITY
        for (const read of readers) asOf = Math.min(asOf, await readAll(read, live, signal))
        if (recorder.state().gap !== null) {
          await recorder.setReading({ gap: null })
          logger.warn({ ledger: asOf }, 'what was lost of the chain was read from a snapshot')
        }
        return asOf
      }),
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
          for (const read of readers) await adopt(read, due, signal)
        })
      }
      heldBefore = new Set(recorder.state().held.map(({ key }) => key))
    },
  }
}
