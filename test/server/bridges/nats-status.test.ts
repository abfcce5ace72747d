/** When a bridge from NATS keeps its server from getting traffic. */
import { describe, expect, it } from 'vitest'
import { SessionEnd } from '../../../server/bridges/nats-session-end.ts'
import { createNatsStatus } from '../../../server/bridges/nats-status.ts'
import { LogError } from '../../../server/log/errors.ts'
import { silentLogger } from '../../../server/ops/logger.ts'

function createWorld() {
  let nowMs = 1_000_000
  const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs }
  const status = createNatsStatus({ clock, logger: silentLogger, facts: {} })
  status.begin()
  return {
    status,
    pass(ms: number) {
      nowMs += ms
    },
  }
}

const broken = new SessionEnd('connection', 'The connection to NATS was lost.')

describe('the readiness of a bridge from NATS', () => {
  it('ends when nothing has worked for 10 s, and comes back with the first success', () => {
    const { status, pass } = createWorld()
    pass(10_000)
    expect(status.notReady()).toEqual([])
    pass(1)
    expect(status.notReady()).toEqual(['nats_stalled'])
    status.works('reading')
    expect(status.notReady()).toEqual([])
    pass(3_600_000)
    expect(status.notReady()).toEqual([])
  })

  it('counts from the first of several failures', () => {
    const { status, pass } = createWorld()
    status.works('reading')
    status.failed(broken)
    pass(6_000)
    status.failed(new LogError('log_unavailable', 'full'))
    pass(4_001)
    expect(status.notReady()).toEqual(['nats_stalled'])
    expect(status.failures).toEqual({ connection: 1, log_unavailable: 1 })
    expect(status.current).toBe('failing')
    status.recorded()
    expect([status.current, status.notReady()]).toEqual(['reading', []])
  })

  it('stays while another server reads', () => {
    const { status, pass } = createWorld()
    status.works('waiting')
    pass(60_000)
    expect([status.current, status.notReady()]).toEqual(['waiting', []])
  })

  it.each([
    [Object.assign(new Error('x'), { name: 'AuthorizationError' }), 'refused'],
    [Object.assign(new Error('x'), { name: 'JetStreamApiError', code: 10_059 }), 'missing'],
    [Object.assign(new Error('x'), { name: 'JetStreamApiError', code: 10_065 }), 'jetstream'],
    [Object.assign(new Error('x'), { name: 'JetStreamNotEnabled' }), 'no_jetstream'],
    [Object.assign(new Error('x'), { name: 'TimeoutError' }), 'connection'],
    [new TypeError('x'), 'unknown'],
    ['x', 'unknown'],
  ])('is counted by few reasons: %s', (error, reason) => {
    const { status } = createWorld()
    status.failed(error)
    expect(status.failures).toEqual({ [reason]: 1 })
  })
})
