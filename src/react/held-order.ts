/**
 * A list whose order is held: items keep their places and are updated from the latest list. New items are
 * not shown, and removed items stay as they last were. Pure.
 */

export interface HeldItems<Item> {
  /** What to show, in this order. The list that was held, if nothing in it has changed. */
  readonly items: readonly Item[]
  /** Keys of the latest list that are not shown, in its order. */
  readonly newKeys: readonly string[]
  /** Whether the latest list differs from what is shown, in its items or their order. */
  readonly isOutdated: boolean
}

/**
 * @param held the items currently shown while the order is held; null: it is not held. An empty list is not
 * held either, since its first items cannot move others.
 */
export function holdOrder<Item>(
  latest: readonly Item[],
  held: readonly Item[] | null,
  keyOf: (item: Item) => string,
): HeldItems<Item> {
  if (held === null || held.length === 0) return { items: latest, newKeys: [], isOutdated: false }
  const byKey = new Map(latest.map((item) => [keyOf(item), item]))
  const heldKeys = held.map(keyOf)
  const shown = new Set(heldKeys)
  const latestKeys = [...byKey.keys()]
  const items = held.map((item, index) => byKey.get(heldKeys[index] ?? '') ?? item)
  return {
    items: items.every((item, index) => item === held[index]) ? held : items,
    newKeys: latestKeys.filter((key) => !shown.has(key)),
    isOutdated:
      latestKeys.length !== heldKeys.length ||
      latestKeys.some((key, index) => key !== heldKeys[index]),
  }
}
