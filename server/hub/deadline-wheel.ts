/**
 * One timer for all connections: each has a single deadline (a ping is due, a stall has lasted too
 * long, its turn in a drain has come), and the wheel turns in steps.
 * A timer per connection would cost more memory than the connection itself.
 *
 * It does not know what a deadline is for. While it is empty it stops, without a timer.
 */
import type { Cancel, Clock, Timers } from '../../src/platform/ports.ts'

/** Something with a deadline. */
export interface WheelItem {
  /** When to look at it next, on the monotonic clock. Written by the wheel only. */
  deadlineMs: number
}

/** The wheel. */
export interface DeadlineWheel<Item extends WheelItem> {
  /** Sets or moves the item's deadline. It fires at most one step late and never early. */
  schedule(item: Item, atMs: number): void
  remove(item: Item): void
  /** Forgets everything and stops turning. */
  close(): void
}

const slotCount = 256

/**
 * Builds a wheel.
 *
 * @param options.stepMs resolution in milliseconds; also the longest delay of a deadline.
 * @param options.onDeadline called once for an item whose deadline has passed; it is off the wheel by
 *   then and may be scheduled again.
 */
export function createDeadlineWheel<Item extends WheelItem>(options: {
  readonly clock: Clock
  readonly timers: Timers
  readonly stepMs: number
  readonly onDeadline: (item: Item, nowMs: number) => void
}): DeadlineWheel<Item> {
  const { clock, timers, stepMs, onDeadline } = options
  const slots = Array.from({ length: slotCount }, () => new Set<Item>())
  // Not a field of the item: the wheel must be able to find it whatever its deadline says now.
  const stepOfItem = new Map<Item, number>()
  let turnedToStep = 0
  let cancelTurn: Cancel | null = null

  const stepOf = (atMs: number) => Math.ceil(atMs / stepMs)
  const slotAt = (step: number) => slots[step % slotCount] as Set<Item>

  function put(item: Item): void {
    // Further than one round away: it waits in the last slot and is put on again from there.
    const step = Math.min(
      Math.max(stepOf(item.deadlineMs), turnedToStep + 1),
      turnedToStep + slotCount - 1,
    )
    slotAt(step).add(item)
    stepOfItem.set(item, step)
  }

  function take(item: Item): void {
    const step = stepOfItem.get(item)
    if (step === undefined) return
    stepOfItem.delete(item)
    slotAt(step).delete(item)
  }

  function turn(): void {
    cancelTurn = null
    const nowMs = clock.monotonicMs()
    const toStep = Math.floor(nowMs / stepMs)
    // After a sleep of the machine the wheel has missed many rounds; each slot is visited once.
    const firstStep = Math.max(turnedToStep + 1, toStep - slotCount + 1)
    const due: Item[] = []
    for (let step = firstStep; step <= toStep; step++) due.push(...slotAt(step))
    turnedToStep = toStep
    for (const item of due) {
      // An earlier one of this turn took it off.
      if (!stepOfItem.has(item)) continue
      take(item)
      if (item.deadlineMs <= nowMs) onDeadline(item, nowMs)
      else put(item)
    }
    keepTurning(nowMs)
  }

  function keepTurning(nowMs: number): void {
    if (stepOfItem.size === 0 || cancelTurn !== null) return
    cancelTurn = timers.after((turnedToStep + 1) * stepMs - nowMs, turn)
  }

  return {
    schedule(item, atMs) {
      const nowMs = clock.monotonicMs()
      if (stepOfItem.size === 0 && cancelTurn === null) turnedToStep = Math.floor(nowMs / stepMs)
      take(item)
      item.deadlineMs = atMs
      put(item)
      keepTurning(nowMs)
    },
    remove: take,
    close() {
      cancelTurn?.()
      cancelTurn = null
      for (const slot of slots) slot.clear()
      stepOfItem.clear()
    },
  }
}
