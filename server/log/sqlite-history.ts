/**
 * One page of the history, newest first, found by the indexes of topics and types. What is looked at for a page is
 * bounded, because the thread of the file does nothing else in the meantime, commits included.
 */
import type { HistoryQuery } from './event-log.ts'
import { asEntry, type Statements, type StoredEntry } from './sqlite-statements.ts'

// Rows of indexes and entries looked at for one page: about 20 ms.
const rowsPerPage = 20_000
const bytesPerPage = 4 * 1024 * 1024
const longestBatch = 64
const rowsPerBatch = 2_000

export interface FoundHistory {
  readonly entries: readonly StoredEntry[]
  readonly nextBefore: number | null
}

/** @param onDamaged called for each damaged entry, which is left out. */
export function findHistory(
  statements: Statements,
  log: { readonly id: number; readonly oldest: number },
  query: HistoryQuery,
  onDamaged: (offset: number) => void,
): FoundHistory {
  const { topics, types, limit } = query
  const found: StoredEntry[] = []
  let before = query.before ?? Number.MAX_SAFE_INTEGER
  let rows = 0
  let bytes = 0

  /** The newest offsets below `before` of any of these names, at most `count`. */
  function newestOf(
    names: readonly string[],
    index: Statements['offsetsOfTypeBelow'],
    count: number,
  ): readonly number[] {
    // The newest of all names are among the newest of each.
    const offsets = new Set<number>()
    for (const name of names) {
      for (const row of index.all(log.id, name, before, count)) {
        offsets.add(Number(row['offset']))
        rows++
      }
      rows++
    }
    return [...offsets].sort((a, b) => b - a).slice(0, count)
  }

  function nextCandidates(count: number): readonly number[] {
    if (topics !== undefined) {
      if (types !== undefined) {
        // Nothing above the newest entry of these types can match: where they are rare, most topics are passed over.
        const newest = newestOf(types, statements.offsetsOfTypeBelow, 1)[0]
        if (newest === undefined) return []
        before = newest + 1
      }
      return newestOf(topics, statements.offsetsOfTopicBelow, count)
    }
    if (types !== undefined) return newestOf(types, statements.offsetsOfTypeBelow, count)
    const offsets = statements.offsetsBelow.all(log.id, before, count)
    rows += offsets.length
    return offsets.map((row) => Number(row['offset']))
  }

  function take(offset: number): void {
    before = offset
    rows++
    const row = statements.readEntry.get(log.id, offset)
    if (row === undefined) return
    const entry = asEntry(row, log.id)
    if (entry === null) {
      onDamaged(offset)
      return
    }
    if (types !== undefined && !types.includes(entry.type)) return
    found.push(entry)
    bytes += entry.data.length
  }

  const names = Math.max(1, topics?.length ?? types?.length ?? 1)
  const batch = Math.max(8, Math.min(longestBatch, Math.floor(rowsPerBatch / names)))
  const isFull = () => found.length >= limit || bytes > bytesPerPage
  while (!isFull() && rows < rowsPerPage) {
    const isExact = topics === undefined || types === undefined
    const count = isExact ? Math.min(batch, limit - found.length) : batch
    const candidates = nextCandidates(count)
    for (const offset of candidates) {
      if (isFull()) break
      take(offset)
    }
    if (candidates.length < count && !(isFull() && before > (candidates.at(-1) ?? 0))) {
      return { entries: found, nextBefore: null }
    }
  }
  return { entries: found, nextBefore: before > log.oldest ? before : null }
}
