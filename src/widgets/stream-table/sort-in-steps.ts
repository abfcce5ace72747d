/**
 * A sort that can pause. Merges runs from the bottom up; what is in order already is compared once and copied, so the
 * order of before is a good one to begin with. Pure.
 */

/** Work that can pause at each `yield`, and takes less than a millisecond up to the next one. */
export type Steps<Result> = Generator<void, Result>

/** Does all of it. */
export function finish<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

const runLength = 128
const mergedBetweenPauses = 512

/** @param compare a total order: 0 only for the same item */
export function* sortInSteps<Item>(
  items: readonly Item[],
  compare: (a: Item, b: Item) => number,
): Steps<Item[]> {
  const { length } = items
  let from: Item[] = []
  for (let start = 0; start < length; start += runLength) {
    for (const item of items.slice(start, start + runLength).sort(compare)) from.push(item)
    yield
  }
  let to: Item[] = new Array(length)
  let untilPause = mergedBetweenPauses
  for (let width = runLength; width < length; width *= 2) {
    for (let start = 0; start < length; start += 2 * width) {
      const middle = Math.min(start + width, length)
      const end = Math.min(start + 2 * width, length)
      let left = start
      let right = middle
      const isInOrder =
        middle === end || compare(from[middle - 1] as Item, from[middle] as Item) <= 0
      if (isInOrder) right = end
      for (let place = start; place < end; place += 1) {
        const isLeft =
          isInOrder ||
          right === end ||
          (left < middle && compare(from[left] as Item, from[right] as Item) <= 0)
        to[place] = from[isLeft ? left++ : right++] as Item
        untilPause -= 1
        if (untilPause > 0) continue
        untilPause = mergedBetweenPauses
        yield
      }
    }
    ;[from, to] = [to, from]
  }
  return from
}

/**
 * Where each item was in the list of before; -1: it was not there. Lists keep the order in which their items became known,
 * so the first item that is not found is new, and so are all after it. In another order they count as new as well.
 */
export function placesBefore(before: readonly object[], next: readonly object[]): Int32Array {
  const places = new Int32Array(next.length).fill(-1)
  let at = 0
  for (let index = 0; index < next.length; index += 1) {
    while (at < before.length && before[at] !== next[index]) at += 1
    if (at === before.length) break
    places[index] = at
    at += 1
  }
  return places
}
