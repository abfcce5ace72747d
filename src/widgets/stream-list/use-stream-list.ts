/**
 * The headless hook of StreamList: a long list in groups, each a section that browsers skip while it is far from the
 * viewport. Knows nothing about what an item shows.
 *
 * L1 An item keeps its element as long as it stays in its group. The item with the focus stays in its group.
 * L2 If that item is mounted in another place all the same, the focus follows it.
 * L3 Groups that are not painted are as high as they will be.
 */
import {
  type FocusEvent,
  type FocusEventHandler,
  type RefCallback,
  useCallback,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react'
import { groupItems, type ItemGroup } from './groups.ts'
import { followPlaceholders, reservePlaceholders } from './placeholder-sizes.ts'

/** What {@link useStreamList} needs. */
export interface StreamListOptions<Item> {
  /** The items in their order, for example those of `useStreams`. */
  readonly items: readonly Item[]
  /** The identity of an item; unique in the list. */
  readonly keyOf: (item: Item) => string
  /**
   * Items in a group. Default 60, which fills whole rows of up to six columns. A group is laid out as a whole when it
   * comes near the viewport.
   */
  readonly groupSize?: number | undefined
}

/** What {@link useStreamList} returns. */
export interface StreamListView<Item> {
  /** The groups. Give their elements `data-sg-section`, and `content-visibility: auto` to all but the first. */
  readonly groups: readonly ItemGroup<Item>[]
  /** For the element whose children are the groups, and the children of those the items. */
  readonly listRef: RefCallback<HTMLElement>
  /** For the same element. */
  readonly onFocus: FocusEventHandler
  /** For the same element. */
  readonly onBlur: FocusEventHandler
}

/** The item that has the focus, and where in it. */
interface Focused {
  readonly key: string
  readonly group: number
  /** Which child of which child, from the item down to the element. */
  readonly path: readonly number[]
  readonly element: Element
}

/**
 * A long list in groups.
 *
 * @example
 * const { groups, listRef, ...handlers } = useStreamList<StreamState>({
 *   items: streams,
 *   keyOf: ({ streamId }) => streamId,
 * })
 */
export function useStreamList<Item>(options: StreamListOptions<Item>): StreamListView<Item> {
  const { items, keyOf, groupSize = 60 } = options
  const list = useRef<HTMLElement | null>(null)
  const focused = useRef<Focused | null>(null)
  const stop = useRef(() => {})

  const { current: held } = focused
  const index = held ? items.findIndex((item) => keyOf(item) === held.key) : -1
  const usedGroup = held && index >= 0 ? held.group : null
  const groups = useMemo(
    () => groupItems(items, groupSize, usedGroup === null ? null : { index, group: usedGroup }),
    [items, groupSize, index, usedGroup],
  )

  const listRef = useCallback((element: HTMLElement | null) => {
    stop.current()
    list.current = element
    stop.current = element ? followPlaceholders(element) : () => {}
  }, [])

  useLayoutEffect(() => {
    if (!list.current) return
    reservePlaceholders(list.current)
    const { current: before } = focused
    if (!before) return
    const group = groups.findIndex(({ start, items: { length } }) => index < start + length)
    const item = list.current.children[group]?.children[index - (groups[group]?.start ?? 0)]
    if (index < 0 || !item) {
      focused.current = null
      return
    }
    // L2
    const element = before.element.isConnected ? before.element : elementAt(item, before.path)
    focused.current = { ...before, group, element }
    const { activeElement, body } = item.ownerDocument
    if (!before.element.isConnected && (!activeElement || activeElement === body)) {
      ;(element as HTMLElement).focus({ preventScroll: true })
    }
  }, [groups, index])

  return {
    groups,
    listRef,
    onFocus: useCallback(
      ({ target, currentTarget }: FocusEvent) => {
        focused.current = focusIn(currentTarget, target, groups, keyOf)
      },
      [groups, keyOf],
    ),
    onBlur: useCallback(({ target }: FocusEvent) => {
      // It is still the active element where only the window has lost the focus.
      if (target.ownerDocument.activeElement !== target) focused.current = null
    }, []),
  }
}

/** Where the focus is; null if it is not in an item, but for example in a portal. */
function focusIn<Item>(
  list: Element,
  target: Element,
  groups: readonly ItemGroup<Item>[],
  keyOf: (item: Item) => string,
): Focused | null {
  const path: number[] = []
  for (let element = target; element !== list; ) {
    const parent = element.parentElement
    if (!parent) return null
    path.unshift([...parent.children].indexOf(element))
    element = parent
  }
  const [group = -1, place = -1, ...inside] = path
  const item = groups[group]?.items[place]
  return item === undefined ? null : { key: keyOf(item), group, path: inside, element: target }
}

/** The element at that place in an item, or the nearest around it. */
function elementAt(item: Element, path: readonly number[]): Element {
  let element = item
  for (const index of path) element = element.children[index] ?? element
  return element
}
