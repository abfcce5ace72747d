/** A connection in words. */
import { describe, expect, it } from 'vitest'
import { ConnectionError } from '../../src/connection/errors.ts'
import type { ConnectionFacts, ConnectionStatus, PauseReason } from '../../src/connection/status.ts'
import { noFacts } from '../../src/connection/status-view.ts'
import {
  announcementOf,
  conditionOf,
  detailOf,
} from '../../src/widgets/connection-badge/connection-words.ts'

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

  it('calls later attempts reconnecting, since it is still the same interruption', () => {
    const connecting = { status: 'connecting', sinceMs: 0, cause: 'opened' } as const
    expect(condition(connecting)).toBe('connecting')
    expect(condition(connecting, 2)).toBe('reconnecting')
  })

  it('does not call a page that comes back a loss', () => {
    const waiting = { status: 'waiting', delayMs: 200, retryAtMs: 0 } as const
    expect(condition({ ...waiting, cause: 'returned' })).toBe('connecting')
    expect(condition({ status: 'connecting', sinceMs: 0, cause: 'backoff' })).toBe('connecting')
    expect(condition({ ...waiting, cause: 'online' })).toBe('reconnecting')
    expect(condition({ ...waiting, cause: 'network' })).toBe('reconnecting')
  })

  it('tells a missing sign-in from a refusal', () => {
    expect(condition(failed(401))).toBe('signed-out')
    expect(condition(failed(403))).toBe('failed')
    expect(condition({ status: 'closed', by: 'server-bye' })).toBe('signed-out')
    expect(condition({ status: 'closed', by: 'user' })).toBe('closed')
  })

  it('tells no network from a pause', () => {
    expect(condition({ status: 'paused', reasons: ['user', 'offline'] })).toBe('offline')
    expect(condition({ status: 'paused', reasons: ['user'] })).toBe('paused')
  })
})

describe('what a badge adds', () => {
  it('counts down to the next attempt', () => {
    expect(detailOf('reconnecting', null, 4, '')).toBe('Next attempt in 4 s')
    expect(detailOf('reconnecting', null, 0, '')).toBe('Trying again now')
  })

  it('says who can end a pause: first the person, then the page, then the browser', () => {
    const detailWith = (...reasons: readonly PauseReason[]) =>
      detailOf('paused', { ...facts, status: 'paused', reasons }, null, '')
    expect(detailWith('hidden', 'user')).toBe('Goes on when you resume')
    expect(detailWith('frozen', 'hidden')).toBe('Goes on when this page is in view')
    expect(detailWith('frozen')).toBe('Goes on when the browser wakes this page')
  })

  it('says which answer refused', () => {
    expect(detailOf('failed', { ...facts, ...failed(403) }, null, '')).toBe(
      'The server answered 403',
    )
  })
})

describe('what is said aloud of a connection', () => {
  it('is said once per interruption', () => {
    expect(announcementOf('reconnecting', false)).toBe('Connection lost. Reconnecting.')
    expect(announcementOf('reconnecting', true)).toBe('')
    expect(announcementOf('live', true)).toBe('Connection is back. Figures are live.')
  })

  it('is nothing when a page has just opened', () => {
    for (const quiet of ['connecting', 'syncing', 'live'] as const) {
      expect(announcementOf(quiet, false)).toBe('')
    }
  })
})
