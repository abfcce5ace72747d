/**
 * Which items of a list are in which group. An item that gets into another group is mounted again, so the one that
 * is in use stays in its own. Pure.
 */

/** Consecutive items of a list. */
export interface ItemGroup<Item> {
  /** The index of its first item in the whole list. */
  readonly start: number
  /** Never empty. */
  readonly items: readonly Item[]
}

/** The item in use, and the group that it is in. */
export interface UsedItem {
  /** Its index in the list as it is now. */
  readonly index: number
  /** The index of its group before. */
  readonly group: number
}

/**
 * Groups of `size` items; the last one has the rest. If one more or one less item would move the item in use to the
 * next group, the group in which it is has as many items more or fewer instead, up to half of its size.
 */
export function groupItems<Item>(
  items: readonly Item[],
  size: number,
  used: UsedItem | null,
): readonly ItemGroup<Item>[] {
  const groups: ItemGroup<Item>[] = []
  for (let start = 0; start < items.length; ) {
    let end = start + size
    if (used && Math.abs(used.index + 0.5 - end) < size / 2 && used.index >= start) {
      // At a boundary: on the side of it on which it was.
      if (used.group === groups.length) end = Math.max(end, used.index + 1)
      else if (used.group > groups.length) end = Math.min(end, Math.max(used.index, start + 1))
    }
    groups.push({ start, items: items.slice(start, end) })
    start = end
  }
  return groups
}
