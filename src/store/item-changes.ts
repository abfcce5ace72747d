/**
 * Which items differ between two states that follow each other, so that a reader of ten thousand items need not
 * compare all of them after each event. A note next to the map of items, not part of the state.
 */

interface Change {
  /** Weak, because the map before has a note of its own: else no map would ever be collected. */
  readonly before: WeakRef<object>
  readonly keys: ReadonlySet<string>
}

const changes = new WeakMap<object, Change>()

/** Notes what a reduction has changed. */
export function noteChange(before: object, after: object, keys: ReadonlySet<string>): void {
  if (after !== before) changes.set(after, { before: new WeakRef(before), keys })
}

/** The keys of the items that were added, replaced or removed; null if that is not known. */
export function changedKeys(before: object, after: object): ReadonlySet<string> | null {
  const change = changes.get(after)
  return change?.before.deref() === before ? change.keys : null
}
