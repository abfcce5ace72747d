import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { documentedPayments } from '../../src/feeds/payments/documentation.ts'
import { paymentEventTypes } from '../../src/feeds/payments/events.ts'
import { payments } from '../../src/feeds/payments/payments.ts'
import { decodeFrame } from '../../src/protocol/decode.ts'
import { encodeFrame } from '../../src/protocol/encode.ts'
import type { ParsedFrame } from '../../src/protocol/frame-parser.ts'
import { printPaymentsFrame } from '../support/payments-frames.ts'
import { sentFrame, text } from './arbitraries.ts'
import { readWire } from './wire-log.ts'

const frame = (type: string, data: string, id?: string): ParsedFrame => ({
  type,
  data,
  lastEventId: id ?? 'k3f9a.1',
  ...(id === undefined ? {} : { id }),
})

const names = [
  ...paymentEventTypes,
  'message',
  'connected',
  'snapshot',
  'ping',
  'gap',
  'reset',
  'reconnect',
  'bye',
  'expiring',
  'degraded',
  'rejected',
]

describe('a decoded frame', () => {
  it('is what was encoded, through bytes, for everything a server can say', () => {
    fc.assert(
      fc.property(fc.array(sentFrame, { maxLength: 4 }), (sent) => {
        const bytes = new TextEncoder().encode(sent.map(printPaymentsFrame).join(''))
        const decoded = readWire(bytes).flatMap((item) =>
          'frame' in item ? [decodeFrame(item.frame, payments)] : [],
        )
        expect(decoded).toEqual(sent)
      }),
    )
  })

  it('is a value and never an exception, whatever a server sends', () => {
    const anyBody = fc.oneof(
      text,
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify(value)),
    )
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...names), text),
        anyBody,
        fc.option(text),
        (type, data, id) => {
          const decoded = decodeFrame(frame(type, data, id ?? undefined), payments)
          expect(typeof decoded.kind).toBe('string')
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('has a position only from its own id', () => {
    const ping = JSON.stringify({ time: 1, delivered: 0, position: 'k3f9a.9' })
    expect(decodeFrame(frame('ping', ping), payments)).toMatchObject({ position: null })
    expect(decodeFrame(frame('ping', ping, 'k3f9a.7'), payments)).toMatchObject({
      position: { epoch: 'k3f9a', offset: 7 },
    })
    expect(decodeFrame(frame('ping', ping, 'not a position'), payments)).toMatchObject({
      position: null,
    })
    expect(decodeFrame(frame('ping', ping, ''), payments)).toMatchObject({ position: null })
  })

  it('keeps a bounded part of what it could not understand', () => {
    const decoded = decodeFrame(frame('stream.paused', 'x'.repeat(1_000_000)), payments)
    expect(decoded).toEqual({
      kind: 'invalid',
      type: 'stream.paused',
      reason: 'body: expected JSON',
      data: 'x'.repeat(2000),
    })
    expect(decodeFrame(frame('y'.repeat(1_000_000), ''), payments)).toEqual({
      kind: 'unknown',
      type: 'y'.repeat(100),
    })
  })

  it('does not quote the body in its reason', () => {
    const decoded = decodeFrame(frame('ping', '{"time":"<script>","delivered":0}'), payments)
    expect(decoded).toMatchObject({ kind: 'invalid', reason: 'time: expected milliseconds from 0' })
  })

  it('survives JSON that is nested beyond reason', () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000)
    expect(decodeFrame(frame('stream.paused', deep), payments).kind).toBe('invalid')
  })
})

describe('the greeting', () => {
  const body = { type: 'connected', clientId: 'c1', requestId: 'r1' }

  it('is decoded without an event name, as FlowFi sends it, and with one', () => {
    const decoded = {
      kind: 'connected',
      clientId: 'c1',
      position: null,
      recovered: false,
      replayed: 0,
      pingMs: null,
      time: null,
    }
    expect(decodeFrame(frame('message', JSON.stringify(body)), payments)).toEqual(decoded)
    expect(decodeFrame(frame('connected', JSON.stringify(body)), payments)).toEqual(decoded)
  })

  it('still greets when its details are broken', () => {
    const broken = { ...body, replayed: -1, pingMs: 'soon', time: null, recovered: 'yes' }
    expect(decodeFrame(frame('message', JSON.stringify(broken)), payments)).toMatchObject({
      kind: 'connected',
      recovered: false,
      replayed: 0,
      pingMs: null,
      time: null,
    })
  })

  it('is not any other unnamed message', () => {
    for (const data of ['{"type":"hello"}', 'null', '[]', '"connected"', 'text']) {
      expect(decodeFrame(frame('message', data), payments)).toEqual({
        kind: 'unknown',
        type: 'message',
      })
    }
  })
})

