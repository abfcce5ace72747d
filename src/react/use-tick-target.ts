/**
 * For widgets that write to the DOM themselves: something that changes with time only, without React
 * renders. Text, widths, transforms: whatever the widget needs.
 */
import { type RefCallback, useInsertionEffect, useMemo } from 'react'
import { useSession } from './session-context.ts'
import { createTickBinding, type ElementTarget, type TickBinding } from './tick-binding.ts'

/** One element that changes with time only. All times are server time, Unix ms. */
export interface SingleElementTarget<E extends Element> {
  /** The first time after `afterMs` at which it looks different; `null`: never again. */
  nextChangeMs(afterMs: number): number | null
  /** Writes its state at `nowMs`. */
  write(element: E, nowMs: number): void
}

export interface TickTargetOptions {
  /** Least time between two writes in ms. Default 0: whenever it looks different. */
  readonly everyMs?: number | undefined
}

/**
 * A ref whose element is written by `target`: at once when attached, at once when `target` changes,
 * then at every change while it is on screen, and never while it is not.
 *
 * @param target keep it between renders (`useMemo`) unless what it shows has changed; null: nothing
 */
export function useTickTarget<E extends Element>(
  target: SingleElementTarget<E> | null,
  options: TickTargetOptions = {},
): RefCallback<E> {
  const elementTarget = useMemo<ElementTarget<'whole'> | null>(
    () =>
      target && {
        nextChangeMs: (afterMs) => target.nextChangeMs(afterMs),
        write(elements, nowMs) {
          const element = elements.get('whole')
          // The slot is filled by the ref below and nothing else.
          if (element) target.write(element as E, nowMs)
        },
      },
    [target],
  )
  return useTickBinding(elementTarget, options).refFor('whole')
}

/** A second target in the same elements, with another interval. */
export interface SlowTarget<Slot extends string> {
  readonly target: ElementTarget<Slot> | null
  readonly everyMs: number
}

/** Several elements that one target writes together, or two. */
export function useTickBinding<Slot extends string>(
  target: ElementTarget<Slot> | null,
  { everyMs = 0 }: TickTargetOptions = {},
  slow?: SlowTarget<Slot>,
): TickBinding<Slot> {
  const { ticker } = useSession()
  const slowMs = slow?.everyMs
  const binding = useMemo(
    () =>
      slowMs === undefined
        ? createTickBinding<Slot>(ticker, everyMs)
        : createTickBinding<Slot>(ticker, everyMs, slowMs),
    [ticker, everyMs, slowMs],
  )
  const slowTarget = slow?.target ?? null
  // The one effect that runs before refs are attached, so a new element finds its target (B1), and
  // the only one that does not warn on a server.
  useInsertionEffect(() => {
    binding.setTarget(target)
    binding.setTarget(slowTarget, 1)
  }, [binding, target, slowTarget])
  return binding
}
