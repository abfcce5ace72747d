import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PaymentsState } from '../../src/feeds/payments/selectors.ts'
import { historyLimit } from '../../src/store/state.ts'
import { histories, seeds } from '../support/contract-histories.ts'
import type { DeliveredPaymentsFrame } from '../support/payments-frames.ts'
import { liveOf } from './contract-events.ts'
import {
  at,
  eventFrame,
  gapFrame,
  resetFrame,
  snapshotFrame,
  streamState,
  withdrawn,
} from './frames.ts'
import { emptyPayments, reduce, reduceBatch } from './payments-reducer.ts'

const stateAfter = (
  frames: readonly DeliveredPaymentsFrame[],
  state: PaymentsState = emptyPayments,
) => frames.reduce((before, frame) => reduce(before, frame, 0), state)

const idsOf = (state: PaymentsState) => [...state.items.keys()]

describe('the state reduced from events', () => {
  it.each(seeds)(
    'equals the contract after every command of a random history (seed %i)',
    (seed) => {
      fc.assert(
        fc.property(histories, (history) => {
          let state = emptyPayments
          let offset = 0
          for (const { events, after } of liveOf(history)) {
            for (const event of events) {
              offset += 1
              state = reduce(state, eventFrame(event, at(offset)), 0)
            }
            expect(state.items.get('7')).toEqual(after)
          }
        }),
        { numRuns: 400, seed },
      )
    },
  )

  it.each(seeds)('does so without ids and without timestamps (seed %i)', (seed) => {
    fc.assert(
      fc.property(histories, (history) => {
        let state = emptyPayments
        for (const { events, after } of liveOf(history)) {
          for (const event of events) {
            const { timestamp, ...bare } = event
            const sent =
              event.type === 'stream.withdrawn' || event.type === 'stream.cancelled' ? event : bare
            const isExact =
              event.type !== 'stream.resumed' || Number.isSafeInteger(event.newEndTime)
            state = reduce(state, eventFrame((isExact ? sent : event) as typeof event), 0)
          }
          expect(state.items.get('7')).toEqual(after)
        }
      }),
      { numRuns: 400, seed },
    )
  })

  it.each(seeds)(
    'is the same when a server without ids repeats events that a snapshot contained (seed %i)',
    (seed) => {
      fc.assert(
        fc.property(histories, fc.nat(), (history, cut) => {
          const life = liveOf(history)
          const known = life[cut % Math.max(1, life.length)]
          const last = life.at(-1)
          if (!known || !last) return
          // The state was read after command `cut`; the last event before it is delivered again.
          let state = stateAfter([snapshotFrame([known.after])])
          for (const event of known.events) state = reduce(state, eventFrame(event), 0)
          expect(state.items.get('7')).toEqual(known.after)
          for (const { events } of life.slice(life.indexOf(known) + 1)) {
            for (const event of events) state = reduce(state, eventFrame(event), 0)
          }
          expect(state.items.get('7')).toEqual(last.after)
        }),
        { numRuns: 400, seed },
      )
    },
  )

  it('is the same for a batch as one by one', () => {
    fc.assert(
      fc.property(fc.array(histories, { minLength: 1, maxLength: 3 }), (many) => {
        const frames = many.flatMap((history, index) =>
          liveOf(history, `${index}`).flatMap(({ events }) =>
            events.map((event) => eventFrame(event)),
          ),
        )
        expect(reduceBatch(emptyPayments, frames, 0)).toEqual(stateAfter(frames))
      }),
      { numRuns: 100, seed: 1 },
    )
  })
})

describe('a withdrawal', () => {
  it('is applied once, however often a server without ids sends it', () => {
    const frame = eventFrame(withdrawn('1', 500n, 1_005))
    const state = stateAfter([snapshotFrame([streamState('1')]), frame, frame])
    expect(state.items.get('1')).toMatchObject({ withdrawnAmount: 500n, lastUpdateTime: 1_005 })
    expect(state.history).toHaveLength(1)
  })

  it('below the position of the snapshot is contained in it', () => {
    const state = stateAfter([
      snapshotFrame([streamState('1', { withdrawnAmount: 500n })], at(10)),
      eventFrame(withdrawn('1', 500n, 1_005), at(10)),
    ])
    expect(state.items.get('1')?.withdrawnAmount).toBe(500n)
  })

  it('above an exact position is applied, whatever its time says', () => {
    const state = stateAfter([
      snapshotFrame([streamState('1')], at(10)),
      eventFrame(withdrawn('1', 500n, 1_000), at(11)),
    ])
    expect(state.items.get('1')?.withdrawnAmount).toBe(500n)
    expect(state.position).toEqual(at(11))
  })

  it('with a position is judged by the stream when the state was read without one', () => {
    const state = stateAfter([
      eventFrame(withdrawn('9', 1n, 1_001), at(3)),
      snapshotFrame([streamState('1', { withdrawnAmount: 500n, lastUpdateTime: 1_005 })]),
      eventFrame(withdrawn('1', 500n, 1_005), at(4)),
      eventFrame(withdrawn('1', 100n, 1_006), at(5)),
    ])
    expect(state.items.get('1')?.withdrawnAmount).toBe(600n)
  })
})

