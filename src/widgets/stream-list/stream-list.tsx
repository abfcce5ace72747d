/**
 * StreamList: any number of cards, or of anything else, as one list or grid. What is far from the viewport is
 * neither laid out nor observed, and everything stays in the document: for search, anchors, keyboard and paper. A render
 * costs what has changed, and a long list is mounted group by group.
 */
import {
  forwardRef,
  memo,
  type ReactElement,
  type ReactNode,
  type RefAttributes,
  useMemo,
  useRef,
} from 'react'
import { sectionAttribute } from '../../react/element-activity.ts'
import { type PartProps, useJoinedRef, usePart } from '../part/part.tsx'
import type { ItemGroup } from './groups.ts'
import { useMounting } from './use-mounting.ts'
import { type StreamListOptions, useStreamList } from './use-stream-list.ts'

/** What the class and the style of a list may depend on. */
export interface StreamListState {
  /** How many items there are. */
  readonly count: number
}

/** Props of {@link StreamList}. */
export interface StreamListProps<Item>
  extends StreamListOptions<Item>,
    Omit<PartProps<'div', StreamListState>, 'children'> {
  /**
   * What an item shows: `(stream) => <StreamCard streamId={stream.streamId} />`. If it is the same function at every
   * render, it is called only for items that are new, are another object, or have another index.
   */
  readonly children: (item: Item, index: number) => ReactNode
  /** The class of an item's element, for example to highlight a new one. */
  readonly itemClassName?: ((item: Item) => string | undefined) | undefined
}

const Styled = forwardRef<HTMLDivElement, StreamListProps<unknown>>((props, forwarded) => {
  const { items, keyOf, groupSize, children, itemClassName, ...rest } = props
  const { groups, listRef, onFocus, onBlur } = useStreamList({ items, keyOf, groupSize })
  const list = useRef<HTMLDivElement>(null)
  const ref = useJoinedRef<HTMLDivElement>(list, listRef)
  const mounted = useMounting(groups, list)
  const isGrouped = groups.length > 1
  return usePart<'div', StreamListState>(
    'div',
    {
      className: 'sg-list',
      ref,
      attributes: { role: 'list', onFocus, onBlur },
      children: groups.map(({ start, items: shown }, index) => (
        <Group
          // biome-ignore lint/suspicious/noArrayIndexKey: items move between groups
          key={index}
          {...{ start, items: shown, keyOf, itemClassName }}
          render={children}
          mounted={Math.min(Math.max(mounted - start, 0), shown.length)}
          count={isGrouped ? items.length : undefined}
        />
      )),
    },
    rest,
    forwarded,
    { count: items.length },
  )
})
Styled.displayName = 'StreamList'

interface GroupProps<Item> extends ItemGroup<Item> {
  readonly keyOf: (item: Item) => string
  readonly render: (item: Item, index: number) => ReactNode
  readonly itemClassName: ((item: Item) => string | undefined) | undefined
  /** How many of its items have their contents. */
  readonly mounted: number
  /** The number of all items; undefined in a list of one group, where it is obvious. */
  readonly count: number | undefined
}

function RenderedGroup<Item>(props: GroupProps<Item>) {
  const { start, items, keyOf, render, itemClassName, mounted, count } = props
  return (
    <div className="sg-list__group" {...{ [sectionAttribute]: '' }}>
      {items.map((item, place) => (
        <ListItem
          key={keyOf(item)}
          {...{ item, render, count }}
          index={start + place}
          className={`sg-list__item ${itemClassName?.(item) ?? ''}`.trim()}
          isMounted={place < mounted}
        />
      ))}
    </div>
  )
}

interface ListItemProps<Item> {
  readonly item: Item
  readonly index: number
  readonly render: (item: Item, index: number) => ReactNode
  readonly className: string
  readonly isMounted: boolean
  readonly count: number | undefined
}

function RenderedItem<Item>(props: ListItemProps<Item>) {
  const { item, index, render, className, isMounted, count } = props
  // Another number of items or another class is a change of the element alone.
  const contents = useMemo(
    () => (isMounted ? render(item, index) : null),
    [isMounted, render, item, index],
  )
  return (
    // biome-ignore lint/a11y/useSemanticElements: the children of a list element are items, not groups
    <div
      role="listitem"
      className={className}
      aria-posinset={count && index + 1}
      aria-setsize={count}
    >
      {contents}
    </div>
  )
}

/** An item of a group that changes renders only if it has changed itself. */
const ListItem = memo(RenderedItem) as typeof RenderedItem

/** Renders for other items, not for another list of the same, or another function that has the same keys. */
const Group = memo(RenderedGroup, (before, after) => {
  const { items, keyOf: _, ...rest } = after
  return (
    items.length === before.items.length &&
    items.every((item, index) => item === before.items[index]) &&
    (Object.keys(rest) as (keyof typeof rest)[]).every((name) => rest[name] === before[name])
  )
}) as typeof RenderedGroup

/**
 * A list of any length, as one column or as a grid that wraps.
 *
 * @example
 * const streams = useStreams({ account })
 * return (
 *   <StreamList items={streams} keyOf={({ streamId }) => streamId} aria-label="Streams">
 *     {({ streamId }) => <StreamCard streamId={streamId} />}
 *   </StreamList>
 * )
 */
export const StreamList = Styled as <Item>(
  props: StreamListProps<Item> & RefAttributes<HTMLDivElement>,
) => ReactElement
