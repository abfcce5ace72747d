/**
 * A timing wheel: which entry is due when, at O(1) to put in or take out and O(due) to collect, for any
 * number of entries. Has no clock: every time is an argument. Does not run anything.
 *
 * One ring of 1024 slots, each 4 ms wide, and one more for everything further off than that turn of
 * 4 s. Whenever the ring comes round, what waits there is looked through once and distributed.
 */

/** What a wheel needs to keep about an entry. Made by {@link createWheelEntry}; the wheel's alone. */
export interface WheelEntry {
  /** When it is due; meaningful while it is scheduled. */
  dueMs: number
  /** The slot it is in, or -1. */
  slot: number
}

/** A wheel of entries of one kind. */
export interface TimingWheel<Entry extends WheelEntry> {
  /** Puts the entry in, or moves it. A time in the past is due at the next {@link collect}. */
  schedule(entry: Entry, dueMs: number): void
  /** Takes the entry out; nothing happens if it is not in. */
  cancel(entry: Entry): void
  /** Moves on to `nowMs`, takes out what is due by then and appends it to `due`, in no order. */
  collect(nowMs: number, due: Entry[]): void
  /** A time not after the earliest due one; exact when that is within a second. `null`: empty. */
  nextDueMs(): number | null
  readonly size: number
}

const slotMs = 4
const ringSlots = 1024
/** The slot of what is further off. */
const farSlot = ringSlots

/** The fields of an entry that is in no wheel. */
export function createWheelEntry(): WheelEntry {
  return { dueMs: 0, slot: -1 }
}

/** Makes an empty wheel that stands at `startMs`. */
export function createTimingWheel<Entry extends WheelEntry>(startMs: number): TimingWheel<Entry> {
  // Made when they are first needed and kept: a busy wheel then allocates next to nothing.
  const slots: Set<Entry>[] = []
  let currentTick = Math.floor(startMs / slotMs)
  let size = 0
  /** No entry further off is due before; they are not searched for their earliest. */
  let farDueMs = Infinity

  const slotAt = (tick: number) => slots[tick % ringSlots]

  /** Puts an entry where it belongs now, which may be where it is. */
  function place(entry: Entry): void {
    // An entry of the past goes into the slot at hand, which every collect looks through.
    const tick = Math.max(currentTick, Math.floor(entry.dueMs / slotMs))
    const isFar = tick - currentTick >= ringSlots
    if (isFar) farDueMs = Math.min(farDueMs, entry.dueMs)
    const slot = isFar ? farSlot : tick % ringSlots
    if (slot === entry.slot) return
    cancel(entry)
    entry.slot = slot
    slots[slot] ??= new Set()
    slots[slot].add(entry)
    size += 1
  }

  function cancel(entry: Entry): void {
    if (slots[entry.slot]?.delete(entry)) size -= 1
    entry.slot = -1
  }

  function distribute(filled: readonly (Set<Entry> | undefined)[]): void {
    farDueMs = Infinity
    for (const slot of filled) slot?.forEach(place)
  }

  function collectSlot(nowMs: number, due: Entry[]): void {
    for (const entry of slotAt(currentTick) ?? []) {
      if (entry.dueMs > nowMs) continue
      cancel(entry)
      due.push(entry)
    }
  }

  return {
    schedule(entry, dueMs) {
      entry.dueMs = dueMs
      place(entry)
    },

    cancel,

    collect(nowMs, due) {
      const target = Math.floor(nowMs / slotMs)
      // After sleep, or when time was set back, distributing everything is cheaper than walking.
      if (target < currentTick || target - currentTick >= ringSlots) {
        currentTick = target
        distribute(slots)
      }
      collectSlot(nowMs, due)
      while (currentTick < target) {
        currentTick += 1
        if (currentTick % ringSlots === 0) distribute([slots[farSlot]])
        collectSlot(nowMs, due)
      }
    },

    nextDueMs() {
      if (size === 0) return null
      let earliest = farDueMs
      for (let ahead = 0; ahead < ringSlots; ahead += 1) {
        const slot = slotAt(currentTick + ahead)
        if (!slot?.size) continue
        for (const { dueMs } of slot) earliest = Math.min(earliest, dueMs)
        break
      }
      return earliest
    },

    get size() {
      return size
    },
  }
}
