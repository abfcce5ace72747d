/**
 * LiveTable: rows that events change. A real table for assistive technology at every width; where there is little
 * room its rows become cards, by style alone. Long tables render what is on screen.
 */
import {
  forwardRef,
  type ReactElement,
  type ReactNode,
  type RefAttributes,
  useInsertionEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { isDevelopment } from '../../development.ts'
import { countOf } from '../../messages/cached-format.ts'
import { dataEnglish, tableEnglish } from '../../messages/english.ts'
import type { RetryOptions } from '../../react/dashboard/data-state.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { booleanAttribute } from '../stream-view/widget-state.ts'
import { phonePlaces, tracksOf } from './columns.ts'
import { createFractionWidths } from './fraction-widths.ts'
import { Body } from './live-table-body.tsx'
import { TableCell, TableRow } from './live-table-cells.tsx'
import {
  type AnyRow,
  FrameProvider,
  type TableFrame,
  TableProvider,
  tablePart,
  useTable,
} from './live-table-context.ts'
import { Head, HeaderCell, Sort } from './live-table-head.tsx'
import {
  type LiveTableOptions,
  type LiveTableState,
  type LiveTableView,
  useLiveTable,
} from './use-live-table.ts'

/** Props of `LiveTable.Root`. */
export type LiveTableRootProps<Row> = LiveTableOptions<Row> &
  RetryOptions &
  Omit<PartProps<'div', LiveTableState>, keyof LiveTableOptions<object> | keyof RetryOptions>

const Root = forwardRef<HTMLDivElement, LiveTableRootProps<AnyRow>>((props, forwarded) => {
  const { rows, columns, keyOf, label, defaultSort, sort, onSortChange, ...more } = props
  const { selectedKeys, onSelectedKeysChange, nameOf, emptyText, errorText, ...others } = more
  const { onRetry, phase: _, freshness: __, connected: ___, asOfMs: ____, ...left } = others
  const { timeZone, ...rest } = left
  const view = useLiveTable(props)
  const frame = useTableFrame(props, view)
  // A state: rows that are on screen are known once there is an element.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null)
  const { state } = view
  const texts = {
    messages: useMessages('table', tableEnglish),
    dataMessages: useMessages('data', dataEnglish),
    locale: useLanguage().locale,
  }
  const root = usePart<'div', LiveTableState>(
    'div',
    {
      className: 'sg-table sg-theme',
      attributes: {
        'data-phase': state.phase,
        'data-freshness': state.freshness,
        'data-held': booleanAttribute(state.isHeld && view.isOutdated),
        'data-selectable': booleanAttribute(view.isSelectable),
      },
    },
    rest,
    forwarded,
    state,
  )
  return (
    <TableProvider
      value={{ ...view, ...texts, label, columns, keyOf, scroller, setScroller, onRetry }}
    >
      <FrameProvider value={frame}>{root}</FrameProvider>
    </TableProvider>
  )
})
Root.displayName = 'LiveTable.Root'

/** Functions of the application that are new at every render stay the same in here, so that rows do not render. */
function useTableFrame(props: LiveTableOptions<AnyRow>, view: LiveTableView<AnyRow>): TableFrame {
  const { columns, timeZone, selectedKeys } = props
  const { isSelectable } = view
  const { locale } = useLanguage()
  const latest = useRef({ props, view })
  useInsertionEffect(() => {
    latest.current = { props, view }
  })
  const measure = useMemo(() => createFractionWidths(columns, locale), [columns, locale])
  const fractions = measure(view.rows)
  return useMemo(() => {
    const keyOf = (row: AnyRow) => latest.current.props.keyOf(row)
    return {
      columns,
      places: phonePlaces(columns),
      fractions,
      isSelectable,
      timeZone,
      keyOf,
      nameOf: (row) => latest.current.props.nameOf?.(row) ?? keyOf(row),
      isSelected: (row) => selectedKeys?.has(keyOf(row)) ?? false,
      toggleSelected: (row) => latest.current.view.toggleSelected(row),
    }
  }, [columns, fractions, isSelectable, timeZone, selectedKeys])
}

/** Scrolls, in both directions where it has to. */
const Scroller = tablePart('Scroller', 'div', ({ setScroller, label }) => ({
  className: 'sg-table__scroller sg-focusable',
  ref: setScroller,
  // What scrolls has to be reachable by keyboard.
  attributes: { tabIndex: 0, role: 'region', 'aria-label': label },
}))

const selectTrack = '36px'

const Grid = tablePart('Table', 'table', ({ label, columns, state, isSelectable }) => ({
  className: 'sg-table__table',
  attributes: {
    // As a grid it would not be a table for every browser.
    role: 'table',
    'aria-label': label,
    'aria-busy': state.phase === 'loading',
    // Not all rows are in the page.
    'aria-rowcount': state.count + 1,
    style: {
      gridTemplateColumns: `${isSelectable ? `${selectTrack} ` : ''}${tracksOf(columns)}`,
    },
  },
}))

const Message = tablePart('Message', 'p', ({ message }) => ({
  className: 'sg-table__message sg-phrase',
  children: message,
}))

const Retry = tablePart('Retry', 'button', ({ onRetry, dataMessages }) => ({
  className: 'sg-table__retry sg-button sg-focusable',
  attributes: { type: 'button', onClick: onRetry },
  children: dataMessages.retry,
}))

const Summary = tablePart('Summary', 'span', ({ summary }) => ({
  className: 'sg-table__summary sg-phrase sg-number',
  children: summary,
}))

const Note = tablePart('Note', 'span', ({ note }) => ({
  className: 'sg-table__note sg-phrase',
  children: note,
}))

/** Shows the latest order; says how many rows are new. */
const Update = tablePart('Update', 'button', ({ newCount, showLatest, messages, locale }) => ({
  className: 'sg-table__update sg-focusable',
  attributes: { type: 'button', onClick: showLatest },
  children: newCount > 0 ? messages.new(countOf(newCount, locale)) : messages.update,
}))

/** Props of {@link LiveTable}. */
export interface LiveTableProps<Row> extends Omit<LiveTableRootProps<Row>, 'children' | 'title'> {
  /** A heading above the table. Default none; the table has a name either way. */
  readonly heading?: ReactNode
}

const AnyTable = forwardRef<HTMLDivElement, LiveTableProps<AnyRow>>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('LiveTable', 'sg-table', 'dashboard')
  }
  const { heading, ...root } = props
  return (
    <Root {...root} ref={ref}>
      <div className="sg-table__bar">
        <span className="sg-table__heading">{heading}</span>
        <Sort />
      </div>
      <Scroller>
        <Grid>
          <Head />
          <Body />
        </Grid>
        <Instead />
      </Scroller>
      <div className="sg-table__foot">
        <Summary />
        <Note />
        <UpdateWhenOutdated />
      </div>
    </Root>
  )
})

