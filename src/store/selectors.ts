/**
 * How the state is read, for any feed. Every selector returns the same object until what it shows has
 * changed, so it can stand behind `useSyncExternalStore` without a render too many.
 */
import type { FeedDefinition } from '../feeds/definition.ts'
import { isTopicValid, topicOfKey } from '../feeds/filter-query.ts'
import type { FeedEvent } from '../protocol/feed-codec.ts'
import { intersectTopics, isWithin, type TopicSet } from '../protocol/topic-set.ts'
import type { EventEntry, FeedState, HistoryEntry, StoreState } from './state.ts'

export type Selector<T, State = FeedState> = (state: State) => T

/** Whether an item is known, or known not to exist; `left_out`: too much is followed, so it is not requested. */
export type ItemPhase = FeedState['phase'] | 'left_out'

/** One item; undefined while it is not known. */
export function selectItem<Item extends object>(
  key: string,
): Selector<Item | undefined, FeedState<Item>> {
  // From JavaScript a key may be a number.
  const text = String(key)
  return (state) => state.items.get(text)
}

/** See {@link ItemPhase}. For a feed that cannot be asked for single items: as {@link selectPhase}. */
export function selectItemPhase(
  feed: Pick<FeedDefinition, 'filter'>,
  key: string,
): Selector<ItemPhase, StoreState> {
  const topic = topicOfKey(feed.filter, key)
  const text = String(key)
  return ({ items, following, phase }) => {
    if (topic === null) return items.has(text) ? 'ready' : phase
    if (following.leftOut.includes(topic)) return 'left_out'
    if (items.has(text) || !isTopicValid(feed.filter, topic)) return 'ready'
    return isWithin([topic], following.covered) ? 'ready' : 'loading'
  }
}

/**
 * Whether the state of all these topics has arrived, so that what is absent does not exist. Without
 * topics: whether any has.
 */
export function selectPhase(topics?: TopicSet): Selector<FeedState['phase'], StoreState> {
  return ({ phase, following }) =>
    topics === undefined ? phase : isWithin(topics, following.covered) ? 'ready' : 'loading'
}

/** Whether one of these topics is not requested, because too much is followed. */
export function selectIsLeftOut(topics: TopicSet): Selector<boolean, StoreState> {
  return ({ following }) => intersectTopics(following.leftOut, topics).length > 0
}

/** The items that pass, in the order in which they became known. */
export function selectItems<Item extends object>(
  passes: (item: Item) => boolean = () => true,
): Selector<readonly Item[], FeedState<Item>> {
  return createListSelector(
    (state: FeedState<Item>) => [state.items],
    ({ items }) => {
      const passing: Item[] = []
      items.forEach((item) => {
        if (passes(item)) passing.push(item)
      })
      return passing
    },
  )
}

/**
 * The entries of the history that pass, newest first. Gaps and resets concern every reader and always
 * stay.
 *
 * @param options.needsItems `passes` also depends on the items
 */
export function selectHistory<Item extends object, Event extends FeedEvent>(
  passes: (entry: EventEntry<Event>, state: FeedState<Item, Event>) => boolean = () => true,
  options: { readonly limit?: number | undefined; readonly needsItems?: boolean } = {},
): Selector<readonly HistoryEntry<Event>[], FeedState<Item, Event>> {
  return createListSelector(
    (state: FeedState<Item, Event>) =>
      options.needsItems ? [state.history, state.items] : [state.history],
    (state) =>
      state.history
        .filter((entry) => entry.kind !== 'event' || passes(entry, state))
        .slice(0, options.limit),
  )
}

/**
 * Selects again only when one of the sources is another object, and returns the previous list when the
 * new one holds the same elements: an event of one item does not disturb the lists of the others.
 */
function createListSelector<State, T>(
  sourcesOf: (state: State) => readonly unknown[],
  select: (state: State) => readonly T[],
): Selector<readonly T[], State> {
  let sources: readonly unknown[] = []
  let selected: readonly T[] | null = null
  return (state) => {
    const now = sourcesOf(state)
    if (selected && isSameList(now, sources)) return selected
    const next = select(state)
    sources = now
    if (!selected || !isSameList(next, selected)) selected = next
    return selected
  }
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((element, index) => element === b[index])
}
