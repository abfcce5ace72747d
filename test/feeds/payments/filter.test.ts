import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topicsOfEvent } from '../../../src/feeds/definition.ts'
import {
  filterOfTopics,
  parseSubscribeQuery,
  printTopics,
  topicsOfFilter,
} from '../../../src/feeds/filter-query.ts'
import { documentedPayments } from '../../../src/feeds/payments/documentation.ts'
import { paymentEvents } from '../../../src/feeds/payments/events.ts'
import type { PaymentsFilter } from '../../../src/feeds/payments/filter.ts'
import { payments } from '../../../src/feeds/payments/payments.ts'
import { type PaymentsProblemCode, paymentsProblems } from '../../../src/feeds/payments/problems.ts'
import { type ProblemCode, problemCodes } from '../../../src/protocol/errors.ts'
import { streamWith } from '../../connection/log-server.ts'
import { account, paymentEvent, streamId, text } from '../../protocol/arbitraries.ts'

const fields = documentedPayments.filter
const problems = { ...problemCodes, ...paymentsProblems }
type Code = ProblemCode | PaymentsProblemCode

const topicsOf = (filter: PaymentsFilter) => topicsOfFilter(fields, filter)
const printFilter = (filter: PaymentsFilter) => printTopics(fields, topicsOf(filter))

const alice = 'GDQP2KPQGKIHYJGXNUIYOMHARUARCA7DJT5FO2FFOOKY3B2WSQHG4W37'
const bob = 'GCEZWKCA5VLDNRLN3RPRJMRZOX3Z6G5CHCGSNFHEYVXM3XOJMDS674JZ'

/** With the filter that the topics are. */
function parseQuery(query: URLSearchParams) {
  const result = parseSubscribeQuery(fields, query)
  if (!result.ok) return result
  return { ...result, filter: filterOfTopics<PaymentsFilter>(fields, result.topics) }
}

const parse = (query: string) => parseQuery(new URLSearchParams(query))

function codeOf(query: string): string {
  const result = parse(query)
  if (result.ok) throw new Error(`was accepted: ${query.slice(0, 100)}`)
  expect(result.problem.status).toBe(problems[result.problem.code as Code].status)
  return result.problem.code
}

/** Filters as a parse gives them: no duplicates, nothing empty, at least one topic. */
const filter: fc.Arbitrary<PaymentsFilter> = fc
  .record(
    {
      all: fc.constant(true),
      streams: fc.uniqueArray(streamId, { minLength: 1, maxLength: 49 }),
      users: fc.uniqueArray(account, { minLength: 1, maxLength: 5 }),
    },
    { requiredKeys: [] },
  )
  .filter((one) => Object.keys(one).length > 0)

describe('a filter', () => {
  it('survives its query', () => {
    fc.assert(
      fc.property(filter, (one) => {
        const result = parseQuery(printFilter(one))
        expect(result).toEqual({
          ok: true,
          filter: one,
          topics: topicsOf(one),
          snapshot: false,
          errors: 'status',
        })
      }),
    )
  })

  it('survives as text, as part of a URL', () => {
    const query = printFilter({ all: true, streams: ['1', '2'], users: [alice] }).toString()
    expect(query).toBe(`all=true&streams=1&streams=2&users=${alice}`)
    expect(parse(query)).toMatchObject({
      filter: { all: true, streams: ['1', '2'], users: [alice] },
    })
  })

  it('says nothing with all: false and empty lists', () => {
    expect(printFilter({ all: false, streams: [], users: [] }).toString()).toBe('')
  })

  it('becomes topics, each once', () => {
    expect(topicsOf({ all: true, streams: ['7', '7'], users: [alice, bob, alice] })).toEqual([
      'all',
      'stream:7',
      `user:${alice}`,
      `user:${bob}`,
    ])
  })
})

describe('the topics of an event', () => {
  it('are all, its stream and both parties', () => {
    const { example } = paymentEvents['stream.topped_up']
    const stream = streamWith(1)
    expect(topicsOfEvent(payments, example, { ...stream, sender: alice, recipient: bob })).toEqual([
      'all',
      'stream:42',
      `user:${alice}`,
      `user:${bob}`,
    ])
    expect(
      topicsOfEvent(payments, example, { ...stream, sender: alice, recipient: alice }),
    ).toHaveLength(3)
  })

  it('meet exactly the filters that name one of them', () => {
    fc.assert(
      fc.property(paymentEvent, account, account, account, (event, sender, recipient, other) => {
        const stream = { ...streamWith(1), streamId: event.streamId, sender, recipient }
        const topics = new Set(topicsOfEvent(payments, event, stream))
        const matches = (one: PaymentsFilter) => topicsOf(one).some((topic) => topics.has(topic))
        expect(matches({ all: true })).toBe(true)
        expect(matches({ streams: [event.streamId] })).toBe(true)
        expect(matches({ users: [sender] })).toBe(true)
        expect(matches({ users: [recipient] })).toBe(true)
        expect(matches({ users: [other] })).toBe(other === sender || other === recipient)
        expect(matches({ streams: [`${event.streamId}0`] })).toBe(false)
      }),
    )
  })
})

