/** The checker itself: each way of breaking the first promise has to be seen. */
import { describe, expect, it } from 'vitest'
import type { Position } from '../../src/protocol/index.ts'
import { createDeliveryRecord } from './delivery-record.ts'
import type { DeliveredPaymentsFrame } from './payments-frames.ts'

const at = (offset: number, epoch = 'e'): Position => ({ epoch, offset })

const event = (position: Position): DeliveredPaymentsFrame => ({
  kind: 'event',
  event: { type: 'stream.paused', streamId: '1', pausedAt: 1 },
  position,
})

const gap = (from: number, to: number): DeliveredPaymentsFrame => ({
  kind: 'gap',
  from,
  to,
  reason: 'too_far',
  position: at(to),
})

function faultsOf(frames: readonly DeliveredPaymentsFrame[], top: number): readonly string[] {
  const record = createDeliveryRecord()
  for (const frame of frames) record.note(frame)
  return record.faults(
    Array.from({ length: top }, (_, index) => at(index + 1)),
    0,
  )
}

describe('a record of deliveries', () => {
  it('has nothing to say where everything came or was declared', () => {
    expect(faultsOf([event(at(1)), gap(2, 3), event(at(4))], 4)).toEqual([])
  })

  it.each([
    [
      'an event that never came',
      [event(at(1)), event(at(3))],
      /1 events were lost without a gap: 2/,
    ],
    ['a hole that is wider than declared', [event(at(1)), gap(3, 3)], /lost without a gap: 2/],
    ['a tail that never came', [event(at(1)), event(at(2))], /lost without a gap: 3/],
    ['an event that came twice', [1, 2, 2, 3].map((n) => event(at(n))), /delivered twice/],
    ['an order that was turned', [1, 3, 2].map((n) => event(at(n))), /event 2 came after 3/],
    ['an event of no log', [1, 2, 3, 4].map((n) => event(at(n))), /1 events are in no log/],
    [
      'another history without a reset',
      [event(at(1)), event(at(2, 'f')), event(at(3, 'f'))],
      /changed the epoch from e to f/,
    ],
  ])('sees %s', (_, frames, fault) => {
    expect(faultsOf(frames, 3).join('\n')).toMatch(fault)
  })
})
