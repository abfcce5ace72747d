import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideDelay, decideVerdict } from '../../src/connection/reconnect-policy.ts'
import { longestDelayMs } from '../../src/platform/timer-limit.ts'
import { parseRetryAfter } from '../../src/protocol/retry-after.ts'

const nowMs = Date.parse('2026-01-01T00:00:00Z')

describe('the verdict on a status', () => {
  it('C3 waits for what time can fix, and is final for everything else', () => {
    const verdicts = [200, 201, 204, 301, 400, 401, 403, 404, 408, 425, 429, 500, 501, 503, 599]
    expect(verdicts.map((status) => `${status} ${decideVerdict(status)}`)).toEqual([
      '200 open',
      '201 fail',
      '204 end',
      '301 fail',
      '400 fail',
      '401 fresh_credentials',
      '403 fail',
      '404 fail',
      '408 wait',
      '425 wait',
      '429 wait',
      '500 wait',
      '501 fail',
      '503 wait',
      '599 wait',
    ])
  })

  it('C3 can be overridden, the most specific key first', () => {
    expect(decideVerdict(404, { 404: 'wait' })).toBe('wait')
    expect(decideVerdict(501, { 501: 'wait' })).toBe('wait')
    expect(decideVerdict(502, { 502: 'fail' })).toBe('fail')
    expect(decideVerdict(429, { '4xx': 'fail' })).toBe('wait')
    expect(decideVerdict(418, { '4xx': 'wait' })).toBe('wait')
  })
})

describe('the delay before a retry', () => {
  const factors = { attempt: 0, baseMs: 1000, capMs: 30_000, retryAfterMs: null, random: 0.5 }

  it('C4 is random below a ceiling that doubles', () => {
    expect(decideDelay({ ...factors, random: 0 })).toBe(0)
    expect(decideDelay(factors)).toBe(500)
    expect(decideDelay({ ...factors, attempt: 3 })).toBe(4000)
    expect(decideDelay({ ...factors, attempt: 1e9 })).toBe(15_000)
  })

  it('C4 is at least what the server asked for, even beyond the cap', () => {
    expect(decideDelay({ ...factors, retryAfterMs: 60_000 })).toBe(60_000)
    expect(decideDelay({ ...factors, retryAfterMs: 10 })).toBe(500)
  })

  it('C4 is at least the retry field of the server, up to the cap, with jitter above it', () => {
    expect(decideDelay({ ...factors, retryMs: 4000, random: 0 })).toBe(4000)
    expect(decideDelay({ ...factors, retryMs: 4000, attempt: 2 })).toBe(6000)
    expect(decideDelay({ ...factors, retryMs: 600_000, random: 0 })).toBe(30_000)
    // One that wants its readers back soon lowers the ceiling as well.
    expect(decideDelay({ ...factors, retryMs: 200, random: 0.999 })).toBe(399)
  })

  it('C4 grows even from a base of 0, so that no server causes an endless loop', () => {
    expect(decideDelay({ ...factors, baseMs: 0, attempt: 4, random: 0.9 })).toBe(1440)
  })

  it('C4 always fits a timer', () => {
    const anyNumber = fc.oneof(fc.double(), fc.integer(), fc.constant(Number.NaN))
    fc.assert(
      fc.property(
        fc.nat(),
        anyNumber,
        anyNumber,
        fc.option(anyNumber, { nil: null }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, baseMs, capMs, retryAfterMs, random) => {
          const delayMs = decideDelay({ attempt, baseMs, capMs, retryAfterMs, random })
          expect(delayMs).toBeGreaterThanOrEqual(0)
          expect(delayMs).toBeLessThanOrEqual(longestDelayMs)
        },
      ),
    )
  })
})

describe('a Retry-After header', () => {
  it('C4 is read as seconds', () => {
    expect(parseRetryAfter('60', nowMs)).toBe(60_000)
    expect(parseRetryAfter(' 0 ', nowMs)).toBe(0)
    expect(parseRetryAfter('99999999999999999999', nowMs)).toBe(longestDelayMs)
  })

  it('C4 is read as a date; past dates mean now', () => {
    expect(parseRetryAfter('Thu, 01 Jan 2026 00:01:30 GMT', nowMs)).toBe(90_000)
    expect(parseRetryAfter('Thu, 01 Jan 2026 00:01:30 GMT', nowMs + 100_000)).toBe(0)
  })

  it('C4 is ignored when it is neither', () => {
    for (const text of ['', '-5', '1.5', '1e3', 'soon', '12abc']) {
      expect(parseRetryAfter(text, nowMs), text).toBeNull()
    }
    expect(parseRetryAfter(null, nowMs)).toBeNull()
  })
})