describe('an old event of a server without ids', () => {
  it('does not lower a deposit', () => {
    const state = stateAfter([
      snapshotFrame([streamState('1', { depositedAmount: 500n })]),
      eventFrame({ type: 'stream.topped_up', streamId: '1', amount: 1n, newDepositedAmount: 400n }),
    ])
    expect(state.items.get('1')?.depositedAmount).toBe(500n)
  })

  it.each(['cancelled', 'completed'] as const)('does not touch a %s stream', (status) => {
    const over = streamState('1', { status })
    const state = stateAfter([
      snapshotFrame([over]),
      eventFrame({ type: 'stream.paused', streamId: '1', pausedAt: 9_000 }),
      eventFrame(withdrawn('1', 1n, 9_000)),
      eventFrame({
        type: 'stream.cancelled',
        streamId: '1',
        amountWithdrawn: 1n,
        refundedAmount: 1n,
      }),
    ])
    expect(state.items.get('1')).toBe(over)
  })
})

describe('a resume', () => {
  const paused = streamState('1', { status: 'paused', pausedAt: 1_010 })

  it('moves the anchor by the length of the pause, which follows from the new end', () => {
    // 10 s have accrued, 9,990 s are left; resumed 50 s after the pause.
    const event = { type: 'stream.resumed', streamId: '1', newEndTime: 1_060 + 9_990 } as const
    const state = stateAfter([snapshotFrame([paused]), eventFrame(event)])
    expect(state.items.get('1')).toEqual(streamState('1', { lastUpdateTime: 1_050 }))
  })

  it('from before the pause is an old one', () => {
    const event = { type: 'stream.resumed', streamId: '1', newEndTime: 900 + 9_990 } as const
    const state = stateAfter([snapshotFrame([paused]), eventFrame(event)])
    expect(state.items.get('1')).toEqual(paused)
  })

  it('whose end lies beyond what a number counts goes by its timestamp', () => {
    const slow = { ...paused, ratePerSecond: 1n, depositedAmount: 2n ** 100n }
    const event = {
      type: 'stream.resumed',
      streamId: '1',
      newEndTime: 2 ** 100,
      timestamp: 1_030,
    } as const
    const state = stateAfter([snapshotFrame([slow]), eventFrame(event)])
    expect(state.items.get('1')?.lastUpdateTime).toBe(1_020)
  })
})

describe('an event of an unknown stream', () => {
  it('is history, but makes no stream', () => {
    const state = stateAfter([eventFrame(withdrawn('404', 1n, 5))])
    expect(idsOf(state)).toEqual([])
    expect(state.history).toHaveLength(1)
  })
})

describe('a snapshot', () => {
  it('shows when its last part is there', () => {
    const first = stateAfter([snapshotFrame([streamState('1')], at(9), [1, 2])])
    expect([idsOf(first), first.phase, first.position]).toEqual([[], 'loading', null])
    const whole = stateAfter([snapshotFrame([streamState('2')], at(9), [2, 2])], first)
    expect([idsOf(whole), whole.phase, whole.position]).toEqual([['1', '2'], 'ready', at(9)])
    expect(whole.partialSnapshot).toBeNull()
  })

  it('that was cut off is discarded, and the next one starts over', () => {
    const state = stateAfter([
      snapshotFrame([streamState('1')], at(9), [1, 3]),
      snapshotFrame([streamState('3')], at(9), [3, 3]),
      snapshotFrame([streamState('2')], at(9), [2, 3]),
    ])
    expect([idsOf(state), state.phase]).toEqual([[], 'loading'])
    const next = stateAfter([snapshotFrame([streamState('4')], at(12))], state)
    expect([idsOf(next), next.phase]).toEqual([['4'], 'ready'])
  })

  it('adds and replaces, and drops nothing, when it follows no gap', () => {
    const state = stateAfter([
      snapshotFrame([streamState('1'), streamState('2')], at(9)),
      snapshotFrame([streamState('2', { withdrawnAmount: 5n }), streamState('3')], at(12)),
    ])
    expect(idsOf(state)).toEqual(['1', '2', '3'])
    expect(state.items.get('2')?.withdrawnAmount).toBe(5n)
  })

  it.each([
    ['gap', gapFrame(10, 11)],
    ['reset', resetFrame()],
  ])('after a %s drops what it lacks, and what was known stays until then', (_, broken) => {
    const known = stateAfter([snapshotFrame([streamState('1'), streamState('2')], at(9))])
    const between = stateAfter([broken, snapshotFrame([streamState('2')], at(12), [1, 2])], known)
    expect([idsOf(between), between.phase]).toEqual([['1', '2'], 'ready'])
    const whole = stateAfter([snapshotFrame([streamState('3')], at(12), [2, 2])], between)
    expect(idsOf(whole)).toEqual(['2', '3'])
    // Only the one snapshot counts as whole.
    expect(idsOf(stateAfter([snapshotFrame([streamState('4')], at(13))], whole))).toEqual([
      '2',
      '3',
      '4',
    ])
  })

  it('that brings nothing new keeps every object, so nothing renders', () => {
    const known = stateAfter([snapshotFrame([streamState('1'), streamState('2')], at(9))])
    const again = stateAfter([snapshotFrame([streamState('1'), streamState('2')], at(9))], known)
    expect(again).toBe(known)
  })
})

