import { describe, expect, it } from 'vitest'
import { ConnectionError } from '../../src/connection/errors.ts'
import { createMachine, type MachineContext } from '../../src/connection/machine-state.ts'
import {
  at,
  connectDelayOf,
  connecting,
  effectNames,
  error,
  frozen,
  idle,
  live,
  offline,
  paused,
  play,
  rules,
  step,
  syncing,
  waiting,
} from './machine-states.ts'

describe('the failures in a row', () => {
  it('C2 are not forgotten when a connection opens and is dropped at once', () => {
    let state = connecting
    for (let failure = 1; failure <= 4; failure++) {
      state = play(
        state,
        [{ type: 'head' }],
        [{ type: 'frame', isEvent: true }],
        [{ type: 'lost', error: new ConnectionError('ended', 'ended') }],
      )
      expect(state.attempt).toBe(failure)
      expect(state.status).toMatchObject({ status: 'waiting', cause: 'unstable' })
      state = play(state, [{ type: 'timer' }])
    }
  })

  it('C2 are not forgotten for uptime alone, nor for a frame alone', () => {
    const once = play(waiting, [{ type: 'timer' }], [{ type: 'head' }])
    expect(play(once, [{ type: 'bytes' }, at(6)]).attempt).toBe(1)
    expect(play(once, [{ type: 'frame', isEvent: true }, at(4)]).attempt).toBe(1)
    expect(play(once, [{ type: 'frame', isEvent: true }, at(5)]).attempt).toBe(0)
    const both = play(once, [{ type: 'frame', isEvent: true }, at(1)], [{ type: 'bytes' }, at(5)])
    expect(both.attempt).toBe(0)
  })

  it('C4 double the ceiling of the wait, up to the cap', () => {
    let state = connecting
    const delays: number[] = []
    for (let failure = 0; failure < 8; failure++) {
      state = play(state, [{ type: 'lost', error }, at(0, 0.999)])
      if (state.status.status === 'waiting') delays.push(state.status.delayMs)
      state = play(state, [{ type: 'timer' }])
    }
    expect(delays).toEqual([999, 1998, 3996, 7992, 15984, 29970, 29970, 29970])
  })

  it('C4 wait at least the retry field of the server, with jitter above it', () => {
    const state = play(
      syncing,
      [{ type: 'retry_field', delayMs: 4000 }],
      [{ type: 'lost', error }, at(0, 0.5)],
    )
    expect(state.status).toMatchObject({ delayMs: 4500 })
  })
})

describe('a goodbye', () => {
  it('is no failure on a stable connection', () => {
    const state = play(
      live,
      [{ type: 'frame', isEvent: false }, at(6)],
      [{ type: 'goodbye', afterMs: 250 }, at(7)],
    )
    expect(state).toMatchObject({
      attempt: 0,
      lastError: null,
      status: { status: 'waiting', cause: 'goodbye', delayMs: 250 },
    })
  })

  it('that arrives at once every time backs off like any failure', () => {
    const state = play(
      waiting,
      [{ type: 'timer' }],
      [{ type: 'head' }],
      [{ type: 'goodbye', afterMs: 0 }, at(0, 0.5)],
    )
    expect(state).toMatchObject({ attempt: 2, status: { delayMs: 1000 } })
  })
})

describe('a refusal with 401', () => {
  const unauthorized = {
    type: 'refused',
    verdict: 'fresh_credentials',
    error: new ConnectionError('unauthorized', '401', { status: 401 }),
    retryAfterMs: null,
  } as const

  it('C3 is worth fresh credentials once', () => {
    const [again, effects] = step(connecting, unauthorized)
    expect(again.status).toMatchObject({ status: 'connecting', cause: 'fresh_credentials' })
    expect(effects).toContainEqual({ type: 'request', isRefresh: true })
    expect(play(again, [unauthorized]).status.status).toBe('failed')
  })

  it('C3 is worth them again after a connection opened in between', () => {
    const opened = play(
      step(connecting, unauthorized)[0],
      [{ type: 'head' }],
      [{ type: 'frame', isEvent: false }],
    )
    const later = play(opened, [{ type: 'lost', error }], [{ type: 'timer' }], [unauthorized])
    expect(later.status).toMatchObject({ cause: 'fresh_credentials' })
  })

  it('C3 requests them again when the attempt that carried them was lost', () => {
    const refreshing = step(connecting, unauthorized)[0]
    const waitingAgain = play(refreshing, [{ type: 'lost', error }])
    const [, effects] = step(waitingAgain, { type: 'timer' })
    expect(effects).toContainEqual({ type: 'request', isRefresh: true })
  })

  it('C3 is final where credentials cannot be refreshed', () => {
    const state = createMachine({ ...rules, canRefresh: false })
    expect(play(state, [{ type: 'open' }], [unauthorized]).status.status).toBe('failed')
  })
})

