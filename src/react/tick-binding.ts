/**
 * Connects the elements of one widget with the ticker: elements are attached by ref, the targets change
 * by render, and only what is on screen ticks. Does not depend on React; use-tick-target.ts does.
 *
 * B1 An element is written as soon as it is attached, before the first paint.
 * B2 A new target is written at once, in the same commit as the rest of the widget.
 * B3 Off screen nothing is computed or written (element-activity.ts).
 * B4 What has no area, such as a widget with `display: contents`, is on screen where the first element in it is.
 * B5 Targets of one widget are watched by one element, however many there are.
 *
 * Classes, because there are ten thousand on a page: functions of its own cost an object memory for each.
 */
import type { Cancel } from '../platform/ports.ts'
import type { Ticker, TickHandle, TickTarget } from '../platform/ticker.ts'
import { watchElement } from './element-activity.ts'
import { followReducedMotion } from './reduced-motion.ts'

/**
 * The interval, in ms, that numbers in texts, lists and cards share. A write costs a layout of the page around it, and
 * the layout costs the same whether one number changes in that frame or a thousand.
 */
export const beatMs = 100

/** Elements that change with time only. All times are server time, Unix ms. */
export interface ElementTarget<Slot extends string> {
  /** The elements that it writes. Default: all. */
  readonly slots?: readonly Slot[]
  /** The first time after `afterMs` at which they look different; `null`: never again. */
  nextChangeMs(afterMs: number): number | null
  /** Writes the state at `nowMs` into the attached elements. */
  write(elements: ReadonlyMap<Slot, Element>, nowMs: number): void
}

export interface TickBinding<Slot extends string> {
  /**
   * Sets what is shown; `null` for nothing.
   *
   * @param index which of the targets, in the order of their intervals. Default: the first
   */
  setTarget(target: ElementTarget<Slot> | null, index?: number): void
  /** Writes a target that is not due yet. */
  writeNow(index: number): void
  /** The ref of one element: the same function every time, for the same slot. */
  refFor(slot: Slot): (element: Element | null) => void
  /** The ref of an element around them all, if there is one, that is watched in place of one of them. */
  readonly widgetRef: (element: Element | null) => void
}

/**
 * Creates a binding without elements.
 *
 * @param intervals least time between two writes in ms, for each target
 */
export function createTickBinding<Slot extends string>(
  ticker: Ticker,
  ...intervals: readonly number[]
): TickBinding<Slot> {
  return new Binding<Slot>(ticker, intervals)
}

/** One target of the ticker, with its own interval. */
class BoundTarget<Slot extends string> implements TickTarget {
  readonly everyMs: number
  readonly #elements: ReadonlyMap<Slot, Element>
  target: ElementTarget<Slot> | null = null
  handle: TickHandle | null = null

  constructor(elements: ReadonlyMap<Slot, Element>, everyMs: number) {
    this.#elements = elements
    this.everyMs = everyMs
  }

  nextChangeMs(afterMs: number): number | null {
    return this.target?.nextChangeMs(afterMs) ?? null
  }

  write(nowMs: number): void {
    this.target?.write(this.#elements, nowMs)
  }
}

class Binding<Slot extends string> implements TickBinding<Slot> {
  readonly #ticker: Ticker
  readonly #elements = new Map<Slot, Element>()
  readonly #targets: readonly BoundTarget<Slot>[]
  readonly #refs: { [S in Slot]?: (element: Element | null) => void } = {}
  #widget: Element | null = null
  /** The element whose visibility counts: the first one, since the parts of a number are adjacent, or the widget. */
  #watched: Element | null = null
  #unwatch: Cancel | null = null
  /** B4 */
  #inside: Element | null = null
  #unwatchInside: Cancel | null = null
  #unfollowMotion: Cancel | null = null

  constructor(ticker: Ticker, intervals: readonly number[]) {
    this.#ticker = ticker
    this.#targets = intervals.map((everyMs) => new BoundTarget(this.#elements, everyMs))
  }

  readonly widgetRef = (element: Element | null) => {
    this.#widget = element
    const [first] = this.#elements.values()
    if (first) this.#watch(element ?? first)
  }

  setTarget(target: ElementTarget<Slot> | null, index = 0): void {
    const bound = this.#targets[index]
    if (!bound || bound.target === target) return
    bound.target = target
    if (this.#elements.size === 0) return
    bound.write(this.#ticker.shownMs())
    bound.handle?.invalidate()
  }

  writeNow(index: number): void {
    this.#targets[index]?.write(this.#ticker.shownMs())
  }

  refFor(slot: Slot): (element: Element | null) => void {
    let ref = this.#refs[slot]
    if (!ref) {
      ref = (element) => (element ? this.#attach(slot, element) : this.#detach(slot))
      this.#refs[slot] = ref
    }
    return ref
  }

  #attach(slot: Slot, element: Element): void {
    this.#elements.set(slot, element)
    this.#unfollowMotion ??= followReducedMotion(element, this.#ticker)
    for (const bound of this.#targets) {
      const { everyMs } = bound
      // Until the browser reports that it is visible.
      bound.handle ??= this.#ticker.add(bound, { everyMs, isActive: false })
      if (bound.target?.slots?.includes(slot) ?? true) bound.write(this.#ticker.shownMs())
    }
    if (!this.#watched) this.#watch(this.#widget ?? element)
  }

  #detach(slot: Slot): void {
    const element = this.#elements.get(slot)
    this.#elements.delete(slot)
    const [next] = this.#elements.values()
    if (!next) {
      this.#stopWatching()
      this.#unfollowMotion?.()
      this.#unfollowMotion = null
      for (const bound of this.#targets) {
        bound.handle?.remove()
        bound.handle = null
      }
    } else if (element === this.#watched) this.#watch(next)
    else if (element === this.#inside && this.#watched) this.#watchInside(this.#watched)
  }

  #setActive(isActive: boolean): void {
    for (const { handle } of this.#targets) handle?.setActive(isActive)
  }

  #watch(element: Element): void {
    this.#stopWatching()
    this.#watched = element
    this.#unwatch = watchElement(element, (isSeen, hasArea) => {
      if (isSeen || hasArea) {
        this.#stopInside()
        this.#setActive(isSeen)
      } else if (!this.#inside) this.#watchInside(element)
    })
  }

  #watchInside(around: Element): void {
    this.#stopInside()
    const [first = null] = this.#elements.values()
    this.#inside = first === around ? around.firstElementChild : first
    if (!this.#inside) this.#setActive(false)
    else this.#unwatchInside = watchElement(this.#inside, (isSeen) => this.#setActive(isSeen))
  }

  #stopInside(): void {
    this.#unwatchInside?.()
    this.#unwatchInside = this.#inside = null
  }

  #stopWatching(): void {
    this.#stopInside()
    this.#unwatch?.()
    this.#unwatch = this.#watched = null
  }
}
