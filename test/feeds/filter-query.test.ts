/** Filters, queries and topics of a feed that is not payments. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type FilterFields,
  filterOfTopics,
  isTopicValid,
  keyOfTopic,
  parseSubscribeQuery,
  printSnapshot,
  printTopics,
  type SnapshotRequest,
  topicOfKey,
  topicsOfFilter,
} from '../../src/feeds/filter-query.ts'
import { type ProblemCode, problemCodes } from '../../src/protocol/errors.ts'
import { isSameTopics, maxTopics } from '../../src/protocol/topic-set.ts'
import { text } from '../protocol/arbitraries.ts'

/** Shipments by id and by hub; only hubs say what they look like. */
const fields = {
  ids: { topic: 'shipment', isKey: true },
  hubs: {
    topic: 'hub',
    accepts: (value) => /^[A-Z]{3}$/.test(value),
    noun: 'a hub',
    advice: 'Use its three letters',
    problem: { code: 'bad_hub', status: 400, title: 'Not a hub' },
  },
} satisfies FilterFields

const parse = (query: string) => parseSubscribeQuery(fields, new URLSearchParams(query))

function refusal(query: string) {
  const result = parse(query)
  if (result.ok) throw new Error(`was accepted: ${query.slice(0, 100)}`)
  return result.problem
}

function snapshotOf(value: string): SnapshotRequest {
  const result = parse(`all=1&snapshot=${encodeURIComponent(value)}`)
  if (!result.ok) throw new Error(result.problem.detail)
  return result.snapshot
}

/** What a field without `accepts` takes, colons included. */
const id = fc.oneof(
  fc.stringMatching(/^[!-+\--~]{1,128}$/),
  fc.constantFrom('true', 'false', 'always', 'all', 'OSL', 'hub:OSL', 'shipment:7', 'hub:', ':'),
)
const hub = fc.stringMatching(/^[A-Z]{3}$/)
const filter = fc.record(
  {
    all: fc.constant(true),
    ids: fc.uniqueArray(id, { minLength: 1, maxLength: 20 }),
    hubs: fc.uniqueArray(hub, { minLength: 1, maxLength: 20 }),
  },
  { requiredKeys: [] },
)

describe('a filter of any feed', () => {
  it('becomes the topics that its fields name, each once', () => {
    expect(topicsOfFilter(fields, { all: true, ids: ['7', '7', '8'], hubs: ['OSL'] })).toEqual([
      'all',
      'shipment:7',
      'shipment:8',
      'hub:OSL',
    ])
    expect(topicsOfFilter(fields, { all: false, ids: [], other: ['9'] })).toEqual([])
  })

  it('is restored from its topics', () => {
    fc.assert(
      fc.property(filter, (one) => {
        expect(filterOfTopics(fields, topicsOfFilter(fields, one))).toEqual(one)
      }),
    )
    expect(filterOfTopics(fields, ['order:1', 'shipment:7'])).toEqual({ ids: ['7'] })
  })

  it('survives its query as topics', () => {
    fc.assert(
      fc.property(filter, (one) => {
        const topics = topicsOfFilter(fields, one)
        fc.pre(topics.length > 0)
        const query = new URLSearchParams(printTopics(fields, topics).toString())
        expect(parseSubscribeQuery(fields, query)).toEqual({
          ok: true,
          topics,
          snapshot: false,
          errors: 'status',
        })
      }),
    )
  })
})