describe('a device without network', () => {
  it('C8 makes the first attempt anyway, and pauses when it fails', () => {
    const state = play(idle, [{ type: 'pause', reason: 'offline' }], [{ type: 'open' }])
    expect(state.status.status).toBe('connecting')
    expect(play(state, [{ type: 'lost', error }]).status).toEqual({
      status: 'paused',
      reasons: ['offline'],
    })
  })

  it('C8 reconnects only when the last reason is gone, with jitter', () => {
    const both = play(offline, [{ type: 'pause', reason: 'user' }])
    expect(both.status).toEqual({ status: 'paused', reasons: ['offline', 'user'] })
    const held = play(both, [{ type: 'resume', reason: 'offline' }])
    expect(held.status).toEqual({ status: 'paused', reasons: ['user'] })
    const back = play(offline, [{ type: 'resume', reason: 'offline' }, at(0, 0.25)])
    expect(back).toMatchObject({ attempt: 0, status: { cause: 'online', delayMs: 250 } })
  })
})

describe('a page that the browser froze or cached', () => {
  it('C8 makes no request until it returns, and then soon, with jitter', () => {
    expect(play(frozen, [{ type: 'retry_now' }]).status.status).toBe('paused')
    const back = play(frozen, [{ type: 'resume', reason: 'frozen' }, at(0, 0.5)])
    expect(back).toMatchObject({ attempt: 0, status: { cause: 'returned', delayMs: 125 } })
  })

  it('C8 waits for its return when it is opened meanwhile', () => {
    const opened = play(idle, [{ type: 'pause', reason: 'frozen' }], [{ type: 'open' }])
    expect(opened.status).toEqual({ status: 'paused', reasons: ['frozen'] })
  })
})

describe('a pause by the user', () => {
  it('C8 ends with the next open when it was closed meanwhile', () => {
    const reopened = play(paused, [{ type: 'close' }], [{ type: 'open' }])
    expect(reopened.status.status).toBe('connecting')
  })
})

describe('a renewal', () => {
  it('C6 is a request at once, with the same cursor, and no failure', () => {
    const moved = play(live, [{ type: 'cursor', id: 'a.7' }])
    const [renewed, effects] = step(moved, { type: 'renew', cause: 'filter_changed' })
    expect(renewed).toMatchObject({
      attempt: 0,
      lastEventId: 'a.7',
      status: { status: 'connecting', cause: 'filter_changed' },
    })
    expect(effectNames(effects)).toEqual(['stop', 'timer', 'request', 'announce'])
    expect(play(renewed, [{ type: 'head' }]).status).toMatchObject({ cause: 'filter_changed' })
  })

  it('C4 does not skip a backoff for a filter, but does for another tab', () => {
    expect(play(waiting, [{ type: 'renew', cause: 'filter_changed' }])).toEqual(waiting)
    const called = play(waiting, [{ type: 'renew', cause: 'tabs_changed' }])
    expect(called.status).toMatchObject({ status: 'connecting', cause: 'tabs_changed' })
  })

  it('C3 for fresh credentials requests them', () => {
    const [, effects] = step(live, { type: 'renew', cause: 'fresh_credentials' })
    expect(effects).toContainEqual({ type: 'request', isRefresh: true })
  })
})

