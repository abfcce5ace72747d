/**
 * The items of a state as a map of which a changed copy costs what has changed, not what there is: copying a `Map` of ten
 * thousand items takes longer than everything else that is done with a batch of events.
 *
 * Copies share a base that no longer changes; above it each has its own changes. When there are some hundred of those,
 * and of small maps always, a copy is a `Map`.
 *
 * M1 What is in a state never changes: only a copy that no state has yet is written to.
 * M2 It reads as a `Map` does, in the same order: a replaced item keeps its place, and a new one is the last.
 */

/** From how many on changes and items are copied as a whole. */
const mostChanges = 128

/** A copy that is still being written to. */
export type ItemDraft<Item extends object> = Map<string, Item> | LayeredItems<Item>

/** A copy of `items`, to write to before it is in a state. */
export function copyItems<Item extends object>(items: ReadonlyMap<string, Item>): ItemDraft<Item> {
  if (items.size <= mostChanges) return new Map(items)
  if (!(items instanceof LayeredItems)) return new LayeredItems(items, new Map(), 0)
  return items.changeCount < mostChanges ? items.copy() : new Map(items)
}

/** The same without one of them. Removals are rare, and copy everything once. */
export function withoutItem<Item extends object>(draft: ItemDraft<Item>, key: string) {
  const items = draft instanceof Map ? draft : new Map(draft)
  items.delete(key)
  return items
}

class LayeredItems<Item extends object> implements ReadonlyMap<string, Item> {
  readonly #base: ReadonlyMap<string, Item>
  readonly #changes: Map<string, Item>
  /** How many of the changes are not in the base. */
  #added: number

  constructor(base: ReadonlyMap<string, Item>, changes: Map<string, Item>, added: number) {
    this.#base = base
    this.#changes = changes
    this.#added = added
  }

  get changeCount(): number {
    return this.#changes.size
  }

  copy(): LayeredItems<Item> {
    return new LayeredItems(this.#base, new Map(this.#changes), this.#added)
  }

  set(key: string, item: Item): void {
    if (!this.has(key)) this.#added += 1
    this.#changes.set(key, item)
  }

  get size(): number {
    return this.#base.size + this.#added
  }

  get(key: string): Item | undefined {
    return this.#changes.get(key) ?? this.#base.get(key)
  }

  has(key: string): boolean {
    return this.#changes.has(key) || this.#base.has(key)
  }

  *entries(): MapIterator<[string, Item]> {
    for (const [key, item] of this.#base) yield [key, this.#changes.get(key) ?? item]
    if (this.#added === 0) return
    for (const entry of this.#changes) if (!this.#base.has(entry[0])) yield entry
  }

  *keys(): MapIterator<string> {
    for (const [key] of this) yield key
  }

  *values(): MapIterator<Item> {
    for (const [, item] of this) yield item
  }

  [Symbol.iterator](): MapIterator<[string, Item]> {
    return this.entries()
  }

  /** Twice as fast as an iterator, over ten thousand items. */
  forEach(
    callback: (item: Item, key: string, map: ReadonlyMap<string, Item>) => void,
    self?: unknown,
  ): void {
    this.#base.forEach((item, key) => {
      callback.call(self, this.#changes.get(key) ?? item, key, this)
    })
    if (this.#added === 0) return
    this.#changes.forEach((item, key) => {
      if (!this.#base.has(key)) callback.call(self, item, key, this)
    })
  }
}
