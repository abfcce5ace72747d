/**
 * A sentence that stands in for moving figures where they cannot be heard: hidden to the eye, written
 * beside React, renewed every half minute while it changes and on focus. Never a live region.
 */
import { type RefCallback, useCallback, useMemo, useRef } from 'react'
import { writeText } from '../../react/text-writing.ts'
import { useTickTarget } from '../../react/use-tick-target.ts'

/** How often a sentence is renewed, in milliseconds: between the 30 and 60 seconds that were promised. */
export const sentenceEveryMs = 30_000

/** What {@link useSentence} returns. */
export interface Sentence {
  /** For the element that holds the sentence and nothing else. */
  readonly ref: RefCallback<HTMLElement>
  /** Says it anew at once: for focus. */
  readonly renew: () => void
}

/**
 * @param say the sentence of this moment; keep it between renders unless it says something else
 * @param isMoving whether it will be another one in half a minute
 */
export function useSentence(say: () => string, isMoving: boolean): Sentence {
  const element = useRef<HTMLElement | null>(null)
  const target = useMemo(
    () => ({
      nextChangeMs: (afterMs: number) => (isMoving ? afterMs + sentenceEveryMs : null),
      write: (node: HTMLElement) => writeText(node, say()),
    }),
    [say, isMoving],
  )
  const tickRef = useTickTarget<HTMLElement>(target, { everyMs: sentenceEveryMs })
  const ref = useCallback(
    (node: HTMLElement | null) => {
      element.current = node
      tickRef(node)
    },
    [tickRef],
  )
  const renew = useCallback(() => {
    if (element.current) writeText(element.current, say())
  }, [say])
  return { ref, renew }
}
