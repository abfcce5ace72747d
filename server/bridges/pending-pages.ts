/**
 * Events that were read and are not recorded yet, by the pages that they came in. An RPC may repeat events, and put one
 * into a later page: they are recorded in the order of the chain, and a cursor only with all events before it.
 */
import type { ChainReport } from '../ledger/chain-record.ts'
import type { ChainRecorder } from './chain-recorder.ts'

export interface PendingPages {
  /** Adds a page. @param cursor where the next one begins */
  add(reports: readonly ChainReport[], cursor: string): void
  /** Records all of them. */
  recordAll(): Promise<void>
  /** When there are many, records all but the newest. */
  recordOldest(): Promise<void>
  /** After a failure: reading continues at the last cursor whose events are recorded. */
  forget(): void
}

/** @param keptBack how many events are kept back so that they can be sorted */
export function createPendingPages(recorder: ChainRecorder, keptBack: number): PendingPages {
  const pending = new Map<string, ChainReport>()
  let pages: { readonly cursor: string; readonly keys: readonly string[] }[] = []

  async function record(due: readonly ChainReport[]): Promise<void> {
    const done = new Set(due.map(({ key }) => key))
    const open = pages.findIndex(({ keys }) =>
      keys.some((key) => !done.has(key) && pending.has(key)),
    )
    const finished = open === -1 ? pages : pages.slice(0, open)
    await recorder.record(due, finished.at(-1)?.cursor ?? null)
    for (const key of done) pending.delete(key)
    pages = open === -1 ? [] : pages.slice(open)
  }

  const inOrder = () => [...pending.values()].sort(byOrder)

  return {
    add(reports, cursor) {
      const keys: string[] = []
      for (const report of reports) {
        if (pending.has(report.key)) recorder.counts.repeated++
        else keys.push(report.key)
        pending.set(report.key, report)
      }
      pages.push({ cursor, keys })
    },
    recordAll: () => record(inOrder()),
    async recordOldest() {
      if (pending.size > 2 * keptBack) await record(inOrder().slice(0, -keptBack))
    },
    forget() {
      pending.clear()
      pages = []
    },
  }
}

function byOrder(one: ChainReport, other: ChainReport): number {
  return (one.order ?? '') < (other.order ?? '') ? -1 : 1
}
