/**
 * Writes a balance to the DOM: only the text nodes that differ, and none that the user is selecting.
 * Connects the pure view (balance-view.ts) with the ticker (tick-binding.ts); does not depend on React.
 */
import type { BalanceText, BalanceView } from './balance-view.ts'
import { breakable, isBeingSelected, writeText } from './text-writing.ts'
import type { ElementTarget } from './tick-binding.ts'

/** One element for the whole text, or up to three for its pieces. */
export type BalanceSlot = 'whole' | keyof BalanceText

/** When a write that would have removed a selection is tried again. */
const retryMs = 250

/** A target that writes the balance into the elements that are mounted. */
export function createBalanceTarget(
  view: Pick<BalanceView, 'textAt' | 'nextChangeMs'>,
): ElementTarget<BalanceSlot> {
  let wasBlocked = false
  return {
    nextChangeMs(afterMs) {
      const changeMs = view.nextChangeMs(afterMs)
      if (!wasBlocked) return changeMs
      return Math.min(changeMs ?? Number.POSITIVE_INFINITY, afterMs + retryMs)
    },
    write(elements, nowMs) {
      const text = breakableText(view.textAt(nowMs))
      // All or none: pieces of two different balances would be a wrong number.
      // Where there is no text yet, a selection of all that is around it has nothing to lose.
      wasBlocked = [...elements.values()].some(
        (element) => element.textContent !== '' && isBeingSelected(element),
      )
      if (wasBlocked) return
      for (const [slot, element] of elements) {
        writeText(element, slot === 'whole' ? joinText(text) : text[slot])
      }
    },
  }
}

/** The text as it is written to the page: a long one can wrap between groups of digits. */
export function breakableText(text: BalanceText): BalanceText {
  return { ...text, integer: breakable(text.integer) }
}

/** The pieces as one text. */
export function joinText({ integer, fraction, fast }: BalanceText): string {
  return integer + fraction + fast
}