describe('silence', () => {
  it('C7 is a warning after one interval and the end after two', () => {
    const warned = play(live, [{ type: 'timer' }, at(20)])
    expect(warned.status).toMatchObject({ status: 'open', isFresh: false, livenessMs: 35_000 })
    const dead = play(warned, [{ type: 'timer' }, at(35)])
    expect(dead.status).toMatchObject({ status: 'waiting', cause: 'silent' })
  })

  it('C7 of a server that has declared its interval bounds the next connect as well', () => {
    const patient = createMachine({ ...rules, connectTimeoutMs: null, pingMs: 30_000 })
    const opened = play(patient, [{ type: 'open' }], [{ type: 'head' }])
    expect(connectDelayOf(play(patient, [{ type: 'open' }], [{ type: 'lost', error }]))).toBe(
      65_000,
    )
    const declared = play(opened, [{ type: 'ping_interval', pingMs: 10_000 }])
    expect(connectDelayOf(play(declared, [{ type: 'lost', error }]))).toBe(25_000)
  })

  it('C7 ends with any byte, and bytes do not re-arm the timer', () => {
    const warned = play(live, [{ type: 'timer' }, at(20)])
    const [fresh, effects] = step(warned, { type: 'bytes' }, at(21))
    expect(fresh.status).toMatchObject({ isFresh: true })
    expect(effectNames(effects)).toEqual(['announce'])
    expect(step(fresh, { type: 'timer' }, at(35))[1]).toEqual([{ type: 'timer', delayMs: 6000 }])
  })

  it('C7 noticed by a late timer gets one turn of grace', () => {
    const [graced, effects] = step(live, { type: 'timer' }, at(3600))
    expect(graced.status).toMatchObject({ status: 'open', isFresh: false })
    expect(effects).toContainEqual({ type: 'timer', delayMs: 1000 })
    // A second look within the grace changes nothing and keeps the timer.
    expect(step(graced, { type: 'woke' }, at(3600.2))[0].status.status).toBe('open')
    expect(play(graced, [{ type: 'timer' }, at(3601)]).status.status).toBe('waiting')
    const saved = play(graced, [{ type: 'bytes' }, at(3600.5)], [{ type: 'timer' }, at(3601)])
    expect(saved.status.status).toBe('open')
  })

  it('C7 is noticed at once by a page that wakes while its monotonic clock stood still', () => {
    const wallOnly: MachineContext = {
      nowMs: 1_000_000 + 3_600_000,
      monotonicMs: 1000,
      random: 0.5,
    }
    const graced = play(live, [{ type: 'woke' }, wallOnly])
    expect(graced.status).toMatchObject({ status: 'open', isFresh: false })
    const after = { ...wallOnly, nowMs: wallOnly.nowMs + 1000, monotonicMs: 2000 }
    expect(play(graced, [{ type: 'timer' }, after]).status.status).toBe('waiting')
  })

  it('C7 is not watched where no interval is promised', () => {
    const quiet = createMachine({ ...rules, pingMs: null })
    const [state, effects] = step(play(quiet, [{ type: 'open' }]), { type: 'head' })
    expect(effects).toContainEqual({ type: 'timer', delayMs: null })
    expect(play(state, [{ type: 'woke' }, at(1e6)]).status).toMatchObject({
      status: 'open',
      isFresh: true,
      livenessMs: null,
    })
  })

  it('C7 is measured with the interval that the server declares', () => {
    const [state, effects] = step(live, { type: 'ping_interval', pingMs: 2000 })
    expect(state.status).toMatchObject({ livenessMs: 5000 })
    expect(effects).toContainEqual({ type: 'timer', delayMs: 3000 })
  })
})

describe('a server that cannot say whether there are newer events', () => {
  const degraded = { type: 'degraded', reason: 'log_unavailable' } as const
  const recovered = { type: 'degraded', reason: null } as const

  it('is noted at once, until it recovers', () => {
    const [state, effects] = step(live, degraded)
    expect(state.status).toMatchObject({ phase: 'live', degradedReason: 'log_unavailable' })
    expect(effectNames(effects)).toEqual(['announce'])
    expect(step(state, degraded)).toEqual([state, []])
    const [again, moreEffects] = step(state, recovered)
    expect(again.status).toEqual(live.status)
    expect(effectNames(moreEffects)).toEqual(['announce'])
    expect(step(again, recovered)).toEqual([again, []])
  })

  it('is noted while it still sends what was missed, and after that', () => {
    const state = play(syncing, [degraded], [{ type: 'caught_up' }], [{ type: 'bytes' }, at(1)])
    expect(state.status).toMatchObject({ phase: 'live', degradedReason: 'log_unavailable' })
  })

  it('is forgotten with its connection', () => {
    const lost = play(live, [degraded], [{ type: 'lost', error }])
    expect(lost.status).not.toHaveProperty('degradedReason')
    const back = play(lost, [{ type: 'timer' }], [{ type: 'head' }], [{ type: 'caught_up' }])
    expect(back.status).toMatchObject({ phase: 'live', degradedReason: null })
  })
})
