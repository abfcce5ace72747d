/**
 * Which entries a person sees while they read: what was there when they began, also after the bounded
 * history has lost it. Newer ones wait and are counted, so that nothing moves under a pointer or out
 * of sight. Pure.
 */

/** What is shown of the history, and how much of it waits. */
export interface HeldEntries<Entry> {
  readonly shown: readonly Entry[]
  readonly waiting: number
}

/**
 * @param entries newest first
 * @param held those that were shown when holding began; null while nothing is held
 */
export function holdEntries<Entry extends { readonly key: string }>(
  entries: readonly Entry[],
  held: readonly Entry[] | null,
): HeldEntries<Entry> {
  const newestHeld = held?.[0]
  if (!held || !newestHeld) return { shown: entries, waiting: 0 }
  const newer = entries.findIndex((entry) => entry.key === newestHeld.key)
  // Not there any more: all that there is has come since.
  return { shown: held, waiting: newer < 0 ? entries.length : newer }
}
