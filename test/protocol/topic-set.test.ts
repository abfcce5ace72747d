import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allTopic,
  intersectTopics,
  isSameTopics,
  isWithin,
  noTopics,
  subtractTopics,
  type TopicSet,
  uniteTopics,
} from '../../src/protocol/topic-set.ts'

const named = ['item:1', 'item:2', 'item:3', 'user:a', 'user:b']
/** Everything that a set can name, and something that only `all` covers. */
const universe = [...named, 'item:other']

const topicSet: fc.Arbitrary<TopicSet> = fc.oneof(
  { weight: 4, arbitrary: fc.subarray(named) },
  { weight: 1, arbitrary: fc.subarray(named).map((topics) => [allTopic, ...topics]) },
  { weight: 1, arbitrary: fc.subarray(named).map((topics) => [...topics, allTopic]) },
)

const covers = (topics: TopicSet, topic: string) =>
  topics.includes(allTopic) || topics.includes(topic)
const hasAll = (topics: TopicSet) => topics.includes(allTopic)
const covered = (topics: TopicSet) => universe.filter((topic) => covers(topics, topic))

describe('the union of topic sets', () => {
  it('covers what any of them covers, each topic once', () => {
    fc.assert(
      fc.property(fc.array(topicSet, { maxLength: 4 }), (sets) => {
        const united = uniteTopics(sets)
        expect(covered(united)).toEqual(
          universe.filter((topic) => sets.some((each) => covers(each, topic))),
        )
        expect(new Set(united).size).toBe(united.length)
      }),
    )
  })

  it('is `all` alone as soon as one of them has it', () => {
    expect(uniteTopics([['item:1'], ['user:a', allTopic]])).toEqual([allTopic])
    expect(uniteTopics([])).toEqual(noTopics)
    expect(uniteTopics([['item:1', 'user:a'], ['item:1']])).toEqual(['item:1', 'user:a'])
  })
})

describe('the difference of topic sets', () => {
  it('covers what only the first covers, but nothing can be subtracted from `all`', () => {
    fc.assert(
      fc.property(topicSet, topicSet, (a, b) => {
        const rest = subtractTopics(a, b)
        if (hasAll(a) && !hasAll(b)) expect(rest).toEqual([allTopic])
        else expect(covered(rest)).toEqual(covered(a).filter((topic) => !covers(b, topic)))
      }),
    )
  })

  it('leaves nothing of any set when `all` is subtracted', () => {
    expect(subtractTopics(['item:1'], [allTopic])).toEqual(noTopics)
    expect(subtractTopics([allTopic], [allTopic])).toEqual(noTopics)
    expect(subtractTopics([allTopic], ['item:1'])).toEqual([allTopic])
  })
})

describe('the intersection of topic sets', () => {
  it('covers what both cover', () => {
    fc.assert(
      fc.property(topicSet, topicSet, (a, b) => {
        expect(covered(intersectTopics(a, b))).toEqual(
          covered(a).filter((topic) => covers(b, topic)),
        )
      }),
    )
  })

  it('with `all` is the other set', () => {
    expect(intersectTopics([allTopic], ['item:1'])).toEqual(['item:1'])
    expect(intersectTopics(['item:1'], [allTopic])).toEqual(['item:1'])
    expect(intersectTopics([allTopic], [allTopic])).toEqual([allTopic])
    expect(intersectTopics(['item:1'], ['item:2'])).toEqual(noTopics)
  })
})

describe('containment', () => {
  it('holds exactly where the larger set covers everything that the smaller one covers', () => {
    fc.assert(
      fc.property(topicSet, topicSet, (a, b) => {
        expect(isWithin(a, b)).toBe(covered(a).every((topic) => covers(b, topic)))
      }),
    )
  })

  it('of `all` needs `all`: no list of topics covers what is not known yet', () => {
    expect(isWithin([allTopic], named)).toBe(false)
    expect(isWithin([allTopic], [allTopic])).toBe(true)
    expect(isWithin(named, [allTopic])).toBe(true)
    expect(isWithin(noTopics, noTopics)).toBe(true)
  })

  it('both ways is the same set, in whatever order', () => {
    fc.assert(
      fc.property(topicSet, topicSet, (a, b) => {
        expect(isSameTopics(a, b)).toBe(isWithin(a, b) && isWithin(b, a))
        expect(isSameTopics(a, [...a].reverse())).toBe(true)
      }),
    )
  })
})

describe('topic sets', () => {
  it('fit together: a union contains its parts, and a difference and an intersection make a whole', () => {
    fc.assert(
      fc.property(topicSet, topicSet, topicSet, (a, b, c) => {
        expect(isWithin(a, uniteTopics([a, b]))).toBe(true)
        expect(isWithin(intersectTopics(a, b), a)).toBe(true)
        expect(isWithin(intersectTopics(a, b), b)).toBe(true)
        expect(isSameTopics(uniteTopics([a, b]), uniteTopics([b, a]))).toBe(true)
        expect(isSameTopics(intersectTopics(a, b), intersectTopics(b, a))).toBe(true)
        expect(
          isSameTopics(
            uniteTopics([a, uniteTopics([b, c])]),
            uniteTopics([uniteTopics([a, b]), c]),
          ),
        ).toBe(true)
        expect(isSameTopics(uniteTopics([subtractTopics(a, b), intersectTopics(a, b)]), a)).toBe(
          true,
        )
      }),
    )
  })

  it('stay as they were given', () => {
    fc.assert(
      fc.property(topicSet, topicSet, (a, b) => {
        const copies = [[...a], [...b]]
        uniteTopics([a, b])
        subtractTopics(a, b)
        intersectTopics(a, b)
        expect([a, b]).toEqual(copies)
      }),
    )
  })
})
