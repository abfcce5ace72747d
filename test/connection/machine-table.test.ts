/** Every event in every state of the connection machine. */
import { describe, expect, it } from 'vitest'
import { transition } from '../../src/connection/machine.ts'
import type { MachineEvent, MachineState } from '../../src/connection/machine-state.ts'
import {
  at,
  closed,
  connecting,
  effectNames,
  error,
  failed,
  frozen,
  idle,
  live,
  offline,
  paused,
  refusal,
  type Spoken,
  step,
  syncing,
  waiting,
} from './machine-states.ts'

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
  degraded: { type: 'degraded', reason: 'log_unavailable' },
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