function UpdateWhenOutdated() {
  return useTable().isOutdated ? <Update /> : null
}

const skeletons = ['a', 'b', 'c', 'd', 'e'] as const

/** In place of rows. */
function Instead() {
  const { state, message, onRetry, dataMessages } = useTable()
  if (state.phase === 'loading') {
    return (
      <div className="sg-table__instead">
        <span className="sg-visually-hidden">{dataMessages.loading}</span>
        {skeletons.map((key) => (
          <span key={key} className="sg-table__skeleton" aria-hidden="true" />
        ))}
      </div>
    )
  }
  if (!message) return null
  return (
    <div className="sg-table__instead">
      <Message />
      {state.phase === 'error' && onRetry && <Retry />}
    </div>
  )
}

/** {@link LiveTable} as a component, for rows of any type. */
export interface LiveTableComponent {
  <Row extends object>(props: LiveTableProps<Row> & RefAttributes<HTMLDivElement>): ReactElement
  /** Its name in developer tools. */
  displayName?: string
}

// `forwardRef` has no generic components.
const Styled = AnyTable as unknown as LiveTableComponent
Styled.displayName = 'LiveTable'

/**
 * Rows that events change: of a query, a feed, or any other list.
 *
 * @example
 * <LiveTable label="Orders" rows={openOrders} columns={columns} keyOf={orderId} />
 */
export const LiveTable = /* @__PURE__ */ Object.assign(Styled, {
  /** The widget's element; its parts go inside. */
  Root,
  /** What scrolls. */
  Scroller,
  /** The table itself. */
  Table: Grid,
  /** The headers of the columns. */
  Head,
  /** The header of one column. */
  HeaderCell,
  /** The rows. */
  Body,
  /** One row. */
  Row: TableRow,
  /** One cell. */
  Cell: TableCell,
  /** A choice of the column to sort by, for narrow tables. */
  Sort,
  /** How many rows there are, or are selected. */
  Summary,
  /** As of when the rows are, while they are not live. */
  Note,
  /** A button that shows the latest rows in their order. */
  Update,
  /** That there are no rows, or what went wrong. */
  Message,
  /** A button that loads the rows again. */
  Retry,
})
