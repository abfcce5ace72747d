/**
 * Writes a balance to the DOM: only the text nodes that differ, and none that the user is selecting.
 * Connects the pure view (balance-view.ts) with the ticker (tick-binding.ts); does not depend on React.
 */
import type { BalanceText, BalanceView } from './balance-view.ts'
import { breakable, isBeingSelected, writeText } from './text-writing.ts'
import type { ElementTarget } from './tick-binding.ts'

/** One element for the whole text, or up to three for its pieces; and one for the sentence, which another target writes. */
export type BalanceSlot = (typeof textSlots)[number] | 'sentence'

const textSlots = ['whole', 'integer', 'fraction', 'fast'] as const

/** When a write that would have removed a selection is tried again. */
const retryMs = 250

/** A target that writes the balance into the elements that are mounted. */
export function createBalanceTarget(
  view: Pick<BalanceView, 'textAt' | 'nextChangeMs'>,
): ElementTarget<BalanceSlot> {
  return new BalanceTarget(view)
}

/** A class, because there are ten thousand on a page: functions of its own cost an object memory for each. */
class BalanceTarget implements ElementTarget<BalanceSlot> {
  readonly #view: Pick<BalanceView, 'textAt' | 'nextChangeMs'>
  #wasBlocked = false

  constructor(view: Pick<BalanceView, 'textAt' | 'nextChangeMs'>) {
    this.#view = view
  }

  get slots(): readonly BalanceSlot[] {
    return textSlots
  }

  nextChangeMs(afterMs: number): number | null {
    const changeMs = this.#view.nextChangeMs(afterMs)
    if (!this.#wasBlocked) return changeMs
    return Math.min(changeMs ?? Number.POSITIVE_INFINITY, afterMs + retryMs)
  }

  write(elements: ReadonlyMap<BalanceSlot, Element>, nowMs: number): void {
    const text = breakableText(this.#view.textAt(nowMs))
    const isSelected = (slot: BalanceSlot) => {
      const element = elements.get(slot)
      // Where there is no text yet, a selection of all that is around it has nothing to lose.
      return element !== undefined && element.textContent !== '' && isBeingSelected(element)
    }
    // All or none: pieces of two different balances would be a wrong number.
    this.#wasBlocked = textSlots.some(isSelected)
    if (this.#wasBlocked) return
    for (const slot of textSlots) {
      const element = elements.get(slot)
      if (element) writeText(element, slot === 'whole' ? joinText(text) : text[slot])
    }
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
