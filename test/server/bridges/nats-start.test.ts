/** Where to read a stream of NATS from. */
import { describe, expect, it } from 'vitest'
import {
  decideStart,
  historyOf,
  type NatsPosition,
  nothingRead,
  type StreamView,
} from '../../../server/bridges/nats-start.ts'
import { nanosOf, timeOf } from '../../../server/bridges/nats-time.ts'

const created = '2026-11-22T07:30:00.123456789Z'
const at = (sequence: number, more: Partial<NatsPosition> = {}): NatsPosition => {
  return { created, sequence, storedAt: `17000000000000000${sequence}`, setbacks: 0, ...more }
}
const stream = (first: number, last: number, more: Partial<StreamView> = {}): StreamView => ({
  ...{ created, firstSequence: first, lastSequence: last },
  ...{ storedAtPosition: null, isWorkQueue: false, ...more },
})

describe('where to read from', () => {
  it('is the beginning when nothing was read, whatever the stream has removed before', () => {
    const start = decideStart(nothingRead, stream(50, 60))
    expect(start).toEqual({
      position: { ...nothingRead, created },
      gap: null,
      from: { sequence: 1 },
    })
  })

  it('is the message after the last one', () => {
    const start = decideStart(at(10), stream(1, 20, { storedAtPosition: at(10).storedAt }))
    expect(start).toEqual({ position: at(10), gap: null, from: { sequence: 11 } })
  })

  it('is the message after the last one when the stream is empty by now', () => {
    expect(decideStart(at(10), stream(11, 10))).toMatchObject({ gap: null, from: { sequence: 11 } })
  })

  it('is the first message that is left, with a gap, when some were removed unread', () => {
    const start = decideStart(at(10), stream(15, 20))
    expect(start).toMatchObject({
      gap: { reason: 'removed', from: 11, to: 14 },
      from: { sequence: 15 },
      position: { sequence: 14, created },
    })
    // The next start finds nothing missing.
    expect(decideStart(start.position, stream(15, 20)).gap).toBeNull()
  })

  it('has no gap in a work queue, which removes what was acknowledged', () => {
    const start = decideStart(at(10), stream(15, 20, { isWorkQueue: true }))
    expect(start).toMatchObject({ gap: null, from: { sequence: 15 } })
  })

  it('is the beginning of a stream that was created again, under another history', () => {
    const other = '2026-11-22T08:00:00Z'
    const start = decideStart(at(10), stream(1, 5, { created: other }))
    expect(start).toMatchObject({
      gap: { reason: 'recreated', from: 11, to: null },
      from: { sequence: 1 },
      position: { sequence: 0, created: other },
    })
    expect(historyOf(start.position)).not.toBe(historyOf(at(10)))
  })

  it('is a time when the stream ends before the last message that was read', () => {
    const start = decideStart(at(10), stream(1, 5))
    expect(start).toMatchObject({
      gap: { reason: 'went_back', from: 6, to: null },
      from: { time: at(10).storedAt },
      position: { sequence: 0, setbacks: 1 },
    })
    expect(historyOf(start.position)).not.toBe(historyOf(at(10)))
  })

  it('is a time when another message has the number of the last one that was read', () => {
    const start = decideStart(at(10), stream(1, 20, { storedAtPosition: '1700000000000000099' }))
    expect(start).toMatchObject({
      gap: { reason: 'went_back', from: 10, to: null },
      from: { time: at(10).storedAt },
      position: { setbacks: 1 },
    })
  })

  it('is the beginning of a stream that went back to before an unknown time', () => {
    const start = decideStart(at(10, { storedAt: '' }), stream(1, 5))
    expect(start).toMatchObject({ gap: { reason: 'went_back' }, from: { sequence: 1 } })
  })
})

describe('times of NATS', () => {
  it.each([
    ['2026-11-22T07:30:00.123456789Z', '1795332600123456789'],
    ['2026-11-22T07:30:00.12Z', '1795332600120000000'],
    ['2026-11-22T07:30:00Z', '1795332600000000000'],
  ])('keep their nanoseconds: %s', (time, nanos) => {
    expect(nanosOf(time)).toBe(nanos)
    expect(nanosOf(timeOf(nanos))).toBe(nanos)
  })
})
