/**
 * A list whose order is held: the items that were there, in their places, each as the latest list has it.
 * New items wait, and items that are gone stay as they were last. Pure.
 */

export interface HeldItems<Item> {
  /** What to show, in this order. */
  readonly items: readonly Item[]
  /** Keys of the latest list that are not shown, in its order. */
  readonly newKeys: readonly string[]
  /** Whether the latest list has other items than are shown, or another order. */
  readonly isOutdated: boolean
}

/**
 * @param held the items shown when the hold began, or since; null: nothing is held. An empty list holds
 * nothing either: its first items move no other.
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
  return {
    items: held.map((item, index) => byKey.get(heldKeys[index] ?? '') ?? item),
    newKeys: latestKeys.filter((key) => !shown.has(key)),
    isOutdated:
      latestKeys.length !== heldKeys.length ||
      latestKeys.some((key, index) => key !== heldKeys[index]),
  }
}
