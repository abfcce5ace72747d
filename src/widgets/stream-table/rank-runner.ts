/**
 * Ranks rows in slices of a few milliseconds: each call works for one slice, and callers repeat it until there is an answer.
 * Has no timers, so it works only while it is called. Does not depend on React.
 */

import type { RecordTotals } from '../../react/record-totals.ts'
import type { StreamRecords } from '../../react/stream-records.ts'
import type { RankedStreams, Ranking, RankOptions } from './ranking.ts'
import { finish, type Steps } from './sort-in-steps.ts'
import type { StreamTableTotals } from './stream-table-options.ts'

/** What the rows that pass are added up in. */
export interface TableSums {
  readonly kind: StreamTableTotals['kind']
  readonly source: RecordTotals
}

/** What is asked for. The same object for as long as nothing in it is another one. */
export interface RankRequest extends Omit<RankOptions, 'atMs'> {
  readonly records: StreamRecords
  readonly totals: TableSums | null
  /** The time that everything is shown as of; null: now. */
  readonly asOfMs: number | null
}

/** Rows, and what they were ranked by. */
export interface RankAnswer {
  readonly request: RankRequest
  readonly ranked: RankedStreams
}

/** Works on one request at a time. */
export interface RankRunner {
  /**
   * Works for one slice; null: there is more to do. The answer to a request of the same user's choices may come first, since
   * what has begun is finished: an application whose columns are other objects at every render would wait forever.
   */
  work(request: RankRequest): RankAnswer | null
  /** Does all of it. */
  finish(request: RankRequest): RankAnswer
}

/** Leaves room in a frame for what is rendered in it. */
const sliceMs = 5

/** @param shownMs server time in Unix ms */
export function createRankRunner(
  ranking: Ranking,
  clock: { monotonicMs(): number },
  shownMs: () => number,
): RankRunner {
  let job: { readonly request: RankRequest; readonly steps: Steps<RankedStreams> } | null = null

  function begin(request: RankRequest) {
    const atMs = request.asOfMs ?? shownMs()
    return { request, steps: ranking.rank({ ...request, atMs }) }
  }

  return {
    work(request) {
      job = job && isSameChoice(job.request, request) ? job : begin(request)
      const startedAtMs = clock.monotonicMs()
      const { steps, request: begun } = job
      // After an error the next call starts over.
      job = null
      do {
        const { done, value } = steps.next()
        if (done) return { request: begun, ranked: value }
      } while (clock.monotonicMs() - startedAtMs < sliceMs)
      job = { request: begun, steps }
      return null
    },
    finish(request) {
      job = null
      return { request, ranked: finish(begin(request).steps) }
    },
  }
}

/** Whether both have the same choices of the user. */
export function isSameChoice(a: RankRequest, b: RankRequest): boolean {
  return choices.every((name) => a[name] === b[name])
}

const choices = ['records', 'sort', 'statuses', 'text', 'locale', 'asOfMs'] as const
