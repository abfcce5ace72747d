import { describe, expect, it } from 'vitest'
import { ConnectionError } from '../../src/connection/errors.ts'
import { transition } from '../../src/connection/machine.ts'
import {
  createMachine,
  type Effect,
  type MachineContext,
  type MachineEvent,
  type MachineRules,
  type MachineState,
} from '../../src/connection/machine-state.ts'

const rules: MachineRules = {
  baseMs: 1000,
  capMs: 30_000,
  minUptimeMs: 5000,
  connectTimeoutMs: 15_000,
  pingMs: 15_000,
  canRefresh: true,
  isLiveAtOnce: false,
}
const error = new ConnectionError('network', 'broken')
const refusal = new ConnectionError('status', 'refused', { status: 403 })

function at(seconds: number, random = 0.5): MachineContext {
  return { nowMs: 1_000_000 + seconds * 1000, monotonicMs: seconds * 1000, random }
}

/** Plays events; those without a generation get the current one. */
function play(
  state: MachineState,
  ...steps: readonly (readonly [MachineEvent | Spoken, MachineContext?])[]
): MachineState {
  return steps.reduce((before, [event, context = at(0)]) => step(before, event, context)[0], state)
}

type Spoken = { readonly type: MachineEvent['type'] } & Record<string, unknown>

function step(state: MachineState, event: MachineEvent | Spoken, context = at(0)) {
  return transition(state, { generation: state.generation, ...event } as MachineEvent, context)
}

function effectNames(effects: readonly Effect[]): readonly string[] {
  return effects.map((effect) => effect.type)
}

/** How long the request that a wait ends with may take. */
function connectDelayOf(state: MachineState): number | null | undefined {
  return step(state, { type: 'timer' })[1].find((effect) => effect.type === 'timer')?.delayMs
}

const idle = createMachine(rules)
const connecting = play(idle, [{ type: 'open' }])
const syncing = play(connecting, [{ type: 'head' }])
const live = play(syncing, [{ type: 'caught_up' }])
const waiting = play(connecting, [{ type: 'lost', error }])
const paused = play(live, [{ type: 'pause', reason: 'user' }])
const offline = play(live, [{ type: 'pause', reason: 'offline' }])
const frozen = play(live, [{ type: 'pause', reason: 'frozen' }])
const failed = play(connecting, [{ type: 'refused', verdict: 'fail', error: refusal }])
const closed = play(live, [{ type: 'close' }])

type StateName =
  | 'idle'
  | 'connecting'
  | 'syncing'
  | 'live'
  | 'waiting'
  | 'paused'
  | 'offline'
  | 'frozen'
  | 'failed'
  | 'closed'

function nameOf(state: MachineState): StateName {
  const { status } = state
  if (status.status === 'open') return status.phase
  if (status.status === 'paused') {
    const [reason] = status.reasons.slice(-1)
    return reason === 'user' ? 'paused' : reason === 'frozen' ? 'frozen' : 'offline'
  }
  return status.status
}

const states: Record<StateName, MachineState> = {
  idle,
  connecting,
  syncing,
  live,
  waiting,
  paused,
  offline,
  frozen,
  failed,
  closed,
}

const holds = ['pause', 'resume', 'offline', 'online', 'freeze', 'thaw'] as const
type EventName = Exclude<MachineEvent['type'], 'hold' | 'release'> | (typeof holds)[number]

