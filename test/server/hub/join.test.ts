import { describe, expect, it } from 'vitest'
import { decideJoin } from '../../../server/hub/join.ts'

const bounds = { epoch: 'k3f9a', oldest: 5, top: 1042 }
const decide = (cursor: string | null, maxReplay = 1000) => decideJoin(cursor, bounds, maxReplay)

describe('the answer to a cursor', () => {
  it('is a fresh start without one, or with an empty one', () => {
    expect(decide(null)).toEqual({ kind: 'fresh' })
    expect(decide('')).toEqual({ kind: 'fresh' })
  })

  it('is an exact replay inside the log, both edges included', () => {
    expect(decide('k3f9a.1042')).toMatchObject({ kind: 'exact' })
    expect(decide('k3f9a.42')).toMatchObject({ kind: 'exact' })
    // Offset 5 is the oldest kept and the next one for a client that has seen 4.
    expect(decide('k3f9a.4', 2000)).toMatchObject({ kind: 'exact' })
  })

  it('is a reset for another epoch', () => {
    expect(decide('zzzzz.7')).toMatchObject({ kind: 'reset', reason: 'epoch' })
  })

  it('is a reset for an offset that was never issued', () => {
    expect(decide('k3f9a.1043')).toMatchObject({ kind: 'reset', reason: 'ahead' })
  })

  it('is a gap up to the oldest kept', () => {
    expect(decide('k3f9a.2', 2000)).toMatchObject({
      kind: 'gap',
      reason: 'trimmed',
      from: 3,
      to: 4,
    })
  })

  it('is a gap up to the top beyond maxReplay', () => {
    expect(decide('k3f9a.41')).toMatchObject({ kind: 'gap', reason: 'too_far', from: 42, to: 1042 })
    expect(decide('k3f9a.2')).toMatchObject({ kind: 'gap', reason: 'trimmed', from: 3, to: 1042 })
  })

  it.each([
    'nonsense',
    'k3f9a',
    'k3f9a.-1',
    'k3f9a.1.5',
    'k3f9a.9007199254740993',
    '\ufffd\ufffd',
    'x'.repeat(10_240),
    'k3f9a.5\u0000',
  ])('is a reset, never a failure, for the malformed %j', (cursor) => {
    expect(decide(cursor)).toEqual({ kind: 'reset', cursor: null, reason: 'bad_cursor' })
  })
})
