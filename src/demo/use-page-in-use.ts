/**
 * Whether the page is in use: a pointer moved, a key was pressed or something was scrolled within the last
 * seconds. While it is, lists wait with what would move other things: on a phone everything is below
 * everything else, and touch has no hover.
 */
import { useEffect, useState } from 'react'

/** How long a hand may rest between two movements. */
const quietMs = 3_000

const inputs = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchmove'] as const

export function usePageInUse(): boolean {
  const [isInUse, setIsInUse] = useState(false)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const note = () => {
      clearTimeout(timer)
      timer = setTimeout(() => setIsInUse(false), quietMs)
      setIsInUse(true)
    }
    for (const type of inputs) addEventListener(type, note, { capture: true, passive: true })
    return () => {
      clearTimeout(timer)
      for (const type of inputs) removeEventListener(type, note, { capture: true })
    }
  }, [])
  return isInUse
}
