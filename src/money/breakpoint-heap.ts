/**
 * A binary heap of times, earliest first, from which an item can also be taken out of the
 * middle. Keeps each item's place on the item, so that removal needs no search.
 */

/** What can wait in the heap. `slot` belongs to the heap: -1 while the item is in none. */
export interface HeapItem {
  dueMs: number
  slot: number
}

export interface BreakpointHeap<T extends HeapItem> {
  /** The item due first, left where it is. */
  peek(): T | undefined
  /** Adds an item that is in no heap. Its `dueMs` must not change until it is removed. */
  push(item: T): void
  /** Takes an item out; does nothing when it is not in. */
  remove(item: T): void
}

export function createBreakpointHeap<T extends HeapItem>(): BreakpointHeap<T> {
  const items: T[] = []

  function put(item: T, slot: number) {
    items[slot] = item
    item.slot = slot
  }

  function rise(item: T, from: number) {
    let slot = from
    while (slot > 0) {
      const above = (slot - 1) >> 1
      const parent = items[above]
      if (parent === undefined || parent.dueMs <= item.dueMs) break
      put(parent, slot)
      slot = above
    }
    put(item, slot)
  }

  function sink(item: T, from: number) {
    let slot = from
    for (;;) {
      const left = items[2 * slot + 1]
      const right = items[2 * slot + 2]
      const child =
        right !== undefined && left !== undefined && right.dueMs < left.dueMs ? right : left
      if (child === undefined || child.dueMs >= item.dueMs) break
      const below = child.slot
      put(child, slot)
      slot = below
    }
    put(item, slot)
  }

  return {
    peek: () => items[0],
    push(item) {
      rise(item, items.length)
    },
    remove(item) {
      const { slot } = item
      if (items[slot] !== item) return
      item.slot = -1
      const last = items.pop()
      if (last === undefined || last === item) return
      // The last item fills the hole; it may belong above or below it.
      sink(last, slot)
      if (last.slot === slot) rise(last, slot)
    },
  }
}
