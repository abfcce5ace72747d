/**
 * StreamTable: payment streams as a table, ten thousand of them if need be. A grid for assistive technology at every width;
 * where there is little room its rows become cards, by style alone. Long tables render what is on screen.
 */
import { forwardRef, type ReactNode, useInsertionEffect, useMemo, useRef, useState } from 'react'
import { isDevelopment } from '../../development.ts'
import { countOf } from '../../messages/cached-format.ts'
import { dataEnglish, tableEnglish } from '../../messages/english.ts'
import { streamTableEnglish } from '../../messages/stream-table/english.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import type { StreamObject } from '../../react/stream-summary.ts'
import { useConnection } from '../../react/use-connection.ts'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { booleanAttribute } from '../stream-view/widget-state.ts'
import { roomStyle } from './stream-cells.tsx'
import { Body } from './stream-table-body.tsx'
import {
  FrameProvider,
  type TableFrame,
  TableProvider,
  tablePart,
  useTable,
} from './stream-table-context.ts'
import { Head, HeaderCell, Sort } from './stream-table-head.tsx'
import type { StreamTableOptions, StreamTableState } from './stream-table-options.ts'
import { TableCell, TableRow } from './stream-table-rows.tsx'
import { Columns, Search, Statuses } from './stream-table-toolbar.tsx'
import { TotalRow, Totals } from './stream-table-totals.tsx'
import { useGridFocus } from './use-grid-focus.ts'
import { useStreamTable } from './use-stream-table.ts'

/** Props of `StreamTable.Root`. */
export type StreamTableRootProps = StreamTableOptions & {
  /** The user has opened a stream, with the pointer or Enter. Default: rows cannot be opened. */
  readonly onOpen?: ((stream: StreamObject) => void) | undefined
} & Omit<PartProps<'div', StreamTableState>, keyof StreamTableOptions | 'onOpen'>

const Root = forwardRef<HTMLDivElement, StreamTableRootProps>((props, forwarded) => {
  const { onOpen, ...given } = props
  const [options, rest] = splitOptions(given)
  const view = useStreamTable(options)
  const { columns, account, state } = view
  const messages = useMessages('streamTable', streamTableEnglish)
  const dataMessages = useMessages('data', dataEnglish)
  const { open: retry } = useConnection()
  // A state: rows that are on screen are known once there is an element.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null)
  const open = useStable(onOpen)
  const focus = useGridFocus(view.rows, columns.length, open && ((row) => open(row.stream)))
  const frame = useMemo<TableFrame>(() => ({ columns, account, open }), [columns, account, open])
  const texts = {
    messages,
    tableMessages: useMessages('table', tableEnglish),
    retryText: dataMessages.retry,
    loadingText: dataMessages.loading,
    locale: useLanguage().locale,
  }
  const root = usePart<'div', StreamTableState>(
    'div',
    {
      className: 'sg-stream-table sg-table sg-theme',
      attributes: {
        'data-phase': state.phase,
        'data-freshness': state.freshness,
        'data-held': booleanAttribute(state.isHeld && view.isOutdated),
        style: roomStyle(view.room),
      },
    },
    rest,
    forwarded,
    state,
  )
  return (
    <TableProvider
      value={{
        ...view,
        ...texts,
        label: options.label ?? messages.label,
        ...{ focus, scroller, setScroller, retry },
      }}
    >
      <FrameProvider value={frame}>{root}</FrameProvider>
    </TableProvider>
  )
})
Root.displayName = 'StreamTable.Root'

const optionNames = [
  ...['account', 'streams', 'columns', 'defaultVisibleColumns', 'visibleColumns'],
  ...['onVisibleColumnsChange', 'defaultSort', 'sort', 'onSortChange', 'defaultFilter', 'filter'],
  ...['onFilterChange', 'nameOf', 'hasAvatars', 'per', 'label', 'emptyText', 'timeZone'],
] as readonly string[]

/** The options of the hook, and the other props. */
function splitOptions(
  props: Omit<StreamTableRootProps, 'onOpen'>,
): readonly [StreamTableOptions, PartProps<'div', StreamTableState>] {
  const options: Record<string, unknown> = {}
  const rest: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(props)) {
    if (optionNames.includes(name)) options[name] = value
    else rest[name] = value
  }
  return [options as StreamTableOptions, rest as PartProps<'div', StreamTableState>]
}

/** A function of the application that is new at every render stays the same in here, so that rows do not render. */
function useStable<Value>(
  given: ((value: Value) => void) | undefined,
): ((value: Value) => void) | undefined {
  const latest = useRef(given)
  useInsertionEffect(() => {
    latest.current = given
  })
  const isGiven = given !== undefined
  return useMemo(() => (isGiven ? (value: Value) => latest.current?.(value) : undefined), [isGiven])
}

