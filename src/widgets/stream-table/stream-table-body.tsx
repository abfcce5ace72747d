/** The rows of StreamTable: all of a short table, and those on screen of a long one. */
import { defaultRangeExtractor, type Range } from '@tanstack/react-virtual'
import { forwardRef, type MouseEvent, useCallback, useRef } from 'react'
import { useVirtualRows } from '../live-table/use-virtual-rows.ts'
import { type PartProps, useJoinedRef, usePart } from '../part/part.tsx'
import { useRenderedEffect } from '../part/rendered-effect.ts'
import { useFrame, useTable } from './stream-table-context.ts'
import type { StreamTableState } from './stream-table-options.ts'
import { TableLine } from './stream-table-rows.tsx'

/** From how many rows on only those on screen are in the page. */
const virtualFrom = 60

/** The rows. Their order holds still while they are hovered, focused or pressed. */
export const Body = forwardRef<HTMLTableSectionElement, PartProps<'tbody', StreamTableState>>(
  (props, forwarded) => {
    const { rows, state, handlers, scroller, focus } = useTable()
    const { open } = useFrame()
    const body = useRef<HTMLTableSectionElement | null>(null)
    const { activeIndex, isInside, position, settle, setScrolling } = focus
    const isVirtual = rows.length >= virtualFrom
    const { virtualizer, measure, rowPx } = useVirtualRows({
      ...{ count: rows.length, isVirtual, scroller },
      keyAt: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
      rangeExtractor: useCallback(
        (range: Range) => {
          const indexes = defaultRangeExtractor(range)
          // G3
          if (!isInside || indexes.includes(activeIndex)) return indexes
          return [...indexes, activeIndex].sort((a, b) => a - b)
        },
        [isInside, activeIndex],
      ),
    })
    useRenderedEffect(() => {
      setScrolling({
        scrollTo: (index) =>
          isVirtual
            ? virtualizer.scrollToIndex(index)
            : body.current?.children[index]?.scrollIntoView({ block: 'nearest' }),
        rowsOnScreen: () => Math.max(1, Math.floor((scroller?.clientHeight ?? 0) / rowPx()) - 2),
      })
    })
    // After each render: the row that was moved to may have been rendered only now.
    useRenderedEffect(() => settle(body.current))

    const visible = isVirtual
      ? virtualizer.getVirtualItems()
      : rows.map((_, index) => ({ index, start: 0, end: 0 }))
    const last = visible.at(-1)
    const onClick = ({ target, currentTarget }: MouseEvent<HTMLElement>) => {
      const element = target as Element
      const control = element.closest('a[href],button,input,select,textarea,summary')
      if (!open || (control && currentTarget.contains(control))) return
      // A text that was selected was not pressed.
      if (element.ownerDocument.getSelection()?.isCollapsed === false) return
      const key = element.closest<HTMLElement>('[data-key]')?.dataset['key']
      const row = rows.find((each) => each.key === key)
      if (row) open(row.stream)
    }
    return usePart<'tbody', StreamTableState>(
      'tbody',
      {
        className: 'sg-table__body',
        ref: useJoinedRef(body, undefined),
        attributes: {
          role: 'rowgroup',
          ...handlers,
          onKeyDown: focus.handlers.onKeyDown,
          onFocus: joined(handlers.onFocus, focus.handlers.onFocus),
          onBlur: joined(handlers.onBlur, focus.handlers.onBlur),
          onClick,
          ...(isVirtual && {
            style: {
              paddingBlock: `${visible[0]?.start ?? 0}px ${virtualizer.getTotalSize() - (last?.end ?? 0)}px`,
            },
          }),
        },
        children: visible.map(({ index, start }, place) => {
          const row = rows[index]
          return (
            row && (
              <TableLine
                key={row.key}
                row={row}
                index={index}
                activeCell={index === activeIndex ? position.cell : null}
                measure={isVirtual ? measure : undefined}
                gap={place === 0 ? 0 : start - (visible[place - 1]?.end ?? start)}
              />
            )
          )
        }),
      },
      props,
      forwarded,
      state,
    )
  },
)
Body.displayName = 'StreamTable.Body'

const joined =
  <Event,>(first: (event: Event) => void, second: (event: Event) => void) =>
  (event: Event) => {
    first(event)
    second(event)
  }
