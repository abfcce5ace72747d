/** Which frames of a shared connection are this tab's. */
import { describe, expect, it } from 'vitest'
import { createSieve, type Sieve } from '../../src/connection/sieve.ts'
import type { PaymentEvent } from '../../src/feeds/payments/events.ts'
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import type { DeliveredFrame } from '../../src/protocol/feed-frames.ts'
import { streamWith } from './log-server.ts'
import { accounts } from './party-log-server.ts'

const [alice = '', bob = '', carol = '', dave = ''] = accounts

function stream(streamId: string, sender: string, recipient: string): StreamState {
  return { ...streamWith(1), streamId, sender, recipient }
}

function state(...streams: StreamState[]): DeliveredFrame {
  return { kind: 'snapshot', position: null, readAt: null, part: 1, parts: 1, streams, skipped: 0 }
}

function happening(event: PaymentEvent): DeliveredFrame {
  return { kind: 'event', event, position: null }
}

const topUp = (streamId: string) =>
  happening({ type: 'stream.topped_up', streamId, amount: 1n, newDepositedAmount: 2n })

function creation(streamId: string, sender: string, recipient: string): DeliveredFrame {
  const {
    withdrawnAmount: _,
    lastUpdateTime: _at,
    status: _s,
    pausedAt: _p,
    ...terms
  } = stream(streamId, sender, recipient)
  return happening({ type: 'stream.created', ...terms })
}

/** The streams of these whose events come through. */
function passing(sieve: Sieve, ...ids: string[]): readonly string[] {
  return ids.filter((id) => sieve.sift(topUp(id)) !== null)
}

function idsOf(frame: DeliveredFrame | null): readonly string[] | null {
  return frame?.kind === 'snapshot' ? frame.streams.map(({ streamId }) => streamId) : null
}

const state4 = state(
  stream('1', alice, bob),
  stream('2', bob, carol),
  stream('3', carol, dave),
  stream('4', dave, alice),
)

describe('a sieve', () => {
  it('lets everything through for who follows everything, as the same objects', () => {
    const sieve = createSieve({ all: true })
    expect(sieve.sift(state4)).toBe(state4)
    expect(passing(sieve, '1', '9')).toEqual(['1', '9'])
  })

  it('lets the named streams through', () => {
    const sieve = createSieve({ streams: ['2', '9'] })
    expect(idsOf(sieve.sift(state4))).toEqual(['2'])
    expect(passing(sieve, '1', '2', '9')).toEqual(['2', '9'])
  })

  it('learns from state which streams are those of an account, as sender or recipient', () => {
    const sieve = createSieve({ users: [alice] })
    expect(idsOf(sieve.sift(state4))).toEqual(['1', '4'])
    expect(passing(sieve, '1', '2', '3', '4')).toEqual(['1', '4'])
  })

  it('learns from creations', () => {
    const sieve = createSieve({ users: [alice] })
    expect(sieve.sift(creation('5', bob, alice))).not.toBeNull()
    expect(sieve.sift(creation('6', bob, carol))).toBeNull()
    expect(passing(sieve, '5', '6')).toEqual(['5'])
  })

  it('believes an event that names an account', () => {
    const sieve = createSieve({ users: [alice] })
    const withdrawal = (recipient: string) =>
      happening({ type: 'stream.withdrawn', streamId: '7', recipient, amount: 1n, timestamp: 1 })
    expect(sieve.sift(withdrawal(alice))).not.toBeNull()
    expect(sieve.sift(withdrawal(bob))).toBeNull()
  })

  it('keeps every part of a snapshot, also one in which nothing is ours', () => {
    const sieve = createSieve({ users: [alice] })
    const part = sieve.sift(state(stream('2', bob, carol)))
    expect(part).toMatchObject({ kind: 'snapshot', part: 1, parts: 1, streams: [] })
  })

  it('lets gaps and resets through', () => {
    const sieve = createSieve({ streams: ['1'] })
    const gap = { kind: 'gap', from: 1, to: 2, reason: 'trimmed', position: null } as const
    const reset = { kind: 'reset', reason: 'epoch', position: null } as const
    expect(sieve.sift(gap)).toBe(gap)
    expect(sieve.sift(reset)).toBe(reset)
  })

  it('forgets what no longer matches, and nothing else', () => {
    const sieve = createSieve({ users: [alice, carol] })
    sieve.sift(state4)
    sieve.setFilter({ users: [alice] })
    expect(passing(sieve, '1', '2', '3', '4')).toEqual(['1', '4'])
    sieve.setFilter({ users: [alice, carol] })
    // 2 and 3 come again with the state of carol.
    expect(passing(sieve, '1', '2', '3', '4')).toEqual(['1', '4'])
  })

  it('knows the streams of an account also when everything was followed before', () => {
    const sieve = createSieve({ all: true })
    sieve.sift(state4)
    sieve.sift(creation('5', bob, alice))
    sieve.setFilter({ users: [alice] })
    expect(passing(sieve, '1', '2', '3', '4', '5')).toEqual(['1', '4', '5'])
  })

  it('forgets what it learned when history is another', () => {
    const sieve = createSieve({ users: [alice] })
    sieve.sift(state4)
    sieve.sift({ kind: 'reset', reason: 'epoch', position: null })
    expect(passing(sieve, '1')).toEqual([])
  })
})

describe('a sieve whose state is read beside the feed', () => {
  it('lets unknown streams through until it has come, and again after a gap', () => {
    const sieve = createSieve({ users: [alice] }, 'read')
    expect(passing(sieve, '1', '2')).toEqual(['1', '2'])
    sieve.sift(state4)
    expect(passing(sieve, '1', '2')).toEqual(['1'])
    sieve.sift({ kind: 'gap', from: 1, to: 2, reason: 'trimmed', position: null })
    expect(passing(sieve, '2', '9')).toEqual(['2', '9'])
    sieve.sift(state4)
    sieve.setFilter({ users: [alice, bob] })
    expect(passing(sieve, '9')).toEqual(['9'])
  })
})

describe('a sieve without state', () => {
  it('loses nothing of an account, and lets through what may be another tab’s', () => {
    const sieve = createSieve({ users: [alice] }, 'none')
    expect(passing(sieve, '1', '2')).toEqual(['1', '2'])
    expect(passing(createSieve({ streams: ['1'] }, 'none'), '1', '2')).toEqual(['1'])
  })
})
