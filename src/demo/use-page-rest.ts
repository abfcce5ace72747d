/**
 * When lists may change what they show. While there is input from pointer, keyboard or wheel, nothing moves: on a phone
 * everything is in one column, and touch has no hover. Some seconds after the last input lists catch up, once. After that
 * nothing moves by itself but numbers, for as long as the page is only looked at: what is new waits behind a button.
 *
 *   used ── quietMs without input ──► catching up ── catchUpMs ──► looked at ── input ──► used
 */
import { useEffect, useState } from 'react'

const quietMs = 3_000
/** Long enough for every list to render. */
const catchUpMs = 300

const inputs = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchmove'] as const

/** Whether lists have to keep what they show. True until the page has been used for the first time. */
export function useIsHeld(): boolean {
  const [isHeld, setIsHeld] = useState(true)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const note = () => {
      clearTimeout(timer)
      setIsHeld(true)
      timer = setTimeout(() => {
        setIsHeld(false)
        timer = setTimeout(() => setIsHeld(true), catchUpMs)
      }, quietMs)
    }
    for (const type of inputs) addEventListener(type, note, { capture: true, passive: true })
    return () => {
      clearTimeout(timer)
      for (const type of inputs) removeEventListener(type, note, { capture: true })
    }
  }, [])
  return isHeld
}
