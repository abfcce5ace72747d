/**
 * How a figure gets onto the page: text nodes, as few as differ, and none that a person is selecting.
 * Between the pure figure (balance-view.ts) and the loop (tick-binding.ts); knows no React.
 */
import type { BalanceText, BalanceView } from './balance-view.ts'
import { isBeingSelected, writeText } from './text-writing.ts'
import type { ElementTarget } from './tick-binding.ts'

/** One element for the whole text, or up to three for its pieces. */
export type BalanceSlot = 'whole' | keyof BalanceText

/** How soon a write is tried again that would have destroyed a selection. */
const retryMs = 250

/** Writes the figure into whatever elements there are. */
export function createBalanceTarget(view: BalanceView): ElementTarget<BalanceSlot> {
  let wasKeptAway = false
  return {
    nextChangeMs(afterMs) {
      const changeMs = view.nextChangeMs(afterMs)
      if (!wasKeptAway) return changeMs
      return Math.min(changeMs ?? Number.POSITIVE_INFINITY, afterMs + retryMs)
    },
    write(elements, nowMs) {
      const text = view.textAt(nowMs)
      // All or none: half a number from before and half from now would be a wrong one.
      wasKeptAway = [...elements.values()].some(isBeingSelected)
      if (wasKeptAway) return
      for (const [slot, element] of elements) {
        writeText(element, slot === 'whole' ? joinText(text) : text[slot])
      }
    },
  }
}

/** The pieces as one text. */
export function joinText({ integer, fraction, fast }: BalanceText): string {
  return integer + fraction + fast
}
