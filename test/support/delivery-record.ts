/**
 * The checker of the first promise: what a subscriber was given, against what the log holds.
 *
 *   delivered ∪ declared gaps = matching log, in order, no duplicate
 *
 * It takes the frames as a connection hands them on and is independent of how they arrived.
 */
import type { DeliveredFrame, Position } from '../../src/protocol/index.ts'

export interface DeliveryRecord {
  note(frame: DeliveredFrame): void
  /** Offsets delivered so far, in the order of delivery. */
  readonly delivered: readonly number[]
  readonly declared: readonly { readonly from: number; readonly to: number }[]
  readonly resets: number
  /** One sentence per broken promise; empty when all is well. */
  faults(log: readonly Position[], from: number): readonly string[]
}

export function createDeliveryRecord(): DeliveryRecord {
  const delivered: number[] = []
  const declared: { from: number; to: number }[] = []
  const faults: string[] = []
  let epoch: string | null = null
  let resets = 0
  let last = 0

  const advance = (position: Position | null, what: string) => {
    if (!position) {
      faults.push(`${what} carried no position`)
      return
    }
    if (epoch !== null && position.epoch !== epoch) {
      faults.push(`${what} changed the epoch from ${epoch} to ${position.epoch} without a reset`)
    }
    epoch = position.epoch
    if (position.offset <= last) faults.push(`${what} ${position.offset} came after ${last}`)
    last = Math.max(last, position.offset)
  }

  return {
    delivered,
    declared,
    get resets() {
      return resets
    },
    note(frame) {
      if (frame.kind === 'event') {
        advance(frame.position, 'event')
        if (frame.position) delivered.push(frame.position.offset)
      } else if (frame.kind === 'gap') {
        declared.push({ from: frame.from, to: frame.to })
        last = Math.max(last, frame.to)
      } else if (frame.kind === 'reset') {
        resets += 1
        epoch = frame.position?.epoch ?? null
        last = frame.position?.offset ?? 0
      }
    },
    faults(log, from) {
      const seen = new Set(delivered)
      const duplicates = delivered.length - seen.size
      const isDeclared = (offset: number) =>
        declared.some((gap) => gap.from <= offset && offset <= gap.to)
      const missing = log
        .map((position) => position.offset)
        .filter((offset) => offset > from && !seen.has(offset) && !isDeclared(offset))
      const known = new Set(log.map((position) => position.offset))
      const invented = delivered.filter((offset) => !known.has(offset))
      return [
        ...faults,
        ...(duplicates > 0 ? [`${duplicates} events were delivered twice`] : []),
        ...(missing.length > 0
          ? [
              `${missing.length} events were lost without a gap: ${missing.slice(0, 5).join(', ')} …`,
            ]
          : []),
        ...(invented.length > 0 ? [`${invented.length} events are in no log`] : []),
      ]
    },
  }
}
