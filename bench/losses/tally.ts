/**
 * What a reader has lost: the checker of test/chaos over the numbers of the events that were accepted, so that servers can be
 * compared whose ids say nothing about what is missing.
 */
import { createHistory, createReaderRecord } from '../../test/chaos/reader-record.ts'
import type { Given } from './readers.ts'

export interface Tally {
  /** Events that the reader was never given, and that nothing declares. */
  lost: number
  /** Missing between two events, with a declaration between them. */
  declared: number
  duplicates: number
  /** Given after an event that came later. */
  reordered: number
  /** What the checker finds: C1 of test/chaos, and C5, a reader that never reaches the end. */
  faults: number
}

/**
 * @param accepted numbers of the events that the server has accepted, in the order in which it has
 * @param owedFrom how many of them there were before a reader that was given nothing is owed the next one
 */
export function tallyOf(
  given: readonly Given[],
  accepted: readonly number[],
  owedFrom: number,
): Tally {
  // What was not accepted may have been published or not.
  const rankOf = new Map(accepted.map((number, at) => [number, at + 1]))
  const record = createReaderRecord({
    ...{ name: 'reader', logName: 'all', history: createHistory() },
    nowMs: () => 0,
  })
  const tally: Tally = { lost: 0, declared: 0, duplicates: 0, reordered: 0, faults: 0 }
  const seen = new Set<number>()
  let last: number | null = null
  let isDeclared = false

  const skip = (from: number, to: number) => {
    if (isDeclared) {
      tally.declared += to - from + 1
      record.gap(from, to, 'declared')
    } else tally.lost += to - from + 1
  }
  for (const one of given) {
    if (one === 'declared') {
      isDeclared = true
      continue
    }
    const rank = rankOf.get(one)
    if (rank === undefined) continue
    if (seen.has(rank)) tally.duplicates += 1
    else if (last !== null && rank < last) {
      tally.reordered += 1
      tally.lost -= 1
    } else if (last !== null && rank > last + 1) skip(last + 1, rank - 1)
    seen.add(rank)
    record.event(`run.${rank}`)
    last = Math.max(last ?? 0, rank)
    isDeclared = false
  }
  const reached = last ?? owedFrom
  const isAtEnd = reached === accepted.length
  if (!isAtEnd) skip(reached + 1, accepted.length)
  return { ...tally, faults: record.faults.length + (isAtEnd || isDeclared ? 0 : 1) }
}
