/** Cards that have just been asked for: scrolled into view and highlighted for a short time. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { cardId } from './card-id.ts'

/** How long a new card is highlighted. */
const freshForMs = 2_400

export function useFreshCards() {
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const takesFocus = useRef(false)
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    const [first] = fresh
    if (first === undefined) return
    const card = document.getElementById(cardId(first))
    // Without smooth scrolling, during which everything would move under the pointer.
    card?.scrollIntoView({ block: 'nearest' })
    if (takesFocus.current) card?.focus({ preventScroll: true })
  }, [fresh])
  const show = useCallback((streamIds: readonly string[], isFocused: boolean) => {
    clearTimeout(timer.current)
    takesFocus.current = isFocused
    setFresh(new Set(streamIds))
    timer.current = setTimeout(() => setFresh(new Set()), freshForMs)
  }, [])
  return { fresh, show }
}
