/** A connection as text for users. */
import { describe, expect, it } from 'vitest'
import { ConnectionError } from '../../src/connection/errors.ts'
import type { ConnectionFacts, ConnectionStatus, PauseReason } from '../../src/connection/status.ts'
import { noFacts } from '../../src/connection/status-view.ts'
import { connectionEnglish as messages } from '../../src/messages/english.ts'
import {
  announcedCondition,
  conditionOf,
  detailOf,
} from '../../src/widgets/connection-badge/connection-text.ts'

const facts: ConnectionFacts = {
  attempt: 0,
  lastEventId: '',
  lastError: null,
  reconnects: 0,
  ...noFacts,
  transport: 'direct',
}

const condition = (status: ConnectionStatus, attempt = 0) =>
  conditionOf({ ...facts, attempt, ...status })

const failed = (status?: number): ConnectionStatus => ({
  status: 'failed',
  error: new ConnectionError(status === 401 ? 'unauthorized' : 'status', 'No.', {
    ...(status !== undefined && { status }),
  }),
})

describe('the condition of a connection', () => {
  it('is none for a session without one', () => {
    expect(conditionOf(null)).toBe('none')
  })

  it('is what its page can say before it connects', () => {
    const idle = { ...facts, status: 'idle' } as const
    expect(conditionOf(idle)).toBe('idle')
    expect(conditionOf(idle, 'live')).toBe('live')
    expect(conditionOf(idle, 'connecting')).toBe('connecting')
  })

  it('is reconnecting for every attempt after the first', () => {
    const connecting = { status: 'connecting', sinceMs: 0, cause: 'opened' } as const
    expect(condition(connecting)).toBe('connecting')
    expect(condition(connecting, 2)).toBe('reconnecting')
  })

  it('is connecting, not reconnecting, when the page returns from the background', () => {
    const waiting = { status: 'waiting', delayMs: 200, retryAtMs: 0 } as const
    expect(condition({ ...waiting, cause: 'returned' })).toBe('connecting')
    expect(condition({ status: 'connecting', sinceMs: 0, cause: 'backoff' })).toBe('connecting')
    expect(condition({ ...waiting, cause: 'online' })).toBe('reconnecting')
    expect(condition({ ...waiting, cause: 'network' })).toBe('reconnecting')
  })

  it('distinguishes a missing sign-in from a refusal', () => {
    expect(condition(failed(401))).toBe('signed-out')
    expect(condition(failed(403))).toBe('failed')
    expect(condition({ status: 'closed', by: 'server-bye' })).toBe('signed-out')
    expect(condition({ status: 'closed', by: 'user' })).toBe('closed')
  })

  it('distinguishes a missing network from a pause', () => {
    expect(condition({ status: 'paused', reasons: ['user', 'offline'] })).toBe('offline')
    expect(condition({ status: 'paused', reasons: ['user'] })).toBe('paused')
  })
})

describe('an open connection', () => {
  const open: ConnectionStatus & { readonly status: 'open' } = {
    status: 'open',
    phase: 'live',
    cause: 'opened',
    openedAtMs: 0,
    resumedFrom: '',
    lastByteAtMs: 0,
    lastEventAtMs: null,
    livenessMs: null,
    isFresh: true,
    degradedReason: null,
  }

  it('is degraded while its server cannot say whether there are newer events', () => {
    const degradedReason = 'log_unavailable'
    expect(condition(open)).toBe('live')
    expect(condition({ ...open, degradedReason })).toBe('degraded')
    expect(condition({ ...open, degradedReason, phase: 'syncing' })).toBe('syncing')
    expect(condition({ ...open, degradedReason, isFresh: false })).toBe('stale')
  })
})

describe('the detail of a connection badge', () => {
  const nothing = { messages, locale: 'en', secondsLeft: null, sinceTime: '' }

  it('counts down to the next attempt', () => {
    expect(detailOf('reconnecting', null, { ...nothing, secondsLeft: 4 })).toBe('in 4 s')
    expect(detailOf('reconnecting', null, { ...nothing, secondsLeft: 0 })).toBe('')
  })

  it('says how a pause ends: by the user first, then by the page, then by the browser', () => {
    const detailWith = (...reasons: readonly PauseReason[]) =>
      detailOf('paused', { ...facts, status: 'paused', reasons }, nothing)
    expect(detailWith('hidden', 'user')).toBe('Resume to get updates')
    expect(detailWith('frozen', 'hidden')).toBe('Resumes when this page is visible')
    expect(detailWith('frozen')).toBe('Resumes when this page is active again')
  })

  it('says why a connection failed', () => {
    const detail = (status: ConnectionStatus) =>
      detailOf('failed', { ...facts, ...status }, nothing)
    expect(detail(failed(403))).toBe('The server responded with 403')
    expect(detail(failed())).toBe('Unexpected response from the server')
    const error = new ConnectionError('filter_too_large', 'No.')
    expect(detail({ status: 'failed', error })).toBe('Too many streams and accounts requested')
  })
})

describe('the announcement of a connection', () => {
  it('is made once per interruption', () => {
    expect(announcedCondition('reconnecting', null)).toBe('reconnecting')
    expect(announcedCondition('reconnecting', 'offline')).toBe(null)
    expect(announcedCondition('live', 'reconnecting')).toBe('live')
  })

  it('does not say that a degraded connection was lost, unless it then is', () => {
    expect(announcedCondition('degraded', null)).toBe('degraded')
    expect(announcedCondition('live', 'degraded')).toBe('recovered')
    expect(announcedCondition('reconnecting', 'degraded')).toBe('reconnecting')
    expect(announcedCondition('live', 'reconnecting')).toBe('live')
  })

  it('is empty when a page has just opened', () => {
    for (const condition of ['connecting', 'syncing', 'live'] as const) {
      expect(announcedCondition(condition, null)).toBe(null)
    }
  })
})
