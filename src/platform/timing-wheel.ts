/**
 * A hierarchical timing wheel: who is due when, at O(1) to put in or take out and O(due) to collect,
 * for any number of entries. Knows no clock: every moment is handed in. Does not run anything.
 *
 * Four rings of 256 slots. A slot of the innermost ring is 4 ms wide, a slot of each further ring is
 * as wide as the whole ring inside it: 1 s, 4.4 min, 18.6 h, 199 days. Entries further off wait in
 * the last slot and are looked at again when it comes round. Slots hold intrusive linked lists, so a
 * busy wheel allocates nothing.
 *
 *   collect ──► innermost ring, slot by slot ──► a ring is through: the next slot of the ring
 *                                                outside it is dealt out again
 */

/** What a wheel needs to keep about an entry. Made by {@link createWheelEntry}; the wheel's alone. */
export interface WheelEntry {
  /** When it is due; meaningful while it is scheduled. */
  dueMs: number
  /** The slot it is in, or -1. */
  slot: number
  previous: WheelEntry | null
  next: WheelEntry | null
}

/** A wheel of entries of one kind. */
export interface TimingWheel<Entry extends WheelEntry> {
  /** Puts the entry in, or moves it. A moment in the past is due at the next {@link collect}. */
  schedule(entry: Entry, dueMs: number): void
  /** Takes the entry out; nothing happens if it is not in. */
  cancel(entry: Entry): void
  /** Moves on to `nowMs`, takes out what is due by then and appends it to `due`, in no order. */
  collect(nowMs: number, due: Entry[]): void
  /** A moment not after the earliest due one; exact when that is within a second. `null`: empty. */
  nextDueMs(): number | null
  readonly size: number
}

const slotMs = 4
const ringBits = 8
const ringSlots = 1 << ringBits
const slotMask = ringSlots - 1
const ringCount = 4
/** Past so many slots in one step, dealing everything out again is cheaper than walking them. */
const longestWalk = ringSlots * 16

/** The fields of an entry that is in no wheel. */
export function createWheelEntry(): WheelEntry {
  return { dueMs: 0, slot: -1, previous: null, next: null }
}

/** Makes an empty wheel that stands at `startMs`. */
export function createTimingWheel<Entry extends WheelEntry>(startMs: number): TimingWheel<Entry> {
  const heads: (Entry | null)[] = new Array<Entry | null>(ringSlots * ringCount).fill(null)
  /** How many entries each ring holds, so that empty rings are never searched. */
  const counts: number[] = new Array<number>(ringCount).fill(0)
  let cursor = Math.floor(startMs / slotMs)
  let size = 0

  function insert(entry: Entry): void {
    // An entry of the past goes into the slot at hand, which every collect looks through.
    const tick = Math.max(cursor, Math.floor(entry.dueMs / slotMs))
    let ring = 0
    let ticksPerSlot = 1
    // Within reach means: less than one turn ahead, counted in slots of that ring.
    while (
      ring < ringCount - 1 &&
      Math.floor(tick / ticksPerSlot) - Math.floor(cursor / ticksPerSlot) >= ringSlots
    ) {
      ring += 1
      ticksPerSlot *= ringSlots
    }
    const furthest = Math.floor(cursor / ticksPerSlot) + slotMask
    const place = Math.min(Math.floor(tick / ticksPerSlot), furthest) % ringSlots
    link(entry, ring * ringSlots + place)
  }

  function link(entry: Entry, slot: number): void {
    const head = heads[slot] ?? null
    entry.slot = slot
    entry.previous = null
    entry.next = head
    if (head) head.previous = entry
    heads[slot] = entry
    counts[slot >> ringBits] = (counts[slot >> ringBits] ?? 0) + 1
    size += 1
  }

  function unlink(entry: Entry): void {
    const { slot, previous, next } = entry
    if (previous) previous.next = next
    else heads[slot] = next as Entry | null
    if (next) next.previous = previous
    entry.slot = -1
    entry.previous = null
    entry.next = null
    counts[slot >> ringBits] = (counts[slot >> ringBits] ?? 0) - 1
    size -= 1
  }

  /** Empties a slot and puts each of its entries where it belongs now. */
  function dealOut(slot: number): void {
    let entry = heads[slot] ?? null
    while (entry) {
      const next = entry.next as Entry | null
      unlink(entry)
      insert(entry)
      entry = next
    }
  }

  function collectSlot(slot: number, nowMs: number, due: Entry[]): void {
    let entry = heads[slot] ?? null
    while (entry) {
      const next = entry.next as Entry | null
      if (entry.dueMs <= nowMs) {
        unlink(entry)
        due.push(entry)
      }
      entry = next
    }
  }

  /** Puts the cursor somewhere else altogether: after sleep, or when time was set back. */
  function moveTo(tick: number): void {
    const all: Entry[] = []
    for (const head of heads) {
      for (let entry = head; entry; entry = entry.next as Entry | null) all.push(entry)
    }
    for (const entry of all) unlink(entry)
    cursor = tick
    for (const entry of all) insert(entry)
  }

  return {
    schedule(entry, dueMs) {
      if (entry.slot >= 0) unlink(entry)
      entry.dueMs = dueMs
      insert(entry)
    },

    cancel(entry) {
      if (entry.slot >= 0) unlink(entry)
    },

    collect(nowMs, due) {
      const target = Math.floor(nowMs / slotMs)
      if (target < cursor || target - cursor > longestWalk) moveTo(target)
      collectSlot(cursor & slotMask, nowMs, due)
      while (cursor < target) {
        cursor += 1
        let ticksPerSlot = 1
        for (let ring = 1; ring < ringCount; ring += 1) {
          ticksPerSlot *= ringSlots
          if (cursor % ticksPerSlot !== 0) break
          dealOut(ring * ringSlots + (Math.floor(cursor / ticksPerSlot) % ringSlots))
        }
        collectSlot(cursor & slotMask, nowMs, due)
      }
    },

    nextDueMs() {
      let earliest: number | null = null
      let ticksPerSlot = 1
      for (let ring = 0; ring < ringCount; ring += 1) {
        if ((counts[ring] ?? 0) > 0) {
          const at = firstOfRing(ring, ticksPerSlot)
          if (at !== null && (earliest === null || at < earliest)) earliest = at
        }
        ticksPerSlot *= ringSlots
      }
      return earliest
    },

    get size() {
      return size
    },
  }

  /** The first due moment of a ring: exact on the innermost, the start of the slot elsewhere. */
  function firstOfRing(ring: number, ticksPerSlot: number): number | null {
    const here = Math.floor(cursor / ticksPerSlot)
    for (let ahead = 0; ahead < ringSlots; ahead += 1) {
      const place = here + ahead
      const head = heads[ring * ringSlots + (place % ringSlots)] ?? null
      if (!head) continue
      if (ring > 0) return place * ticksPerSlot * slotMs
      let earliest = head.dueMs
      for (let entry = head.next; entry; entry = entry.next) {
        if (entry.dueMs < earliest) earliest = entry.dueMs
      }
      return earliest
    }
    return null
  }
}
