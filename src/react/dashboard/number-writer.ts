/**
 * Writes a number that changes by events into its elements, without React. Does not know where the number comes
 * from, nor when it is on screen.
 *
 * W1 The first change is written at once, later ones together after the interval, and the last one always.
 * W2 While the page is paused or slowed down the interval is that of the page, at least a second while it is
 *    paused: events still show.
 * W3 A text that the user is selecting is written after it is no longer selected.
 * W4 A change is marked once, by `data-change` and an animation; the first number is none.
 * W5 What React has rendered is written over in the same commit, and without a number only the integer is left to
 *    it: React leaves alone what it has not changed, and pieces of two numbers would be a wrong one.
 * W6 An element is written as soon as it is attached, with the number that the others show: a server may have
 *    rendered another one, and React renders the first one again.
 */
import type { Cancel, Platform } from '../../platform/ports.ts'
import type { Ticker } from '../../platform/ticker.ts'
import { isBeingSelected, writeText } from '../text-writing.ts'
import { compareValues, isLiveValue, type LiveValue } from './exact-decimal.ts'

/** The texts of a number. Joined in this order they are all of it. */
export interface NumberTexts {
  /** The digits before the decimal point, with what the locale puts before them: a sign, a currency. */
  readonly integer: string
  /** The decimal point and the digits after it; empty without. */
  readonly fraction: string
  /** What follows the digits: a sign such as `%`, and the unit. */
  readonly unit: string
}

/** The elements of a number. */
export type NumberSlot = 'root' | keyof NumberTexts

/** What is written. */
export interface NumberTarget {
  /** The number now. */
  read(): LiveValue | null | undefined
  /** Its texts. */
  textsOf(value: LiveValue): NumberTexts
  /** The width that is reserved at least; empty for none. */
  readonly widest: string
  /** Least time between two writes, in ms. */
  readonly everyMs: number
}

/** Writes one number. */
export interface NumberWriter {
  /**
   * Another format, another source, or other texts that React has rendered: null where it shows no number. Written
   * at once, and not a change.
   */
  setTarget(target: NumberTarget, rendered: NumberTexts | null): void
  /** The number may have changed. */
  refresh(): void
  /** The ref of an element: the same function every time, for the same slot. */
  refFor(slot: NumberSlot): (element: HTMLElement | null) => void
  /** The widest text so far; empty before the first. */
  reserve(): string
}

/** W2 */
const pausedMs = 1000
/** W3 */
const retryMs = 250

export function createNumberWriter(
  { clock, timers }: Pick<Platform, 'clock' | 'timers'>,
  ticker: Pick<Ticker, 'getSnapshot'>,
  onWrite: () => void,
): NumberWriter {
  const elements = new Map<NumberSlot, HTMLElement>()
  const refs = new Map<NumberSlot, (element: HTMLElement | null) => void>()
  let target: NumberTarget | null = null
  let rendered: NumberTexts | null = null
  let shown: LiveValue | null = null
  let shownTexts: NumberTexts | null = null
  let widest = ''
  let writtenAtMs = Number.NEGATIVE_INFINITY
  let cancelWrite: Cancel | null = null
  let marks = 0

  function read(): LiveValue | null {
    const value = rendered ? target?.read() : null
    return isLiveValue(value) ? value : null
  }

  function intervalMs(): number {
    const { isPaused, minIntervalMs } = ticker.getSnapshot()
    return Math.max(target?.everyMs ?? 0, minIntervalMs, isPaused ? pausedMs : 0)
  }

  function noteWidth(texts: NumberTexts): void {
    const text = texts.integer + texts.fraction + texts.unit
    if (text.length > widest.length) widest = text
  }

  function writeReserve(): void {
    const root = elements.get('root')
    if (root && widest && root.dataset['reserve'] !== widest) root.dataset['reserve'] = widest
  }

  function write(isChange: boolean, isOverReact = false): void {
    cancelWrite?.()
    cancelWrite = null
    const value = read()
    if (value === null || target === null) {
      shown = null
      return
    }
    // W3 All or none: pieces of two numbers would be a wrong one. W5: React has not waited.
    if (!isOverReact && [...elements.values()].some(isBeingSelected)) {
      cancelWrite = timers.after(retryMs, () => write(isChange))
      return
    }
    const before = shown
    shown = value
    writtenAtMs = clock.monotonicMs()
    const texts = target.textsOf(value)
    shownTexts = texts
    noteWidth(texts)
    let isWritten = false
    for (const [slot, element] of elements) {
      if (slot === 'root' || element.textContent === texts[slot]) continue
      writeText(element, texts[slot])
      isWritten = true
    }
    if (!isWritten) return
    writeReserve()
    const root = elements.get('root')
    if (root && isChange && before !== null) mark(root, compareValues(value, before))
    onWrite()
  }

  /** W4 Another name of the same animation starts it again. */
  function mark(root: HTMLElement, difference: number): void {
    if (difference === 0) return
    marks += 1
    root.dataset['change'] = difference > 0 ? 'up' : 'down'
    const turn = marks % 2 === 0 ? 'even' : 'odd'
    root.style.setProperty('--_sg-flash', `sg-flash-${turn}`)
    root.style.setProperty('--_sg-point', `sg-point-${turn}`)
  }

  /** W6 */
  function attach(slot: NumberSlot, element: HTMLElement): void {
    const isFirst = ![...elements.keys()].some((each) => each !== 'root')
    elements.set(slot, element)
    if (isFirst && slot !== 'root') {
      const value = read()
      if (value !== shown) shownTexts = value === null ? null : (target?.textsOf(value) ?? null)
      shown = value
    }
    if (shown === null || !shownTexts) return
    noteWidth(shownTexts)
    writeReserve()
    if (slot !== 'root') writeText(element, shownTexts[slot])
  }

  return {
    setTarget(next, texts) {
      if (next === target && texts === rendered) return
      if (next !== target) widest = next.widest
      target = next
      rendered = texts
      write(false, true)
      // W5
      if (rendered) return
      for (const slot of ['fraction', 'unit'] as const) {
        const element = elements.get(slot)
        if (element) writeText(element, '')
      }
    },

    refresh() {
      // W1
      if (cancelWrite) return
      const value = read()
      if (value === shown || value === null) {
        shown = value
        return
      }
      const restMs = writtenAtMs + intervalMs() - clock.monotonicMs()
      if (restMs <= 0) write(true)
      else cancelWrite = timers.after(restMs, () => write(true))
    },

    refFor(slot) {
      let ref = refs.get(slot)
      if (!ref) {
        ref = (element) => {
          if (element) attach(slot, element)
          else elements.delete(slot)
          if (elements.size > 0) return
          cancelWrite?.()
          cancelWrite = null
        }
        refs.set(slot, ref)
      }
      return ref
    },

    reserve: () => widest,
  }
}