const events: Record<EventName, Spoken> = {
  open: { type: 'open' },
  close: { type: 'close' },
  pause: { type: 'pause', reason: 'user' },
  resume: { type: 'resume', reason: 'user' },
  retry_now: { type: 'retry_now' },
  renew: { type: 'renew', cause: 'filter_changed' },
  offline: { type: 'pause', reason: 'offline' },
  online: { type: 'resume', reason: 'offline' },
  freeze: { type: 'pause', reason: 'frozen' },
  thaw: { type: 'resume', reason: 'frozen' },
  woke: { type: 'woke' },
  leaving: { type: 'leaving' },
  timer: { type: 'timer' },
  head: { type: 'head' },
  refused: { type: 'refused', verdict: 'fail', error: refusal, retryAfterMs: null },
  lost: { type: 'lost', error },
  trouble: { type: 'trouble', error },
  bytes: { type: 'bytes' },
  frame: { type: 'frame', isEvent: true },
  retry_field: { type: 'retry_field', delayMs: 2000 },
  ping_interval: { type: 'ping_interval', pingMs: 10_000 },
  caught_up: { type: 'caught_up' },
  fell_behind: { type: 'fell_behind' },
  goodbye: { type: 'goodbye', afterMs: 100 },
  bye: { type: 'bye' },
  cursor: { type: 'cursor', id: 'a.1' },
}

/** Where every event leads from every state; an absent one leads nowhere. The types keep it total. */
const table: Record<StateName, Partial<Record<EventName, StateName>>> = {
  idle: { open: 'connecting', close: 'closed' },
  connecting: {
    close: 'closed',
    pause: 'paused',
    offline: 'offline',
    freeze: 'frozen',
    timer: 'waiting',
    head: 'syncing',
    refused: 'failed',
    lost: 'waiting',
  },
  syncing: {
    close: 'closed',
    pause: 'paused',
    offline: 'offline',
    freeze: 'frozen',
    renew: 'connecting',
    refused: 'failed',
    lost: 'waiting',
    caught_up: 'live',
    goodbye: 'waiting',
    bye: 'closed',
  },
  live: {
    close: 'closed',
    pause: 'paused',
    offline: 'offline',
    freeze: 'frozen',
    renew: 'connecting',
    refused: 'failed',
    lost: 'waiting',
    fell_behind: 'syncing',
    goodbye: 'waiting',
    bye: 'closed',
  },
  waiting: {
    close: 'closed',
    pause: 'paused',
    offline: 'offline',
    freeze: 'frozen',
    retry_now: 'connecting',
    timer: 'connecting',
  },
  paused: { close: 'closed', resume: 'connecting', offline: 'offline', freeze: 'frozen' },
  offline: {
    close: 'closed',
    pause: 'paused',
    retry_now: 'connecting',
    online: 'waiting',
    freeze: 'frozen',
  },
  frozen: { close: 'closed', pause: 'paused', offline: 'offline', thaw: 'waiting' },
  failed: { open: 'connecting', close: 'closed', retry_now: 'connecting', renew: 'waiting' },
  closed: { open: 'connecting' },
}

describe('every event in every state', () => {
  for (const [from, state] of Object.entries(states) as [StateName, MachineState][]) {
    it(`has an answer when ${from}`, () => {
      const answers = Object.entries(events).map(([type, event]) => [
        type,
        nameOf(step(state, event)[0]),
      ])
      expect(Object.fromEntries(answers)).toEqual(
        Object.fromEntries(
          Object.keys(events).map((type) => [type, table[from][type as 'open'] ?? from]),
        ),
      )
    })
  }

  it('C1 announces and stops what ends a request, and starts at most one', () => {
    for (const state of Object.values(states)) {
      for (const event of Object.values(events)) {
        const [next, effects] = step(state, event)
        const names = effectNames(effects)
        const hadRequest = nameOf(state) === 'connecting' || state.status.status === 'open'
        const isLeft = next.generation !== state.generation
        if (hadRequest && isLeft) expect(names[0]).toBe('stop')
        expect(names.filter((name) => name === 'request').length).toBeLessThanOrEqual(1)
        if (names.includes('request')) expect(names.indexOf('stop')).toBeLessThan(1)
        if (nameOf(next) !== nameOf(state)) expect(names).toContain('announce')
      }
    }
  })

  it('C1 ignores reports of an older attempt', () => {
    for (const state of Object.values(states)) {
      for (const event of Object.values(events)) {
        const stale = { ...event, generation: state.generation - 1 } as MachineEvent
        expect(transition(state, stale, at(0))).toEqual([state, []])
      }
    }
  })
})

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