describe('a reset', () => {
  it('clears the position, so that lower offsets of the new epoch count', () => {
    const state = stateAfter([
      snapshotFrame([streamState('1')], at(900)),
      resetFrame(at(0, 'fresh')),
      snapshotFrame([streamState('1')], at(2, 'fresh')),
      eventFrame(withdrawn('1', 7n, 1_001), at(3, 'fresh')),
    ])
    expect(state.position).toEqual(at(3, 'fresh'))
    expect(state.items.get('1')?.withdrawnAmount).toBe(7n)
  })
})

describe('a reset to before what was known, within the same epoch', () => {
  it('lets lower offsets count again', () => {
    const state = stateAfter([
      snapshotFrame([streamState('1')], at(900)),
      resetFrame(null),
      eventFrame(withdrawn('1', 7n, 1_001), at(3)),
    ])
    expect(state.items.get('1')?.withdrawnAmount).toBe(7n)
  })
})

describe('the history', () => {
  it('distinguishes what can happen twice in one transaction, without ids', () => {
    const twice = [
      { type: 'stream.topped_up', streamId: '7', amount: 1n, newDepositedAmount: 2n },
      { type: 'stream.topped_up', streamId: '7', amount: 1n, newDepositedAmount: 3n },
      { type: 'stream.withdrawn', streamId: '7', recipient: 'G', amount: 1n, timestamp: 2 },
      { type: 'stream.withdrawn', streamId: '7', recipient: 'G', amount: 1n, timestamp: 3 },
      { type: 'stream.paused', streamId: '7', pausedAt: 2 },
      { type: 'stream.paused', streamId: '7', pausedAt: 3 },
      { type: 'stream.resumed', streamId: '7', newEndTime: 2 },
      { type: 'stream.resumed', streamId: '7', newEndTime: 3 },
    ] as const
    const frames = twice.map((event) => eventFrame({ ...event, transactionHash: 'h' }))
    expect(stateAfter([...frames, ...frames]).history).toHaveLength(twice.length)
  })

  it('is newest first, bounded, and marks the breaks', () => {
    const events = Array.from({ length: historyLimit + 50 }, (_, index) =>
      eventFrame(withdrawn('404', 1n, index), at(index + 1)),
    )
    const state = reduceBatch(emptyPayments, [...events, gapFrame(251, 260, at(260))], 1234)
    expect(state.history).toHaveLength(historyLimit)
    expect(state.history[0]).toMatchObject({ kind: 'gap', from: 251, to: 260, receivedAtMs: 1234 })
    expect(state.history[1]).toMatchObject({ key: 'k3f9a.250' })
    expect(state.gaps).toHaveLength(1)
    expect(new Set(state.history.map((entry) => entry.key)).size).toBe(historyLimit)
  })

  it('keeps two breaks apart that say the same', () => {
    const state = stateAfter([resetFrame(), resetFrame()])
    expect(new Set(state.history.map((entry) => entry.key)).size).toBe(2)
  })
})

describe('reducing', () => {
  it('leaves the state that it is given alone, and answers it when nothing changed', () => {
    const state = stateAfter([snapshotFrame([streamState('1')], at(9))])
    const copy = { ...state, items: new Map(state.items) }
    reduce(state, eventFrame(withdrawn('1', 5n, 2_000), at(10)), 0)
    expect(state).toEqual(copy)
    expect(reduceBatch(state, [], 0)).toBe(state)
  })

  it('copies the map once for a batch, and not at all when no stream changes', () => {
    const state = stateAfter([snapshotFrame([streamState('1')], at(9))])
    const next = reduce(state, eventFrame(withdrawn('404', 5n, 2_000), at(10)), 0)
    expect(next.items).toBe(state.items)
  })

  it('answers every event on terms that no contract could hold', () => {
    const broken = streamState('1', { depositedAmount: -1n, status: 'paused', pausedAt: 5 })
    const event = { type: 'stream.resumed', streamId: '1', newEndTime: 7, timestamp: 9 } as const
    const state = stateAfter([snapshotFrame([broken]), eventFrame(event)])
    expect(state.items.get('1')?.status).toBe('active')
  })
})
