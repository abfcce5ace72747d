import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import { balanceAt, depletesAtMs, rateAt, timelineOf } from '../../src/money/index.ts'
import { createAccountTotals, limitOf, totalOf } from '../../src/react/account-totals.ts'
import { figuresOverTime, statusAt } from '../../src/react/total-figures.ts'
import { streamState } from '../store/frames.ts'
import { seeds } from '../support/contract-histories.ts'

const start = 1_790_000_000
const account = 'GRECIPIENT'

const sidesOf = ({ sender, recipient }: { sender?: string; recipient?: string }) => ({
  isIncoming: recipient === account,
  isOutgoing: sender === account,
})
const createTotals = () => createAccountTotals(sidesOf)

/** A change of one of a few streams, at a time: created, topped up, paused, cancelled, or gone. */
const changes = fc.array(
  fc.record({
    key: fc.constantFrom('1', '2', '3', '4', '5', '6'),
    offsetMs: fc.integer({ min: 0, max: 200_000 }),
    stream: fc.option(
      fc
        .record({
          sender: fc.constantFrom('GSENDER', account),
          recipient: fc.constantFrom(account, 'GOTHER'),
          tokenAddress: fc.constantFrom('CUSDC', 'CEURC'),
          ratePerSecond: fc.bigInt(1n, 9_999n),
          depositedAmount: fc.bigInt(1n, 1_000_000n),
          withdrawnShare: fc.bigInt(0n, 3n),
          startTime: fc.constant(start),
          lastUpdateTime: fc.integer({ min: start - 30, max: start + 60 }),
          status: fc.constantFrom('active', 'active', 'active', 'paused', 'cancelled', 'completed'),
        })
        .map(({ withdrawnShare, ...terms }) =>
          streamState('1', {
            ...(terms as Partial<StreamState>),
            withdrawnAmount: (terms.depositedAmount * withdrawnShare) / 4n,
            pausedAt: terms.status === 'paused' ? start + 70 : null,
          }),
        ),
      { nil: undefined },
    ),
  }),
  { maxLength: 40 },
)

const hasEnded = ({ status }: StreamState) => status === 'cancelled' || status === 'completed'

/** What the totals of one token have to be, from every stream that there is. */
function bruteForce(streams: readonly StreamState[], atMs: number) {
  const running = streams.filter((stream) => !hasEnded(stream))
  const incoming = running.filter(({ recipient }) => recipient === account)
  const outgoing = running.filter(({ sender }) => sender === account)
  const sum = (of: readonly StreamState[], value: (stream: StreamState) => bigint) =>
    of.reduce((total, stream) => total + value(stream), 0n)
  const withdrawable = sum(incoming, (each) =>
    balanceAt(timelineOf(each, 'withdrawable'), { atMs }),
  )
  const remaining = sum(outgoing, (each) => balanceAt(timelineOf(each, 'remaining'), { atMs }))
  const ends = outgoing.map(depletesAtMs).filter((endsMs) => endsMs !== null && endsMs > atMs)
  return {
    withdrawable,
    remaining,
    net: withdrawable + remaining,
    incomingRate: sum(incoming, (each) => rateAt(timelineOf(each, 'withdrawable'), { atMs })),
    outgoingRate: sum(outgoing, (each) => rateAt(timelineOf(each, 'remaining'), { atMs })),
    firstEndMs: ends.length === 0 ? null : Math.min(...ends.map(Number)),
    incomingStreams: incoming.length,
    outgoingStreams: outgoing.length,
    pausedStreams: running.filter(({ status }) => status === 'paused').length,
  }
}

describe.each(seeds)('the totals of an account, seed %i', (seed) => {
  it('are what all streams add up to, after every event and at every millisecond (A1, A2)', () => {
    fc.assert(
      fc.property(changes, (history) => {
        const totals = createTotals()
        const known = new Map<string, StreamState>()
        for (const { key, offsetMs, stream } of history) {
          totals.set(key, stream)
          const isMine = stream && [stream.sender, stream.recipient].includes(account)
          if (isMine) known.set(key, stream)
          else known.delete(key)
          const atMs = start * 1000 + offsetMs
          const addresses = new Set([...known.values()].map(({ tokenAddress }) => tokenAddress))
          expect(new Set(totals.tokens)).toEqual(addresses)
          for (const address of addresses) {
            const token = totals.of(address)
            if (!token) throw new Error(`No totals of ${address}.`)
            const first = token.firstToDeplete(atMs)
            expect({
              withdrawable: totalOf(token, 'withdrawable').balanceAt({ atMs }),
              remaining: totalOf(token, 'remaining').balanceAt({ atMs }),
              net: totalOf(token, 'net').balanceAt({ atMs }),
              incomingRate: token.incoming.rateAt({ atMs }),
              outgoingRate: token.outgoing.rateAt({ atMs }),
              firstEndMs: first && depletesAtMs(first),
              incomingStreams: token.incomingStreams,
              outgoingStreams: token.outgoingStreams,
              pausedStreams: token.pausedStreams,
            }).toEqual(
              bruteForce(
                [...known.values()].filter(({ tokenAddress }) => tokenAddress === address),
                atMs,
              ),
            )
            for (const kind of ['withdrawable', 'remaining', 'net'] as const) {
              expect(totalOf(token, kind).balanceAt({ atMs }) <= limitOf(token, kind)).toBe(true)
            }
          }
        }
      }),
      { seed, numRuns: 150 },
    )
  })
})

