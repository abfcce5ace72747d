/**
 * Which topics a page asks its connection for, and what it may therefore believe: one filter out of
 * the session's own and all that widgets follow. Pure: who follows what is counted in session.ts, who
 * is asked is a connection.
 *
 * T1 A payment stream that comes with a followed account gets no topic of its own. With those of the
 *    session's own filter it waits until their state is complete, and then it is known.
 * T2 What got a topic of its own keeps it while somebody follows it: taking it back would be a request.
 * T3 Never more than `maxTopics`. What is over is left out and said to be, since a filter that is too
 *    long would be refused whole. The session's own filter is never cut.
 * T4 What nobody hears of any more is forgotten: a figure that no event corrects is a wrong figure.
 */
import { isAccountAddress, isStreamId } from '../protocol/address.ts'
import { maxTopics, type PaymentsFilter, topicsOf } from '../protocol/filter.ts'
import {
  emptyFilter,
  isEmptyFilter,
  isSameFilter,
  isWithin,
  uniteFilters,
} from '../protocol/filter-sets.ts'
import type { StreamState } from '../protocol/stream-state.ts'
import type { Following, StoreState } from './state.ts'

/** What decides about topics. */
export interface TopicNeeds {
  /** What the session follows whoever is there. */
  readonly base: PaymentsFilter
  /** What somebody follows, all together. */
  readonly followed: PaymentsFilter
  /** What was asked for last; empty for nothing yet. */
  readonly asked: PaymentsFilter
  readonly covered: PaymentsFilter
  readonly streams: ReadonlyMap<string, StreamState>
}

/** What to ask for. When nothing is followed any more: what was asked for last. */
export function decideTopics(needs: TopicNeeds): Pick<Following, 'wanted' | 'leftOut'> {
  const { base, asked, covered, streams } = needs
  const followed = legible(needs.followed)
  if (isEmptyFilter(base) && isEmptyFilter(followed)) return { wanted: asked, leftOut: emptyFilter }
  if (base.all || followed.all) return { wanted: { all: true }, leftOut: emptyFilter }

  const added = (name: 'streams' | 'users') => {
    const own = new Set(base[name])
    const before = new Set(asked[name])
    // Those that are asked for already come first, so that who comes late is left out (T2, T3).
    return [...new Set(followed[name])]
      .filter((topic) => !own.has(topic))
      .sort((a, b) => Number(before.has(b)) - Number(before.has(a)))
  }
  const room = Math.max(0, maxTopics - topicsOf(base).length)
  const addedUsers = added('users')
  const users = addedUsers.slice(0, room)
  const accounts = new Set([...(base.users ?? []), ...users])
  const isToWait = !isWithin({ users: base.users ?? [] }, covered)
  const askedStreams = new Set(asked.streams)
  const addedStreams = added('streams').filter((id) => {
    if (askedStreams.has(id)) return true
    const stream = streams.get(id)
    return !isToWait && !(stream && isPartyIn(stream, accounts))
  })
  const roomForStreams = room - users.length
  return {
    wanted: uniteFilters([base, { users, streams: addedStreams.slice(0, roomForStreams) }]),
    leftOut: uniteFilters([
      { users: addedUsers.slice(room), streams: addedStreams.slice(roomForStreams) },
    ]),
  }
}

/** One filter with a mistake is refused whole: what no server can follow is not asked for. */
function legible({ all = false, streams = [], users = [] }: PaymentsFilter): PaymentsFilter {
  return { all, streams: streams.filter(isStreamId), users: users.filter(isAccountAddress) }
}

/** The state under another arrangement; the same object when it is the same arrangement. */
export function arrange(state: StoreState, next: Following): StoreState {
  const before = state.following
  const following: Following = {
    wanted: isSameFilter(before.wanted, next.wanted) ? before.wanted : next.wanted,
    covered: isSameFilter(before.covered, next.covered) ? before.covered : next.covered,
    leftOut: isSameFilter(before.leftOut, next.leftOut) ? before.leftOut : next.leftOut,
  }
  const names = Object.keys(following) as (keyof Following)[]
  if (names.every((name) => following[name] === before[name])) return state
  // What is wanted again counts as heard: its state is on its way, and until then the old one stands.
  const heard = uniteFilters([following.covered, following.wanted])
  const isLess = !isWithin(uniteFilters([before.covered, before.wanted]), heard)
  return { ...state, following, streams: isLess ? forget(state.streams, heard) : state.streams }
}

/** T4 */
function forget(
  streams: ReadonlyMap<string, StreamState>,
  heard: PaymentsFilter,
): ReadonlyMap<string, StreamState> {
  const ids = new Set(heard.streams)
  const accounts = new Set(heard.users)
  const kept = [...streams].filter(([id, stream]) => ids.has(id) || isPartyIn(stream, accounts))
  return kept.length === streams.size ? streams : new Map(kept)
}

function isPartyIn({ sender, recipient }: StreamState, accounts: ReadonlySet<string>): boolean {
  return accounts.has(sender) || accounts.has(recipient)
}