describe('the topic of one item', () => {
  it('is that of the field with the keys', () => {
    expect(topicOfKey(fields, '7')).toBe('shipment:7')
    expect(keyOfTopic(fields, 'shipment:7')).toBe('7')
    expect(keyOfTopic(fields, 'shipment:a:b')).toBe('a:b')
    expect(keyOfTopic(fields, 'hub:OSL')).toBeNull()
    expect(keyOfTopic(fields, 'all')).toBeNull()
  })

  it('does not exist in a feed that cannot be asked for single items', () => {
    const groups = { hubs: fields.hubs }
    expect(topicOfKey(groups, 'OSL')).toBeNull()
    expect(keyOfTopic(groups, 'hub:OSL')).toBeNull()
  })

  it('is refused where the answer of its field is undefined, as that of a lookup without types', () => {
    const known = new Map([['OSL', true]])
    const accepts = (value: string) => known.get(value) as boolean
    const lookup = { hubs: { topic: 'hub', accepts } } satisfies FilterFields
    expect(isTopicValid(lookup, 'hub:OSL')).toBe(true)
    expect(isTopicValid(lookup, 'hub:BER')).toBe(false)
  })

  it('is valid where its field accepts the value', () => {
    for (const topic of ['all', 'shipment:7', 'shipment:OSL', 'hub:OSL']) {
      expect(isTopicValid(fields, topic), topic).toBe(true)
    }
    for (const topic of ['hub:oslo', 'shipment:', 'shipment:a,b', 'order:7', '7', '']) {
      expect(isTopicValid(fields, topic), topic).toBe(false)
    }
  })
})

describe('a value of a field without rules of its own', () => {
  it.each(['7', 'ord_1', 'a:b', 'x'.repeat(128)])('may be %j', (value) => {
    const result = parse(`ids=${encodeURIComponent(value)}`)
    expect(result).toMatchObject({ ok: true, topics: [`shipment:${value}`] })
  })

  it.each([
    ['', 'is empty'],
    [' ', 'contains a space or a character that is not visible ASCII'],
    ['a b', 'contains a space or a character that is not visible ASCII'],
    ['a,b', 'contains a comma'],
    ['é', 'contains a space or a character that is not visible ASCII'],
    ['\n', 'contains a space or a character that is not visible ASCII'],
    ['x'.repeat(129), 'has 129 characters'],
  ])('may not be %j, with what is wrong', (value, mistake) => {
    const problem = refusal(`ids=${encodeURIComponent(value)}`)
    expect(problem.code).toBe('bad_value')
    expect(problem.detail).toContain(
      ` in ids ${mistake}. Use 1 to 128 visible ASCII characters without a comma, and repeat the parameter.`,
    )
  })
})

describe('a query of any feed that is refused', () => {
  it('names the fields of the feed', () => {
    expect(refusal('')).toMatchObject({
      code: 'filter_required',
      detail: 'The query names nothing. Add ids, hubs or all=true.',
    })
    expect(refusal('streams=7')).toMatchObject({
      code: 'unknown_parameter',
      detail:
        'The parameter "streams" is not known. ' +
        'Use ids, hubs, snapshot, all, lastEventId, errors, ticket.',
    })
  })

  it('carries the problem and the words of its field', () => {
    expect(refusal('hubs=oslo')).toEqual({
      type: 'urn:streamgauge:problem:bad_hub',
      code: 'bad_hub',
      status: 400,
      title: 'Not a hub',
      detail:
        'The value "oslo" in hubs is not a hub. Use its three letters, and repeat the parameter.',
    })
    expect(refusal('all=1&snapshot=a%20b')).toMatchObject({
      code: 'bad_value',
      detail: expect.stringContaining(
        'in snapshot is neither a value of 1 to 128 visible ASCII characters without a comma nor a hub.',
      ),
    })
    expect(refusal('hubs=').detail).toBe(
      'The value "" in hubs is empty. Use its three letters, and repeat the parameter.',
    )
    expect(refusal('hubs=OSL,BGO').detail).toMatch(
      /^The value "OSL,BGO" in hubs contains a comma\./,
    )
    expect(refusal('all=1&snapshot=7,,8').detail).toMatch(/^A value in snapshot is empty\. /)
  })

  it('has too many topics from the 101st on, counted over all fields', () => {
    const ids = Array.from({ length: maxTopics - 1 }, (_, index) => `ids=${index}`).join('&')
    expect(parse(`${ids}&hubs=OSL`)).toMatchObject({ ok: true })
    expect(refusal(`${ids}&hubs=OSL&hubs=BGO`).code).toBe('too_many_topics')
    const many = Array.from({ length: maxTopics + 1 }, (_, index) => `hub:${index}`).join(',')
    expect(refusal(`all=1&snapshot=${many}`).code).toBe('too_many_topics')
  })

  it('is an answer and never an exception, whatever the query', () => {
    const name = fc.oneof(fc.constantFrom('ids', 'hubs', 'all', 'snapshot', 'errors'), text)
    fc.assert(
      fc.property(fc.array(fc.tuple(name, text), { maxLength: 5 }), (pairs) => {
        const result = parseSubscribeQuery(fields, new URLSearchParams(pairs))
        if (result.ok) return
        expect([...Object.keys(problemCodes), 'bad_hub']).toContain(result.problem.code)
        expect(result.problem.status).toBe(
          problemCodes[result.problem.code as ProblemCode]?.status ?? 400,
        )
      }),
    )
  })
})

