/**
 * Which entries a paused feed shows: those that were there when it was paused, even if the bounded
 * history has dropped them since. Newer ones are counted, so that nothing moves while it is read. Pure.
 */

export interface VisibleEntries<Entry> {
  readonly visible: readonly Entry[]
  /** How many newer entries are not shown. */
  readonly newCount: number
}

/**
 * @param entries newest first
 * @param pausedEntries the entries when the feed was paused; null while it is not paused
 */
export function selectVisibleEntries<Entry extends { readonly key: string }>(
  entries: readonly Entry[],
  pausedEntries: readonly Entry[] | null,
): VisibleEntries<Entry> {
  const newestPaused = pausedEntries?.[0]
  if (!pausedEntries || !newestPaused) return { visible: entries, newCount: 0 }
  const index = entries.findIndex((entry) => entry.key === newestPaused.key)
  // Not in the history any more: everything in it is newer.
  return { visible: pausedEntries, newCount: index < 0 ? entries.length : index }
}
