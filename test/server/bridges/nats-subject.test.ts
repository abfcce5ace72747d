/** Subjects and addresses of NATS. */
import { describe, expect, it } from 'vitest'
import { bareAddress, identityIn } from '../../../server/bridges/nats-client.ts'
import { isNatsAddress } from '../../../server/bridges/nats-options.ts'
import { coversSubject, filterFor, isSubject } from '../../../server/bridges/nats-subject.ts'

describe('a subject', () => {
  it.each(['metrics.*', 'metrics.hours', '>', 'a.b.>', '*.b'])('can be %s', (subject) => {
    expect(isSubject(subject)).toBe(true)
  })
  it.each(['', 'a..b', 'a b', 'a.>.b', 'a*', 7])('cannot be %s', (subject) => {
    expect(isSubject(subject)).toBe(false)
  })

  it.each([
    ['metrics.*', 'metrics.hours', true],
    ['metrics.*', 'metrics.*', true],
    ['metrics.*', 'metrics', false],
    ['metrics.*', 'metrics.a.b', false],
    ['metrics.*', 'metrics.>', false],
    ['metrics.>', 'metrics.a.b', true],
    ['metrics.>', 'metrics', false],
    ['metrics.hours', 'metrics.*', false],
    ['>', 'metrics.>', true],
  ])('%s covers %s: %s', (pattern, inner, isCovered) => {
    expect(coversSubject(pattern, inner)).toBe(isCovered)
  })

  it('is filtered by only where a stream has others as well', () => {
    const wanted = ['metrics.*', 'journey.*']
    expect(filterFor(wanted, ['metrics.*', 'journey.*'])).toEqual([])
    expect(filterFor(wanted, ['metrics.hours'])).toEqual([])
    expect(filterFor(wanted, ['metrics.*', 'logs.*'])).toEqual(wanted)
    expect(filterFor(wanted, ['>'])).toEqual(wanted)
  })
})

describe('an address of NATS', () => {
  it.each([
    ['nats://localhost:4222', {}],
    ['nats://mia:s%40cret@localhost:4222', { user: 'mia', password: 's@cret' }],
    ['nats://t0ken@localhost', { token: 't0ken' }],
    ['tls://nats.example.com', {}],
    ['nats://[::1]:4222', {}],
    ['localhost:4222', {}],
  ])('is %s, and is printed without its secrets', (address, identity) => {
    expect(isNatsAddress(address)).toBe(true)
    expect(identityIn(address)).toEqual(identity)
    expect(bareAddress(address)).not.toContain('@')
    expect(bareAddress(address)).toMatch(/(localhost|example\.com|\[::1\])(:4222)?$/)
  })
  it.each(['', 'http://localhost', 'nats://', 'ws://host', 'a b'])('is not %s', (address) => {
    expect(isNatsAddress(address)).toBe(false)
  })
})