describe('the part of the state that a subscriber asks for', () => {
  it('is named bare, or with its topic', () => {
    expect(snapshotOf('7')).toEqual(['shipment:7'])
    expect(snapshotOf('shipment:7')).toEqual(['shipment:7'])
    expect(snapshotOf('hub:OSL')).toEqual(['hub:OSL'])
    // The first field that takes it.
    expect(snapshotOf('OSL')).toEqual(['shipment:OSL'])
    // No topic of this feed, so a value with a colon.
    expect(snapshotOf('order:7')).toEqual(['shipment:order:7'])
  })

  it('lists several with commas, in either form, each once', () => {
    expect(snapshotOf('7,hub:OSL,shipment:7,8')).toEqual(['shipment:7', 'hub:OSL', 'shipment:8'])
    expect(parse('all=1&snapshot=7&snapshot=hub:OSL,8')).toMatchObject({
      snapshot: ['shipment:7', 'hub:OSL', 'shipment:8'],
    })
    expect(refusal('all=1&snapshot=7,,8').code).toBe('bad_value')
    expect(refusal('all=1&snapshot=7,true').code).toBe('bad_value')
  })

  it('is all of it with a word, which an item of that name has to spell out', () => {
    expect(snapshotOf('true')).toBe(true)
    expect(snapshotOf('false')).toBe(false)
    expect(snapshotOf('always')).toBe('always')
    expect(snapshotOf('shipment:true')).toEqual(['shipment:true'])
    expect(printSnapshot(fields, ['shipment:true', 'shipment:always'])).toEqual([
      'shipment:true,shipment:always',
    ])
  })

  it('is printed bare where that is unambiguous', () => {
    expect(printSnapshot(fields, ['shipment:7', 'hub:OSL'])).toEqual(['7,hub:OSL'])
    expect(printSnapshot(fields, ['shipment:hub:OSL'])).toEqual(['shipment:hub:OSL'])
    expect(printSnapshot(fields, true)).toEqual(['true'])
    expect(printSnapshot(fields, 'always')).toEqual(['always'])
    expect(printSnapshot(fields, false)).toEqual([])
    expect(printSnapshot(fields, [])).toEqual([])
  })

  it('survives the query', () => {
    fc.assert(
      fc.property(filter, ({ ids, hubs }) => {
        const topics = topicsOfFilter(fields, { ...(ids && { ids }), ...(hubs && { hubs }) })
        const query = new URLSearchParams({ all: 'true' })
        for (const value of printSnapshot(fields, topics)) query.append('snapshot', value)
        const result = parseSubscribeQuery(fields, query)
        if (!result.ok) throw new Error(result.problem.detail)
        const { snapshot } = result
        if (typeof snapshot === 'object') expect(isSameTopics(snapshot, topics)).toBe(true)
        else expect([snapshot, topics]).toEqual([false, []])
      }),
    )
  })
})
