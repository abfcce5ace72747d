/**
 * A sentence for assistive technology in place of a ticking balance: visually hidden, written without
 * React, updated every half minute while it changes and on focus. Never a live region.
 */
import { type RefCallback, type RefObject, useCallback, useMemo, useRef } from 'react'
import { writeText } from '../../react/text-writing.ts'
import { useTickTarget } from '../../react/use-tick-target.ts'

/** How often a sentence is updated, in milliseconds. docs/accessibility.md promises 30 to 60 seconds. */
export const sentenceIntervalMs = 30_000

/** What {@link useSentence} returns. */
export interface Sentence {
  /** For the widget itself: while it is not on screen, its sentence is not updated. */
  readonly widgetRef: RefCallback<HTMLElement>
  /** For the element that contains the sentence and nothing else. */
  readonly ref: RefObject<HTMLElement | null>
  /** Updates it at once: for focus. */
  readonly update: () => void
}

/**
 * @param createText the sentence now; keep it between renders unless the text is another one
 * @param isChanging whether the sentence changes with time
 */
export function useSentence(createText: () => string, isChanging: boolean): Sentence {
  const ref = useRef<HTMLElement | null>(null)
  const update = useCallback(() => {
    if (ref.current) writeText(ref.current, createText())
  }, [createText])
  const target = useMemo(
    () => ({
      nextChangeMs: (afterMs: number) => (isChanging ? afterMs + sentenceIntervalMs : null),
      write: update,
    }),
    [update, isChanging],
  )
  // Observed through the widget: a visually hidden element does not intersect the viewport.
  const widgetRef = useTickTarget<HTMLElement>(target, { everyMs: sentenceIntervalMs })
  return { widgetRef, ref, update }
}
