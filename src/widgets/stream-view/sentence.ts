/**
 * A sentence that stands in for moving figures where they cannot be heard: hidden to the eye, written
 * beside React, renewed every half minute while it changes and on focus. Never a live region.
 */
import { type RefCallback, type RefObject, useCallback, useMemo, useRef } from 'react'
import { writeText } from '../../react/text-writing.ts'
import { useTickTarget } from '../../react/use-tick-target.ts'

/** How often a sentence is renewed, in milliseconds: between the 30 and 60 seconds that were promised. */
export const sentenceEveryMs = 30_000

/** What {@link useSentence} returns. */
export interface Sentence {
  /** For the widget itself: while it cannot be seen, nobody reads its sentence either. */
  readonly widgetRef: RefCallback<HTMLElement>
  /** For the element that holds the sentence and nothing else. */
  readonly ref: RefObject<HTMLElement | null>
  /** Says it anew at once: for focus. */
  readonly renew: () => void
}

/**
 * @param say the sentence of this moment; keep it between renders unless it says something else
 * @param isMoving whether it will be another one in half a minute
 */
export function useSentence(say: () => string, isMoving: boolean): Sentence {
  const ref = useRef<HTMLElement | null>(null)
  const renew = useCallback(() => {
    if (ref.current) writeText(ref.current, say())
  }, [say])
  const target = useMemo(
    () => ({
      nextChangeMs: (afterMs: number) => (isMoving ? afterMs + sentenceEveryMs : null),
      write: renew,
    }),
    [renew, isMoving],
  )
  // Watched through the widget: browsers do not count what is clipped to nothing as on screen.
  const widgetRef = useTickTarget<HTMLElement>(target, { everyMs: sentenceEveryMs })
  return { widgetRef, ref, renew }
}
