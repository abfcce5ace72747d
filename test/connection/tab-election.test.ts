/** Which tab leads: the pure state machine. E1 … E4 are its invariants. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ElectionEffect,
  type ElectionEvent,
  type ElectionState,
  initialElection,
  transition,
} from '../../src/connection/tab-election.ts'

const acquired: ElectionEvent = { type: 'lock_acquired', id: 'b', nowMs: 1000 }
const heard = (leaderEpoch: number, id: string): ElectionEvent => ({
  type: 'leader_heard',
  leader: { leaderEpoch, id },
})

/** The state after some events, and the effects of the last one. */
function run(...events: readonly ElectionEvent[]): [ElectionState, readonly ElectionEffect[]] {
  let result: readonly [ElectionState, readonly ElectionEffect[]] = [initialElection, []]
  for (const event of events) result = transition(result[0], event)
  return [...result]
}

describe('the election of a leader', () => {
  it('E1 leads with the lock, in an epoch not below the clock', () => {
    const [state, effects] = run({ type: 'joined' }, acquired)
    expect(state).toEqual({ leaderEpoch: 1000, latest: { leaderEpoch: 1000, id: 'b' } })
    expect(effects).toEqual(['lead'])
  })

  it('E1 leads in an epoch above every leader it has seen', () => {
    const [state] = run(heard(5000, 'a'), acquired)
    expect(state.leaderEpoch).toBe(5001)
  })

  it('E2 ignores a leader of an older epoch', () => {
    expect(run(heard(7, 'a'), heard(6, 'c'))[1]).toEqual([])
    expect(run(heard(7, 'a'), heard(7, 'a'))[1]).toEqual(['accept'])
  })

  it('E2 accepts one of two leaders with the same epoch, whichever is heard first', () => {
    expect(run(heard(7, 'a'), heard(7, 'c'))[0].latest.id).toBe('c')
    expect(run(heard(7, 'c'), heard(7, 'a'))[0].latest.id).toBe('c')
  })

  it('E3 steps down when it loses the lock, and queues for it again', () => {
    const [state, effects] = run(acquired, { type: 'lock_lost' })
    expect(state.leaderEpoch).toBeNull()
    expect(effects).toEqual(['step_down', 'renew', 'request_lock'])
  })

  it('E3 steps down when it resigns, and asks the others before it releases the lock', () => {
    expect(run(acquired, { type: 'resigned' })[1]).toEqual(['step_down', 'renew', 'request_lock'])
    expect(run(heard(7, 'a'), { type: 'resigned' })[1]).toEqual([])
  })

  it('E3 steps down when it sees a newer leader, and handles its message', () => {
    const [state, effects] = run(acquired, heard(1001, 'a'))
    expect(state).toEqual({ leaderEpoch: null, latest: { leaderEpoch: 1001, id: 'a' } })
    expect(effects).toEqual(['step_down', 'renew', 'request_lock', 'accept'])
  })

  it('E3 stays leader when it sees an outdated one', () => {
    expect(run(acquired, heard(999, 'z'))).toEqual([
      { leaderEpoch: 1000, latest: { leaderEpoch: 1000, id: 'b' } },
      [],
    ])
  })

  it('E4 steals the lock only while it follows', () => {
    expect(run({ type: 'leader_timed_out' })[1]).toEqual(['steal_lock'])
    expect(run(acquired, { type: 'leader_timed_out' })[1]).toEqual([])
  })

  it('gives up the lead and remembers the epoch when it leaves', () => {
    const [state, effects] = run(acquired, { type: 'left' })
    expect(state).toEqual({ leaderEpoch: null, latest: { leaderEpoch: 1000, id: 'b' } })
    expect(effects).toEqual(['release_lock'])
  })

  const id = fc.constantFrom('a', 'b', 'c')
  const time = fc.integer({ min: 0, max: 20 })
  const event: fc.Arbitrary<ElectionEvent> = fc.oneof(
    fc.record({
      type: fc.constantFrom('joined', 'lock_lost', 'leader_timed_out', 'resigned', 'left'),
    }),
    fc.record({ type: fc.constant('lock_acquired'), id, nowMs: time }),
    fc.tuple(time, id).map(([leaderEpoch, leader]) => heard(leaderEpoch, leader)),
  )

  it('never goes back to an older leader, and leads only in the newest epoch', () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        let state = initialElection
        for (const next of events) {
          const before = state
          ;[state] = transition(before, next)
          expect(state.latest.leaderEpoch).toBeGreaterThanOrEqual(before.latest.leaderEpoch)
          expect([null, state.latest.leaderEpoch]).toContain(state.leaderEpoch)
        }
      }),
    )
  })
})
