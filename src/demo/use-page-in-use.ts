/**
 * Whether the page is in use: there was input from pointer, keyboard or wheel within the last seconds. While
 * it is, lists hold back changes that would move other elements: on a phone everything is in one column, and
 * touch has no hover.
 */
import { useEffect, useState } from 'react'

/** How long after the last input the page counts as in use. */
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
