/**
 * When lists may change what they show. While there is input from pointer, keyboard or wheel, nothing moves: on a phone
 * everything is in one column, and touch has no hover. Some seconds after the last input lists catch up, once. A page
 * without input for a while is live, as on a wall display. While the pointer is over a list, or the focus in
 * one, it is read: nothing moves but numbers, and what is new waits behind a button.
 *
 *   used ── catchUpAfterMs without input ──► catching up ── catchUpMs ──► read or left alone
 *   left alone ── liveAfterMs without input, no pointer over a list and no focus in one ──► live
 *   any of them ── input ──► used
 */
import { useEffect, useState } from 'react'

const catchUpAfterMs = 3_000
/** Long enough for every list to render. */
const catchUpMs = 300
const liveAfterMs = 10_000

const inputs = [
  'pointermove',
  'pointerdown',
  'keydown',
  'wheel',
  'touchmove',
  // A screen reader and a script move the focus without a key.
  'focusin',
] as const

/** What moves when a list changes: the list itself, and on a phone what is below it. */
const lists = ':is(.stream-list,aside,dialog)'

function isRead(): boolean {
  const isFocused = document.activeElement?.closest(lists)
  return Boolean(isFocused) || document.querySelector(`${lists}:hover`) !== null
}

/**
 * Whether a list has to keep what it shows. For each list itself, and not for what is around it: all of a view would render
 * whenever a page comes to rest.
 */
export function useIsHeld(): boolean {
  const [isHeld, setIsHeld] = useState(true)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const after = (ms: number, next: () => void) => {
      timer = setTimeout(next, ms)
    }
    const hold = () => {
      setIsHeld(true)
      after(liveAfterMs - catchUpAfterMs - catchUpMs, live)
    }
    const live = () => {
      const isStillRead = isRead()
      setIsHeld(isStillRead)
      // What had the focus can be removed, which is no input.
      if (isStillRead) after(liveAfterMs, live)
    }
    const note = () => {
      clearTimeout(timer)
      setIsHeld(true)
      after(catchUpAfterMs, () => {
        setIsHeld(false)
        after(catchUpMs, hold)
      })
    }
    after(liveAfterMs, live)
    for (const type of inputs) addEventListener(type, note, { capture: true, passive: true })
    return () => {
      clearTimeout(timer)
      for (const type of inputs) removeEventListener(type, note, { capture: true })
    }
  }, [])
  return isHeld
}
