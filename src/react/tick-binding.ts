/**
 * What stands between the elements of one widget and the ticker: elements come and go by ref, the
 * target changes by render, and only what can be seen ticks. Framework-free; React's side of it is
 * use-tick-target.ts.
 *
 * B1 An element shows the right thing from the moment it is attached, before anything is painted.
 * B2 A new target is written at once, in the same commit as the rest of the widget.
 * B3 Off screen nothing is asked or written (element-activity.ts).
 */
import type { Cancel } from '../platform/ports.ts'
import type { Ticker, TickHandle } from '../platform/ticker.ts'
import { watchElement } from './element-activity.ts'
import { followReducedMotion } from './reduced-motion.ts'

/** A part of the page that changes by time alone. All moments are server time, Unix ms. */
export interface ElementTarget<Slot extends string> {
  /** The first moment after `afterMs` at which it reads differently; `null`: never again. */
  nextChangeMs(afterMs: number): number | null
  /** Writes how it reads at `nowMs` into the elements that are there. Keeps away from the rest. */
  write(elements: ReadonlyMap<Slot, Element>, nowMs: number): void
}

export interface TickBinding<Slot extends string> {
  /** What is shown from now on; `null` for nothing. */
  setTarget(target: ElementTarget<Slot> | null): void
  /** The ref of one element: the same function every time, for the same slot. */
  refFor(slot: Slot): (element: Element | null) => void
  /** Writes now what is on screen. */
  refresh(): void
}

/** Makes a binding without elements. `everyMs`: least time between two writes. */
export function createTickBinding<Slot extends string>(
  ticker: Ticker,
  everyMs: number,
): TickBinding<Slot> {
  const elements = new Map<Slot, Element>()
  const refs = new Map<Slot, (element: Element | null) => void>()
  let target: ElementTarget<Slot> | null = null
  let handle: TickHandle | null = null
  /** The element whose visibility counts: the first one, since the parts of a number stand together. */
  let watched: Element | null = null
  let leaveElement: Cancel | null = null
  let leaveMotion: Cancel | null = null

  function writeNow(): void {
    if (elements.size > 0) target?.write(elements, ticker.shownMs())
  }

  function watch(element: Element): void {
    leaveElement?.()
    watched = element
    leaveElement = watchElement(element, (isSeen) => handle?.setActive(isSeen))
  }

  function attach(slot: Slot, element: Element): void {
    elements.set(slot, element)
    leaveMotion ??= followReducedMotion(element, ticker)
    handle ??= ticker.add(
      {
        nextChangeMs: (afterMs) => target?.nextChangeMs(afterMs) ?? null,
        write: (nowMs) => target?.write(elements, nowMs),
      },
      // Until the browser has said that it can be seen.
      { everyMs, isActive: false },
    )
    writeNow()
    if (!watched) watch(element)
  }

  function detach(slot: Slot): void {
    const element = elements.get(slot)
    elements.delete(slot)
    const [next] = elements.values()
    if (!next) {
      leaveElement?.()
      leaveMotion?.()
      handle?.remove()
      leaveElement = leaveMotion = handle = watched = null
    } else if (element === watched) watch(next)
  }

  return {
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

    refresh() {
      writeNow()
      handle?.invalidate()
    },
  }
}
