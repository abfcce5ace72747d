/**
 * Connects the elements of one widget with the ticker: elements are attached by ref, the target changes
 * by render, and only what is on screen ticks. Does not depend on React; use-tick-target.ts does.
 *
 * B1 An element is written as soon as it is attached, before the first paint.
 * B2 A new target is written at once, in the same commit as the rest of the widget.
 * B3 Off screen nothing is computed or written (element-activity.ts).
 * B4 What has no area, such as a widget with `display: contents`, is on screen where the first element in it is.
 */
import type { Cancel } from '../platform/ports.ts'
import type { Ticker, TickHandle } from '../platform/ticker.ts'
import { watchElement } from './element-activity.ts'
import { followReducedMotion } from './reduced-motion.ts'

/**
 * The interval, in ms, that numbers in texts, lists and cards share. A write costs a layout of the page around it, and
 * the layout costs the same whether one number changes in that frame or a thousand.
 */
export const beatMs = 100

/** Elements that change with time only. All times are server time, Unix ms. */
export interface ElementTarget<Slot extends string> {
  /** The first time after `afterMs` at which they look different; `null`: never again. */
  nextChangeMs(afterMs: number): number | null
  /** Writes the state at `nowMs` into the attached elements. */
  write(elements: ReadonlyMap<Slot, Element>, nowMs: number): void
}

export interface TickBinding<Slot extends string> {
  /** Sets what is shown; `null` for nothing. */
  setTarget(target: ElementTarget<Slot> | null): void
  /** The ref of one element: the same function every time, for the same slot. */
  refFor(slot: Slot): (element: Element | null) => void
  /** The ref of an element around them all, if there is one, that is watched in place of one of them. */
  readonly widgetRef: (element: Element | null) => void
}

/** Creates a binding without elements. `everyMs`: least time between two writes. */
export function createTickBinding<Slot extends string>(
  ticker: Ticker,
  everyMs: number,
): TickBinding<Slot> {
  const elements = new Map<Slot, Element>()
  const refs = new Map<Slot, (element: Element | null) => void>()
  let target: ElementTarget<Slot> | null = null
  let handle: TickHandle | null = null
  let widget: Element | null = null
  /** The element whose visibility counts: the first one, since the parts of a number are adjacent, or the widget. */
  let watched: Element | null = null
  let unwatchElement: Cancel | null = null
  /** B4 */
  let inside: Element | null = null
  let stopInside: Cancel | null = null
  let unfollowMotion: Cancel | null = null

  function writeNow(): void {
    if (elements.size > 0) target?.write(elements, ticker.shownMs())
  }

  function watch(element: Element): void {
    unwatch()
    watched = element
    unwatchElement = watchElement(element, (isSeen, hasArea) => {
      if (isSeen || hasArea) {
        unwatchInside()
        handle?.setActive(isSeen)
      } else if (!inside) watchInside(element)
    })
  }

  function watchInside(around: Element): void {
    unwatchInside()
    const [first = null] = elements.values()
    inside = first === around ? around.firstElementChild : first
    if (!inside) handle?.setActive(false)
    else stopInside = watchElement(inside, (isSeen) => handle?.setActive(isSeen))
  }

  function unwatchInside(): void {
    stopInside?.()
    stopInside = inside = null
  }

  function unwatch(): void {
    unwatchInside()
    unwatchElement?.()
    unwatchElement = watched = null
  }

  function attach(slot: Slot, element: Element): void {
    elements.set(slot, element)
    unfollowMotion ??= followReducedMotion(element, ticker)
    handle ??= ticker.add(
      {
        nextChangeMs: (afterMs) => target?.nextChangeMs(afterMs) ?? null,
        write: (nowMs) => target?.write(elements, nowMs),
      },
      // Until the browser reports that it is visible.
      { everyMs, isActive: false },
    )
    writeNow()
    if (!watched) watch(widget ?? element)
  }

  function detach(slot: Slot): void {
    const element = elements.get(slot)
    elements.delete(slot)
    const [next] = elements.values()
    if (!next) {
      unwatch()
      unfollowMotion?.()
      handle?.remove()
      unfollowMotion = handle = null
    } else if (element === watched) watch(next)
    else if (element === inside && watched) watchInside(watched)
  }

  return {
    widgetRef(element) {
      widget = element
      const [first] = elements.values()
      if (first) watch(element ?? first)
    },

    setTarget(next) {
      if (next === target) return
      target = next
      writeNow()
      handle?.invalidate()
    },

    refFor(slot) {
      let ref = refs.get(slot)
      if (!ref) {
        ref = (element) => (element ? attach(slot, element) : detach(slot))
        refs.set(slot, ref)
      }
      return ref
    },
  }
}
