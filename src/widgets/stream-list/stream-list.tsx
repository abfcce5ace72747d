/**
 * StreamList: any number of cards, or of anything else, as one list or grid. What is far from the viewport is
 * neither laid out nor observed, and everything stays in the document: for search, anchors, keyboard and paper.
 */
import { forwardRef, memo, type ReactElement, type ReactNode, type RefAttributes } from 'react'
import { sectionAttribute } from '../../react/element-activity.ts'
import { type PartProps, usePart } from '../part/part.tsx'
import type { ItemGroup } from './groups.ts'
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
   * render, only groups whose items have changed render again.
   */
  readonly children: (item: Item, index: number) => ReactNode
  /** The class of an item's element, for example to highlight a new one. */
  readonly itemClassName?: ((item: Item) => string | undefined) | undefined
}

const Styled = forwardRef<HTMLDivElement, StreamListProps<unknown>>((props, forwarded) => {
  const { items, keyOf, groupSize, children, itemClassName, ...rest } = props
  const { groups, listRef, onFocus, onBlur } = useStreamList({ items, keyOf, groupSize })
  const isGrouped = groups.length > 1
  return usePart<'div', StreamListState>(
    'div',
    {
      className: 'sg-list',
      ref: listRef,
      attributes: { role: 'list', onFocus, onBlur },
      children: groups.map(({ start, items: shown }, index) => (
        <Group
          // biome-ignore lint/suspicious/noArrayIndexKey: items move between groups
          key={index}
          {...{ start, items: shown, keyOf, itemClassName }}
          render={children}
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
  /** The number of all items; undefined in a list of one group, where it is obvious. */
  readonly count: number | undefined
}

function RenderedGroup<Item>(props: GroupProps<Item>) {
  const { start, items, keyOf, render, itemClassName, count } = props
  return (
    <div className="sg-list__group" {...{ [sectionAttribute]: '' }}>
      {items.map((item, index) => (
        // biome-ignore lint/a11y/useSemanticElements: the children of a list element are items, not groups
        <div
          key={keyOf(item)}
          role="listitem"
          className={`sg-list__item ${itemClassName?.(item) ?? ''}`.trim()}
          aria-posinset={count && start + index + 1}
          aria-setsize={count}
        >
          {render(item, start + index)}
        </div>
      ))}
    </div>
  )
}

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
