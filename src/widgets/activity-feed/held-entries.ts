/**
 * Which entries a person sees while they read: what was there when they began. Newer ones wait and
 * are counted, so that nothing moves under a pointer or out of sight. Pure.
 */

/** The history split at what the person has seen. */
export interface HeldEntries<Entry> {
  readonly shown: readonly Entry[]
  readonly waiting: number
}

/**
 * @param entries newest first
 * @param heldKey key of the newest entry shown when holding began; null while nothing is held
 */
export function holdEntries<Entry extends { readonly key: string }>(
  entries: readonly Entry[],
  heldKey: string | null,
): HeldEntries<Entry> {
  if (heldKey === null) return { shown: entries, waiting: 0 }
  const waiting = entries.findIndex((entry) => entry.key === heldKey)
  // The entry fell off the end of the bounded history: there is nothing left to hold on to.
  return waiting < 0 ? { shown: entries, waiting: 0 } : { shown: entries.slice(waiting), waiting }
}
