/**
 * Whether the front page has a side column: then the activity is part of it, else it comes last. The order of the document
 * is the order that is seen, so it differs, too.
 */
import { useSyncExternalStore } from 'react'

/** As in home.css. */
const wide = '(width >= 1100px)'

function subscribe(listener: () => void): () => void {
  const query = matchMedia(wide)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

export function useIsWide(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(wide).matches)
}
