/**
 * Keys in order, for reading states by prefix: a list of short sorted runs. One sorted array would move
 * half of itself at every insertion (300,000 keys for 100,000 items), a tree would be more code.
 */

/** A set of strings that can be walked in order from any point. */
export interface SortedKeys {
  add(key: string): void
  delete(key: string): void
  /** The keys from `start` on, itself included, in order. The set must not change while walking. */
  from(start: string): Generator<string>
}

const longestRun = 1024

export function createSortedKeys(): SortedKeys {
  const runs: string[][] = [[]]

  /** Index of the run that holds `key`, or would: the last one that does not begin above it. */
  function runOf(key: string): number {
    let low = 0
    let high = runs.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      const smallest = runs[middle]?.[0]
      if (smallest !== undefined && smallest <= key) low = middle
      else high = middle - 1
    }
    return low
  }

  return {
    add(key) {
      const index = runOf(key)
      const run = runs[index] ?? []
      const place = lowerBound(run, key)
      if (run[place] === key) return
      run.splice(place, 0, key)
      if (run.length > longestRun) runs.splice(index + 1, 0, run.splice(longestRun >> 1))
    },
    delete(key) {
      const index = runOf(key)
      const run = runs[index] ?? []
      const place = lowerBound(run, key)
      if (run[place] !== key) return
      run.splice(place, 1)
      if (run.length === 0 && runs.length > 1) runs.splice(index, 1)
    },
    *from(start) {
      let index = runOf(start)
      let place = lowerBound(runs[index] ?? [], start)
      for (; index < runs.length; index++, place = 0) {
        for (const key of (runs[index] ?? []).slice(place)) yield key
      }
    },
  }
}

/** Index of the first key that is not below `key`. */
function lowerBound(run: readonly string[], key: string): number {
  let low = 0
  let high = run.length
  while (low < high) {
    const middle = (low + high) >> 1
    const candidate = run[middle]
    if (candidate !== undefined && candidate < key) low = middle + 1
    else high = middle
  }
  return low
}