describe('a subscription query that is accepted', () => {
  it.each([
    ['streams=1', { filter: { streams: ['1'] }, topics: ['stream:1'] }],
    ['streams=1&streams=2', { filter: { streams: ['1', '2'] } }],
    ['streams=1&streams=1&streams=1', { filter: { streams: ['1'] }, topics: ['stream:1'] }],
    [`users=${alice}`, { filter: { users: [alice] }, topics: [`user:${alice}`] }],
    ['all=true', { filter: { all: true }, topics: ['all'] }],
    ['all=1', { filter: { all: true } }],
    ['all=false&streams=1', { filter: { streams: ['1'] } }],
    ['all=0&streams=1', { filter: { streams: ['1'] } }],
    ['streams=18446744073709551615', { filter: { streams: ['18446744073709551615'] } }],
    ['all=1&snapshot=true', { snapshot: true }],
    ['all=1&snapshot=false', { snapshot: false }],
    ['all=1', { snapshot: false, errors: 'status' }],
    ['all=1&snapshot=7', { snapshot: ['stream:7'] }],
    ['all=1&snapshot=1', { snapshot: ['stream:1'] }],
    ['all=1&snapshot=0', { snapshot: ['stream:0'] }],
    ['all=1&snapshot=7,8,7', { snapshot: ['stream:7', 'stream:8'] }],
    ['all=1&snapshot=7&snapshot=8', { snapshot: ['stream:7', 'stream:8'] }],
    ['all=1&snapshot=always', { snapshot: 'always' }],
    [`all=1&snapshot=7,${alice}`, { snapshot: ['stream:7', `user:${alice}`] }],
    ['all=1&errors=inline', { errors: 'inline' }],
    ['all=1&errors=status', { errors: 'status' }],
    ['all=1&lastEventId=k3f9a.7', { lastEventId: 'k3f9a.7' }],
    ['all=1&lastEventId=a.1&lastEventId=b.2', { lastEventId: 'a.1' }],
    ['all=1&ticket=abc', { ticket: 'abc' }],
  ])('%s', (query, expected) => {
    expect(parse(query)).toMatchObject({ ok: true, ...expected })
  })

  it('without a cursor when the cursor is empty', () => {
    expect(parse('all=1&lastEventId=')).not.toHaveProperty('lastEventId')
  })

  it('with any cursor whatever: a browser cannot drop one', () => {
    fc.assert(
      fc.property(text, (cursor) => {
        const query = new URLSearchParams({ all: 'true', lastEventId: cursor })
        expect(parseQuery(query)).toMatchObject({ ok: true })
      }),
    )
    const huge = 'x'.repeat(10_000)
    expect(parse(`all=1&lastEventId=${huge}`)).toMatchObject({ ok: true, lastEventId: huge })
  })

  it('with exactly 100 topics, counted without duplicates', () => {
    const ids = Array.from({ length: 100 }, (_, index) => `streams=${index}`).join('&')
    expect(parse(`${ids}&${ids}`)).toMatchObject({ ok: true })
    expect(codeOf(`${ids}&streams=100`)).toBe('too_many_topics')
    expect(codeOf(`${ids}&all=true`)).toBe('too_many_topics')
  })
})

describe('a subscription query that is refused', () => {
  it.each<[string, Code]>([
    ['', 'filter_required'],
    ['all=false', 'filter_required'],
    ['snapshot=true', 'filter_required'],
    ['lastEventId=k3f9a.7', 'filter_required'],
    ['stream=1', 'unknown_parameter'],
    ['streams[]=1', 'unknown_parameter'],
    ['all=true&Streams=1', 'unknown_parameter'],
    ['all=true&token=abc', 'unknown_parameter'],
    ['all=true&__proto__=1', 'unknown_parameter'],
    ['all=maybe', 'bad_boolean'],
    ['all=', 'bad_boolean'],
    ['all=TRUE', 'bad_boolean'],
    ['all=true&all=false', 'repeated_parameter'],
    ['all=true&errors=inline&errors=inline', 'repeated_parameter'],
    ['all=true&errors=json', 'bad_value'],
    ['streams=', 'bad_stream_id'],
    ['streams=1,2', 'bad_stream_id'],
    ['streams=-1', 'bad_stream_id'],
    ['streams=01', 'bad_stream_id'],
    ['streams=1.5', 'bad_stream_id'],
    ['streams=abc', 'bad_stream_id'],
    ['streams=18446744073709551616', 'bad_stream_id'],
    ['users=', 'bad_address'],
    ['users=alice', 'bad_address'],
    [`users=${alice.slice(0, -1)}A`, 'bad_address'],
    [`users=${alice.toLowerCase()}`, 'bad_address'],
    ['users=CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75', 'bad_address'],
    ['all=true&snapshot=', 'bad_stream_id'],
    ['all=true&snapshot=yes', 'bad_stream_id'],
    ['all=true&snapshot=7,,8', 'bad_stream_id'],
    ['all=true&snapshot=true&snapshot=7', 'bad_stream_id'],
    ['all=true&snapshot=always,7', 'bad_stream_id'],
    [
      `all=true&snapshot=${Array.from({ length: 101 }, (_, id) => id).join(',')}`,
      'too_many_topics',
    ],
  ])('"%s"', (query, code) => {
    expect(codeOf(query)).toBe(code)
  })

  it('says what failed and what to do, and echoes nothing that could do harm', () => {
    const result = parse(`streams=${encodeURIComponent('1\r\n\u202E<b>"'.padEnd(500, 'x'))}`)
    if (result.ok) throw new Error('was accepted')
    expect(result.problem.detail).toMatch(
      /^The value "1\?\?\?\?b\?\?x{32}…" in streams is not a stream id\. Use /,
    )
  })

  it('is an answer and never an exception, whatever the query', () => {
    const name = fc.oneof(fc.constantFrom('streams', 'users', 'all', 'snapshot', 'errors'), text)
    fc.assert(
      fc.property(fc.array(fc.tuple(name, text), { maxLength: 5 }), (pairs) => {
        const result = parseQuery(new URLSearchParams(pairs))
        if (!result.ok) {
          expect(Object.hasOwn(problems, result.problem.code)).toBe(true)
          // biome-ignore lint/suspicious/noControlCharactersInRegex: none may come through
          expect(result.problem.detail).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e]/)
        }
      }),
    )
  })
})
