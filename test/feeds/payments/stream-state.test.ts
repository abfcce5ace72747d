import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeStreamState,
  printStreamState,
  type StreamState,
} from '../../../src/feeds/payments/stream-state.ts'
import { position, streamState } from '../../protocol/arbitraries.ts'

const stream: StreamState = {
  streamId: '42',
  sender: 'GDQP2KPQGKIHYJGXNUIYOMHARUARCA7DJT5FO2FFOOKY3B2WSQHG4W37',
  recipient: 'GCEZWKCA5VLDNRLN3RPRJMRZOX3Z6G5CHCGSNFHEYVXM3XOJMDS674JZ',
  tokenAddress: 'CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75',
  ratePerSecond: 3n,
  depositedAmount: 100n,
  withdrawnAmount: 10n,
  startTime: 1000,
  lastUpdateTime: 1010,
  status: 'active',
  pausedAt: null,
}

/** As FlowFi answers: flags instead of a status, and more fields than we have. */
const flowfiBody = {
  id: 'uuid',
  ...printStreamState(stream),
  status: undefined,
  streamId: 42,
  totalPausedDuration: 0,
  createdAt: '2026-11-21T00:00:00.000Z',
}

describe('a stream in JSON', () => {
  it('reads back as the stream that was printed, with and without a position', () => {
    fc.assert(
      fc.property(streamState, fc.option(position), (state, place) => {
        const wire = JSON.parse(JSON.stringify(printStreamState(state, place ?? undefined)))
        expect(decodeStreamState(wire)).toEqual(state)
        expect(wire.position).toEqual(place === null ? undefined : `${place.epoch}.${place.offset}`)
      }),
    )
  })

  it('has the time at which the deposit runs out, rounded up to a whole second', () => {
    expect(printStreamState(stream).endTime).toBe(1010 + 30)
    expect(printStreamState({ ...stream, depositedAmount: 101n }).endTime).toBe(1010 + 31)
    expect(printStreamState({ ...stream, status: 'paused', pausedAt: 1020 }).endTime).toBeNull()
    expect(printStreamState({ ...stream, status: 'cancelled' }).endTime).toBeNull()
  })

  it('has flags that agree with its status', () => {
    expect(printStreamState(stream)).toMatchObject({ isActive: true, isPaused: false })
    expect(printStreamState({ ...stream, status: 'paused', pausedAt: 5 })).toMatchObject({
      isActive: true,
      isPaused: true,
      pausedAt: 5,
    })
    expect(printStreamState({ ...stream, pausedAt: 5 })).toMatchObject({ pausedAt: null })
    expect(printStreamState({ ...stream, status: 'completed' })).toMatchObject({
      isActive: false,
      isPaused: false,
      pausedAt: null,
    })
  })
})

describe("a stream in FlowFi's JSON", () => {
  it('gets its status from its flags', () => {
    expect(decodeStreamState(flowfiBody)).toEqual(stream)
    expect(decodeStreamState({ ...flowfiBody, isPaused: true, pausedAt: 1020 })).toEqual({
      ...stream,
      status: 'paused',
      pausedAt: 1020,
    })
  })

  it('is completed when inactive and paid out, cancelled when inactive and not', () => {
    const ended = { ...flowfiBody, isActive: false }
    expect(decodeStreamState(ended)).toMatchObject({ status: 'cancelled' })
    expect(decodeStreamState({ ...ended, withdrawnAmount: '100' })).toMatchObject({
      status: 'completed',
    })
  })

  it('drops the time of a pause that has ended', () => {
    expect(decodeStreamState({ ...flowfiBody, pausedAt: 900 })).toEqual(stream)
  })

  it('may have times as decimal strings and statuses in capitals', () => {
    const body = { ...flowfiBody, startTime: '1000', lastUpdateTime: '1010' }
    expect(decodeStreamState({ ...body, status: 'ACTIVE' })).toEqual(stream)
    expect(decodeStreamState({ ...body, status: 'Cancelled' })).toMatchObject({
      status: 'cancelled',
    })
  })

  it('falls back to its flags for an unknown status', () => {
    expect(decodeStreamState({ ...flowfiBody, status: 'frozen' })).toEqual(stream)
  })
})

describe('a body that is not a stream', () => {
  it.each([
    ['nothing', null, 'body: expected an object'],
    ['a list', [], 'streamId: missing'],
    [
      'a number as amount',
      { ...flowfiBody, depositedAmount: 100 },
      'depositedAmount: expected a decimal string of units from 0 to 2^127 − 1',
    ],
    [
      'no status and no flag',
      { ...flowfiBody, isActive: undefined },
      'status: expected a known status, or isActive',
    ],
    [
      'a pause without its time',
      { ...flowfiBody, isPaused: true, pausedAt: null },
      'pausedAt: expected the time of the pause',
    ],
    [
      'an address of a megabyte',
      { ...flowfiBody, sender: 'G'.repeat(1e6) },
      'sender: expected an address of at most 128 characters',
    ],
    [
      'an id that lost its digits',
      { ...flowfiBody, streamId: 2 ** 53 },
      'streamId: expected a decimal u64',
    ],
  ])('is a failure that says why: %s', (_, body, reason) => {
    expect(decodeStreamState(body)).toBe(reason)
  })
})