describe('a frame whose name alone says what to do', () => {
  it.each(['{}', '', 'null', 'oops', '[1]', '{"reason":5,"after":"x"}'])(
    'obeys with %j',
    (data) => {
      expect(decodeFrame(frame('reconnect', data), payments)).toEqual({
        kind: 'reconnect',
        afterMs: null,
        reason: null,
      })
      expect(decodeFrame(frame('bye', data), payments)).toEqual({ kind: 'bye', reason: null })
      expect(decodeFrame(frame('degraded', data), payments)).toEqual({
        kind: 'degraded',
        reason: null,
      })
      expect(decodeFrame(frame('expiring', data), payments)).toEqual({
        kind: 'expiring',
        expiresAtMs: null,
      })
      expect(decodeFrame(frame('reset', data), payments)).toEqual({
        kind: 'reset',
        reason: 'unspecified',
        position: null,
      })
    },
  )
})

describe('a server whose log is out of reach', () => {
  it('says so in its greeting and in every ping, and nothing when it is not', () => {
    const reason = 'log_unavailable'
    const greeting = JSON.stringify({ clientId: 'c', degraded: reason })
    expect(decodeFrame(frame('connected', greeting), payments)).toMatchObject({ degraded: reason })
    const ping = (more: object) =>
      decodeFrame(frame('ping', JSON.stringify({ time: 1, delivered: 0, ...more })), payments)
    expect(ping({ degraded: reason })).toMatchObject({ kind: 'ping', degraded: reason })
    expect(ping({})).not.toHaveProperty('degraded', expect.anything())
    expect(ping({ degraded: 5 })).toMatchObject({ kind: 'ping', degraded: 'unspecified' })
    const strange = decodeFrame(frame('connected', '{"clientId":"c","degraded":{}}'), payments)
    expect(strange).toMatchObject({ clientId: 'c', degraded: 'unspecified' })
    expect(ping({ degraded: null })).not.toHaveProperty('degraded', expect.anything())
  })
})

describe('a goodbye', () => {
  it('carries its delay twice: in the body, and as retry for readers that cannot see the body', () => {
    expect(
      encodeFrame({ kind: 'reconnect', afterMs: 4200, reason: 'draining' }, documentedPayments),
    ).toEqual({
      retryMs: 4200,
      event: 'reconnect',
      data: '{"after":4200,"reason":"draining"}',
    })
    expect(
      encodeFrame({ kind: 'reconnect', afterMs: null, reason: null }, documentedPayments),
    ).toEqual({
      event: 'reconnect',
      data: '{}',
    })
  })

  it('clamps a delay that no timer could hold', () => {
    expect(decodeFrame(frame('reconnect', '{"after":1e300}'), payments)).toMatchObject({
      afterMs: 2 ** 31 - 1,
    })
  })
})

describe('a gap', () => {
  it('is a gap even if its reason is unknown', () => {
    const body = JSON.stringify({ from: 5, to: 9, reason: 'solar_flare' })
    expect(decodeFrame(frame('gap', body, 'k.9'), payments)).toEqual({
      kind: 'gap',
      from: 5,
      to: 9,
      reason: 'unspecified',
      position: { epoch: 'k', offset: 9 },
    })
  })

  it.each([{ from: 9, to: 5 }, { from: -1, to: 5 }, { from: 1 }, { from: 1.5, to: 2 }])(
    'is invalid as %j',
    (body) => {
      expect(decodeFrame(frame('gap', JSON.stringify(body)), payments).kind).toBe('invalid')
    },
  )
})

describe('a snapshot', () => {
  it('keeps the streams it can read and counts the others', () => {
    const stream = {
      streamId: '7',
      sender: 'GA',
      recipient: 'GB',
      tokenAddress: 'C',
      ratePerSecond: '1',
      depositedAmount: '10',
      withdrawnAmount: '0',
      startTime: 1,
      lastUpdateTime: 1,
      status: 'active',
    }
    const body = { position: 'k.3', streams: [stream, { streamId: '8' }, null, 'x'] }
    expect(decodeFrame(frame('snapshot', JSON.stringify(body)), payments)).toMatchObject({
      kind: 'snapshot',
      position: null,
      readAt: { epoch: 'k', offset: 3 },
      part: 1,
      parts: 1,
      items: [{ streamId: '7' }],
      skipped: 3,
    })
  })
})

describe('a rejection', () => {
  it('carries the problem, with or without its optional parts', () => {
    expect(
      decodeFrame(frame('rejected', '{"status":403,"code":"forbidden_topics"}'), payments),
    ).toEqual({
      kind: 'rejected',
      problem: {
        type: 'about:blank',
        title: '',
        status: 403,
        code: 'forbidden_topics',
        detail: '',
      },
    })
  })
})
