import { describe, expect, it } from 'vitest'
import { filterOfTopics, topicsOfFilter } from '../../src/feeds/filter-query.ts'
import type { PaymentsFilter } from '../../src/feeds/payments/filter.ts'
import { payments } from '../../src/feeds/payments/payments.ts'
import {
  selectIsLeftOut,
  selectPhase,
  selectStreamPhase,
} from '../../src/feeds/payments/selectors.ts'
import { maxTopics, type TopicSet } from '../../src/protocol/topic-set.ts'
import { createFeedStore } from '../../src/store/create-store.ts'
import type { Following } from '../../src/store/state.ts'
import { decideTopics, type TopicNeeds } from '../../src/store/topics.ts'
import { snapshotFrame, streamState } from './frames.ts'

const me = 'GDQP2KPQGKIHYJGXNUIYOMHARUARCA7DJT5FO2FFOOKY3B2WSQHG4W37'
const you = 'GCEZWKCA5VLDNRLN3RPRJMRZOX3Z6G5CHCGSNFHEYVXM3XOJMDS674JZ'
const mine = streamState('1', { recipient: me })
const nothing: PaymentsFilter = {}

const topicsOf = (filter: PaymentsFilter) => topicsOfFilter(payments.filter, filter)

/** The filter that names these topics, each of which it names once. */
function filterOf(topics: TopicSet): PaymentsFilter {
  const filter = filterOfTopics<PaymentsFilter>(payments.filter, topics)
  expect([...topicsOf(filter)].sort()).toEqual([...topics].sort())
  return filter
}

/** What a page needs, in filters. */
type Needs = Partial<
  Record<Exclude<keyof TopicNeeds, 'items'>, PaymentsFilter> & Pick<TopicNeeds, 'items'>
>

function decide(needs: Needs) {
  const { base, followed, asked, covered, items = new Map() } = needs
  const { wanted, leftOut } = decideTopics(payments, {
    base: topicsOf(base ?? nothing),
    followed: topicsOf(followed ?? nothing),
    asked: topicsOf(asked ?? nothing),
    covered: topicsOf(covered ?? nothing),
    items,
  })
  return { wanted: filterOf(wanted), leftOut: filterOf(leftOut) }
}

function following(given: Record<keyof Following, PaymentsFilter>): Following {
  const { wanted, covered, leftOut } = given
  return { wanted: topicsOf(wanted), covered: topicsOf(covered), leftOut: topicsOf(leftOut) }
}

const ids = (count: number, from = 1) =>
  Array.from({ length: count }, (_, index) => String(from + index))

describe('the topics of a page', () => {
  it('are its own filter and what is followed', () => {
    const { wanted } = decide({ base: { streams: ['1'] }, followed: { streams: ['2', '1'] } })
    expect(wanted).toEqual({ streams: ['1', '2'] })
    expect(decide({ followed: { users: [me] } }).wanted).toEqual({ users: [me] })
  })

  it('are all, alone, where all is followed', () => {
    const { wanted } = decide({ base: { all: true }, followed: { streams: ['2'], users: [me] } })
    expect(wanted).toEqual({ all: true })
    expect(decide({ base: { users: [me] }, followed: { all: true } }).wanted).toEqual({ all: true })
  })

  it('stay as they were when the last one goes', () => {
    expect(decide({ asked: { streams: ['7'] } }).wanted).toEqual({ streams: ['7'] })
    const { wanted } = decide({ asked: { streams: ['7'] }, followed: { streams: ['8'] } })
    expect(wanted).toEqual({ streams: ['8'] })
  })

  it('leave out what no server could follow', () => {
    const { wanted } = decide({ followed: { streams: ['42', '007', 'x'], users: ['GME', me] } })
    expect(wanted).toEqual({ streams: ['42'], users: [me] })
  })
})

describe('T1 a payment stream in addition to followed accounts', () => {
  const base = { users: [me] }

  it('waits until their state is complete', () => {
    expect(decide({ base, followed: { streams: ['1'] } }).wanted).toEqual(base)
  })

  it('needs no topic when it came with them', () => {
    const known = { covered: base, items: new Map([['1', mine]]) }
    expect(decide({ base, followed: { streams: ['1'] }, ...known }).wanted).toEqual(base)
  })

  it('gets one when it did not, or came by itself', () => {
    const others = new Map([['2', streamState('2')]])
    const { wanted } = decide({
      base,
      followed: { streams: ['2', '3'] },
      covered: base,
      items: others,
    })
    expect(wanted).toEqual({ users: [me], streams: ['2', '3'] })
  })

  it('waits for no account that is only followed: all of one page are asked for together', () => {
    const { wanted } = decide({ followed: { streams: ['2'], users: [me] } })
    expect(wanted).toEqual({ users: [me], streams: ['2'] })
  })

  it('keeps the one it has when its account is followed too (T2)', () => {
    const { wanted } = decide({
      followed: { streams: ['1'], users: [me] },
      asked: { streams: ['1'] },
      covered: { streams: ['1'] },
      items: new Map([['1', mine]]),
    })
    expect(wanted).toEqual({ users: [me], streams: ['1'] })
  })
})

