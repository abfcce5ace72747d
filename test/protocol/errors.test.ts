import { describe, expect, it } from 'vitest'
import { createProblem, problemCodes, quoteValue } from '../../src/protocol/errors.ts'
import {
  corsAllowHeaders,
  corsExposeHeaders,
  feedHead,
  feedMediaType,
} from '../../src/protocol/headers.ts'

describe('a problem', () => {
  it('takes its status, title and type from its code', () => {
    expect(createProblem('too_many_topics', 'Too many.', { requestId: 'r1' })).toEqual({
      type: 'urn:streamgauge:problem:too_many_topics',
      title: 'Too many topics',
      status: 400,
      code: 'too_many_topics',
      detail: 'Too many.',
      requestId: 'r1',
    })
  })

  it('has a code in words, a title without a full stop and an error status', () => {
    for (const [code, { status, title }] of Object.entries(problemCodes)) {
      expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/)
      expect(title).toMatch(/^[A-Z].*[^.]$/)
      expect(status >= 400 && status < 600, code).toBe(true)
    }
  })
})

describe('a quoted value', () => {
  it.each([
    ['plain', '"plain"'],
    ['a\r\nb\0', '"a??b?"'],
    ['\u202Etxt', '"?txt"'],
    ['<img src=x>', '"?img src=x?"'],
    ['say "hi"', '"say ?hi?"'],
    ['x'.repeat(41), `"${'x'.repeat(40)}…"`],
  ])('of %j is %s', (text, quoted) => {
    expect(quoteValue(text)).toBe(quoted)
  })
})

describe('the head of a feed', () => {
  it('cannot be cached, transformed or buffered, and works over HTTP/2', () => {
    expect(feedHead['content-type']).toBe(`${feedMediaType}; charset=utf-8`)
    expect(feedHead['cache-control']).toBe('no-store, no-transform')
    expect(feedHead['x-accel-buffering']).toBe('no')
    expect(Object.keys(feedHead)).not.toContain('connection')
  })

  it('lets a page of another origin resume, and read Retry-After', () => {
    expect(corsAllowHeaders).toContain('last-event-id')
    expect(corsAllowHeaders).toContain('authorization')
    expect(corsExposeHeaders).toContain('retry-after')
  })
})
