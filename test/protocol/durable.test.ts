import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseOffset, printOffset } from '../../src/protocol/durable.ts'
import { parseEventId, printEventId } from '../../src/protocol/event-id.ts'
import { position as positions } from './arbitraries.ts'

describe('an offset of the Durable Streams protocol', () => {
  it('is the id of its position, with the number filled up to 16 digits', () => {
    expect(printOffset({ epoch: 'k3f9a', offset: 1042 })).toBe('k3f9a.0000000000001042')
    expect(printOffset({ epoch: 'k', offset: Number.MAX_SAFE_INTEGER })).toBe('k.9007199254740991')
  })

  it('is read back, as is the id of the same position', () => {
    fc.assert(
      fc.property(positions, (position) => {
        expect(parseOffset(printOffset(position))).toEqual(position)
        expect(parseOffset(printEventId(position))).toEqual(position)
      }),
    )
  })

  it('sorts as text like its position, within an epoch', () => {
    fc.assert(
      fc.property(positions, fc.maxSafeNat(), ({ epoch, offset }, other) => {
        const isBefore = printOffset({ epoch, offset }) < printOffset({ epoch, offset: other })
        expect(isBefore).toBe(offset < other)
      }),
    )
  })

  it.each([
    '',
    '-1',
    'now',
    'k3f9a',
    'k3f9a.',
    'k.-1',
    'k.1e3',
    'k.00000000000000001',
    'a,b.1',
    'k. 1',
  ])('is not %j', (text) => {
    expect(parseOffset(text)).toBeNull()
  })

  it('is never read from a text that is longer than any id', () => {
    expect(parseOffset(`k.${'0'.repeat(1_000_000)}1`)).toBeNull()
    expect(parseEventId('k.01')).toBeNull()
  })
})