describe('T3 too many topics', () => {
  it('are left out, the latest first, and the filter of the session never', () => {
    const { wanted, leftOut } = decide({
      base: { streams: ids(10, 1000) },
      followed: { streams: ids(95) },
    })
    expect(topicsOf(wanted)).toHaveLength(maxTopics)
    expect(wanted.streams).toEqual([...ids(10, 1000), ...ids(90)])
    expect(leftOut).toEqual({ streams: ids(5, 91) })
    const many = { base: { streams: ids(120) }, followed: { streams: ['500'] } }
    expect(decide(many)).toEqual({ wanted: many.base, leftOut: { streams: ['500'] } })
  })

  it('leave room for accounts, which bring the most', () => {
    const { wanted, leftOut } = decide({
      followed: { users: [me], streams: ids(100) },
      asked: { streams: ids(100) },
    })
    expect(wanted.users).toEqual([me])
    expect(leftOut).toEqual({ streams: ['100'] })
  })

  it('do not push out what is asked for already, and come in when something leaves', () => {
    const asked = { streams: ids(100, 2) }
    expect(decide({ asked, followed: { streams: ids(101) } }).leftOut).toEqual({ streams: ['1'] })
    const { wanted, leftOut } = decide({ asked, followed: { streams: ids(100) } })
    expect(wanted.streams).toContain('1')
    expect(leftOut).toEqual({})
  })
})

function storeWith(wanted: PaymentsFilter, covered: PaymentsFilter) {
  const store = createFeedStore(payments, { nowMs: () => 0 })
  store.setFollowing(following({ wanted, covered, leftOut: nothing }))
  return store
}

describe('T4 a store whose page follows less', () => {
  const streams = [
    streamState('1', { sender: me }),
    streamState('2', { recipient: me }),
    streamState('3'),
    streamState('4'),
  ]

  it('removes what neither an account nor a topic of its own matches', () => {
    const store = storeWith({ all: true }, { all: true })
    store.apply([snapshotFrame(streams)])
    const covered = { users: [me], streams: ['3'] }
    store.setFollowing(following({ wanted: covered, covered, leftOut: nothing }))
    expect([...store.getState().items.keys()]).toEqual(['1', '2', '3'])
    expect(store.getState().phase).toBe('ready')
  })

  it('keeps what is asked for, although its own state has yet to come', () => {
    const store = storeWith({ users: [me] }, { users: [me] })
    store.apply([snapshotFrame(streams.slice(0, 2))])
    store.setFollowing(
      following({ wanted: { streams: ['1'] }, covered: nothing, leftOut: nothing }),
    )
    expect([...store.getState().items.keys()]).toEqual(['1'])
    store.setFollowing(
      following({ wanted: { streams: ['9'] }, covered: nothing, leftOut: nothing }),
    )
    expect(store.getState().items.size).toBe(0)
  })

  it('keeps everything while it follows more, and does not notify of the same set again', () => {
    const store = storeWith({ users: [me] }, { users: [me] })
    store.apply([snapshotFrame(streams)])
    store.setFollowing(
      following({ wanted: { users: [me, you] }, covered: { users: [me] }, leftOut: nothing }),
    )
    expect(store.getState().items.size).toBe(4)
    const before = store.getState()
    store.setFollowing(
      following({ wanted: { users: [you, me] }, covered: { users: [me] }, leftOut: {} }),
    )
    expect(store.getState()).toBe(before)
  })

  it('still has its arrangement after a frame', () => {
    const store = storeWith({ users: [me] }, { users: [me] })
    const { following } = store.getState()
    store.apply([snapshotFrame(streams)])
    expect(store.getState().following).toBe(following)
  })
})

describe('a payment stream that is not known', () => {
  it('is on its way until its own topic is answered, whatever else is', () => {
    const phaseOf = (covered: PaymentsFilter) =>
      selectStreamPhase('7')(storeWith({ streams: ['7'] }, covered).getState())
    expect(phaseOf(nothing)).toBe('loading')
    expect(phaseOf({ streams: ['6'] })).toBe('loading')
    expect(phaseOf({ users: [me] })).toBe('loading')
    expect(phaseOf({ streams: ['6', '7'] })).toBe('ready')
    expect(phaseOf({ all: true })).toBe('ready')
  })

  it('does not exist where no such id can, or where no state is going to arrive', () => {
    expect(selectStreamPhase('seven')(storeWith(nothing, nothing).getState())).toBe('ready')
    const ready = createFeedStore(payments, { nowMs: () => 0, phase: 'ready' })
    expect(selectStreamPhase('7')(ready.getState())).toBe('ready')
  })

  it('is left out where it is not even asked for', () => {
    const store = createFeedStore(payments, { nowMs: () => 0 })
    store.setFollowing(
      following({ wanted: nothing, covered: nothing, leftOut: { streams: ['7'] } }),
    )
    expect(selectStreamPhase('7')(store.getState())).toBe('left_out')
    expect(selectIsLeftOut({ users: [me], streams: ['7'] })(store.getState())).toBe(true)
    expect(selectIsLeftOut({ users: [me], streams: ['8'] })(store.getState())).toBe(false)
  })
})

describe('a list', () => {
  it('is on its way until the state of everything it names has come', () => {
    const store = storeWith({ users: [me, you] }, { users: [me] })
    expect(selectPhase({ users: [me] })(store.getState())).toBe('ready')
    expect(selectPhase({ users: [me, you] })(store.getState())).toBe('loading')
    expect(selectPhase()(store.getState())).toBe('loading')
    store.apply([snapshotFrame([])])
    expect(selectPhase()(store.getState())).toBe('ready')
  })
})