/** Scrolls, in both directions where it has to. */
const Scroller = tablePart('Scroller', 'div', ({ setScroller }) => ({
  className: 'sg-table__scroller',
  ref: setScroller,
}))

const Grid = tablePart('Table', 'table', ({ label, columns, state, totals, rows }) => ({
  className: 'sg-table__table',
  attributes: {
    role: 'grid',
    'aria-label': label,
    'aria-busy': state.phase === 'loading' || state.isBusy,
    // Not all rows are in the page.
    'aria-rowcount': rows.length + 1 + (totals && rows.length > 0 ? totals.tokens.length : 0),
    style: { gridTemplateColumns: columns.map(({ width }) => width).join(' ') },
  },
}))

const Message = tablePart('Message', 'p', ({ message }) => ({
  className: 'sg-table__message sg-phrase',
  children: message,
}))

/** Opens a connection that has failed again. */
const Retry = tablePart('Retry', 'button', ({ retry, retryText }) => ({
  className: 'sg-table__retry sg-button sg-focusable',
  attributes: { type: 'button', onClick: retry },
  children: retryText,
}))

/** Shows all rows again. */
const Clear = tablePart('Clear', 'button', ({ setFilter, messages }) => ({
  className: 'sg-stream-table__clear sg-button sg-focusable',
  attributes: { type: 'button', onClick: () => setFilter({ text: '', statuses: [] }) },
  children: messages.clear,
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
const Update = tablePart('Update', 'button', (table) => {
  const { newCount, showLatest, tableMessages, locale } = table
  return {
    className: 'sg-table__update sg-focusable',
    attributes: { type: 'button', onClick: showLatest },
    children: newCount > 0 ? tableMessages.new(countOf(newCount, locale)) : tableMessages.update,
  }
})

/** Props of {@link StreamTable}. */
export interface StreamTableProps extends Omit<StreamTableRootProps, 'children' | 'title'> {
  /** A heading above the table. Default none; the table has a name either way. */
  readonly heading?: ReactNode
  /** Leaves out search, statuses and columns. */
  readonly hideTools?: boolean | undefined
  /** Leaves out the totals. */
  readonly hideTotals?: boolean | undefined
}

const Styled = forwardRef<HTMLDivElement, StreamTableProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('StreamTable', 'sg-stream-table', 'table')
  }
  const { heading, hideTools = false, hideTotals = false, ...root } = props
  return (
    <Root {...root} ref={ref}>
      <div className="sg-table__bar">
        {heading && <span className="sg-table__heading">{heading}</span>}
        {!hideTools && <Search />}
        {!hideTools && <Columns />}
        <Sort />
      </div>
      {!hideTools && <Statuses />}
      <Scroller>
        <Grid>
          <Head />
          <Body />
          {!hideTotals && <Totals />}
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
Styled.displayName = 'StreamTable'

function UpdateWhenOutdated() {
  return useTable().isOutdated ? <Update /> : null
}

const skeletons = ['a', 'b', 'c', 'd', 'e', 'f'] as const

/** In place of rows. */
function Instead() {
  const { state, message, loadingText } = useTable()
  if (state.phase === 'loading') {
    return (
      <div className="sg-table__instead">
        <span className="sg-visually-hidden">{loadingText}</span>
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
      {state.phase === 'error' && <Retry />}
      {state.phase === 'ready' && <Clear />}
    </div>
  )
}

/**
 * The payment streams of an account as a table: `<StreamTable />` below a provider with an account, or with `streams` as
 * objects and no network at all.
 *
 * @example
 * <StreamTable defaultSort={{ column: 'balance', direction: 'descending' }} onOpen={showStream} />
 */
export const StreamTable = /* @__PURE__ */ Object.assign(Styled, {
  /** The widget's element; its parts go inside. */
  Root,
  /** A field for a text that rows have to contain. */
  Search,
  /** A button for each status. */
  Statuses,
  /** The choice of columns. */
  Columns,
  /** A choice of the column to sort by, for narrow tables. */
  Sort,
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
  /** The totals of all tokens. */
  Totals,
  /** The total of one token. */
  Total: TotalRow,
  /** How many streams there are, and are shown. */
  Summary,
  /** As of when the rows are, while they are not live. */
  Note,
  /** A button that shows the latest rows in their order. */
  Update,
  /** That there are no rows, or why. */
  Message,
  /** A button that opens a failed connection again. */
  Retry,
  /** A button that shows all rows again. */
  Clear,
})