describe('the totals of an account', () => {
  it('do not change when a stream is the same object, or another account’s', () => {
    const totals = createTotals()
    const stream = streamState('1')
    expect(totals.set('1', stream)).toBe(true)
    expect(totals.set('1', stream)).toBe(false)
    expect(totals.set('2', streamState('2', { recipient: 'GOTHER' }))).toBe(false)
    expect(totals.set('3', undefined)).toBe(false)
    expect([...totals.keys()]).toEqual(['1'])
  })

  it('keep the order of tokens while a stream changes, and forget one without streams', () => {
    const totals = createTotals()
    totals.set('1', streamState('1', { tokenAddress: 'CUSDC' }))
    totals.set('2', streamState('2', { tokenAddress: 'CEURC' }))
    const { tokens } = totals
    totals.set('1', streamState('1', { tokenAddress: 'CUSDC', withdrawnAmount: 5n }))
    expect(totals.tokens).toBe(tokens)
    expect(tokens).toEqual(['CUSDC', 'CEURC'])
    totals.set('1', undefined)
    expect(totals.tokens).toEqual(['CEURC'])
    expect(totals.of('CUSDC')).toBeNull()
  })

  it('are unavailable while a stream is one that no contract could hold (A3)', () => {
    const totals = createTotals()
    totals.set('1', streamState('1'))
    totals.set('2', streamState('2', { ratePerSecond: -1n }))
    expect(totals.of('CTOKEN')?.error?.code).toBe('rate_range')
    totals.set('2', streamState('2'))
    expect(totals.of('CTOKEN')?.error).toBeNull()
    expect(totals.of('CTOKEN')?.incoming.rateAt({ atMs: 1_500_000 })).toBe(200n)
  })

  it('touch one stream for each event', () => {
    const totals = createTotals()
    let reads = 0
    for (let index = 0; index < 500; index += 1) {
      const stream = new Proxy(streamState(String(index)), {
        get(target, name, receiver) {
          reads += 1
          return Reflect.get(target, name, receiver)
        },
      })
      totals.set(String(index), stream)
    }
    const token = totals.of('CTOKEN')
    token?.incoming.balanceAt({ atMs: 1_500_000 })
    reads = 0
    totals.set('7', streamState('7', { withdrawnAmount: 5n }))
    token?.incoming.balanceAt({ atMs: 1_500_001 })
    // What the stream that is replaced was counted as.
    expect(reads).toBeLessThan(12)
  })
})

describe('the status of all streams together', () => {
  const statusOf = (...streams: readonly Partial<StreamState>[]) => {
    const totals = createTotals()
    streams.forEach((stream, index) => {
      totals.set(String(index), streamState(String(index), stream))
    })
    const token = totals.of('CTOKEN')
    return token && statusAt(token, 1_500_000)
  }
  const paused = { status: 'paused', pausedAt: 1_200 } as const
  const pending = { startTime: 9_000, lastUpdateTime: 9_000 }
  const settled = { depositedAmount: 100n }
  const ended = { status: 'cancelled' } as const

  it('is streaming if money flows in any of them', () => {
    expect(statusOf({}, paused, pending, settled, ended)).toBe('streaming')
  })

  it.each([
    ['paused', [paused, pending, settled, ended]],
    ['pending', [pending, settled, ended]],
    ['settled', [settled, ended]],
    ['completed', [ended]],
  ] as const)('is %s if none is and nothing comes before it', (status, streams) => {
    expect(statusOf(...streams)).toBe(status)
  })
})

describe('figures over time', () => {
  const sent = { sender: account, recipient: 'GOTHER' }

  it('change when a rate does, and before and when a deposit runs out', () => {
    const totals = createTotals()
    // Runs out at second 2,000: soon from 1,900 on, critical from 1,980 on.
    totals.set('1', streamState('1', { ...sent, depositedAmount: 100_000n }))
    totals.set('2', streamState('2', { ...sent, ratePerSecond: 1n, startTime: 1_000 }))
    const token = totals.of('CTOKEN')
    if (!token) throw new Error('No totals.')
    const figures = figuresOverTime(token, undefined, null)
    const at = (atMs: number) => {
      figures.valueAt(atMs)
      const { outgoingPerSecond, isEndingSoon, isCritical, runway } = figures.latest()
      return [outgoingPerSecond, isEndingSoon, isCritical, runway?.stream.streamId]
    }
    expect(at(1_500_000)).toEqual([101n, false, false, '1'])
    expect(figures.nextChangeMs(1_500_000)).toBe(1_900_000)
    expect(at(1_900_000)).toEqual([101n, true, false, '1'])
    expect(figures.nextChangeMs(1_900_000)).toBe(1_980_000)
    expect(at(1_980_000)).toEqual([101n, true, true, '1'])
    expect(figures.nextChangeMs(1_980_000)).toBe(2_000_000)
    expect(at(2_000_000)).toEqual([1n, false, false, '2'])
    // Time is set back by an event.
    expect(at(1_500_000)).toEqual([101n, false, false, '1'])
  })

  it('stay as they were while the connection is lost', () => {
    const totals = createTotals()
    totals.set('1', streamState('1', { ...sent, depositedAmount: 100_000n }))
    const token = totals.of('CTOKEN')
    if (!token) throw new Error('No totals.')
    const figures = figuresOverTime(token, undefined, 1_500_000)
    expect(figures.nextChangeMs(1_600_000)).toBeNull()
    figures.valueAt(5_000_000)
    expect(figures.latest().outgoingPerSecond).toBe(100n)
  })
})
