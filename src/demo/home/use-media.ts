/**
 * Which widths the front page has other contents for. Most of its layout is up to the style sheet; what is here differs in
 * the document: its order is the order that is seen, and what a phone leaves out is not there.
 */
import { useCallback, useSyncExternalStore } from 'react'

export const widths = {
  /** Activity is in a side column, else last. As in home.css. */
  wide: '(width >= 1100px)',
  /** One token of the treasury at a time, and rows of its table as cards. As in home.css. */
  narrow: '(width < 600px)',
  /** The table has no room for all of its columns. */
  fewColumns: '(600px <= width < 820px), (1100px <= width < 1240px)',
} as const

/** Whether the window has one of {@link widths}. */
export function useMedia(query: (typeof widths)[keyof typeof widths]): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches)
}
