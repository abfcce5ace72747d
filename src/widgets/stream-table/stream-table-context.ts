/**
 * What the parts of StreamTable share. What rows and cells need is apart from what changes whenever rows are ranked, so that
 * a row renders for an event of its stream, and when it gets the focus.
 */
import { createContext, useContext } from 'react'
import type { TableMessages } from '../../messages/dashboard-messages.ts'
import type { StreamTableMessages } from '../../messages/stream-table/stream-table-messages.ts'
import type { StreamRecord } from '../../react/stream-records.ts'
import type { StreamObject } from '../../react/stream-summary.ts'
import { createWidgetContext, WidgetError } from '../part/widget-context.ts'
import type { StreamWidgetState } from '../stream-view/widget-state.ts'
import type { StreamTableState, StreamTableView } from './stream-table-options.ts'
import type { TableColumn } from './table-columns.ts'
import type { GridFocus } from './use-grid-focus.ts'

/** A table that is laid out as a grid is none for every browser, unless its elements say so. */
export const roles = {
  row: { role: 'row' },
  cell: { role: 'gridcell' },
  header: { role: 'columnheader', scope: 'col' },
} as const

/** State of a row: what the classes and styles of its parts may depend on. */
export interface StreamTableRowState extends StreamWidgetState {
  /** The payment stream, as it is now. */
  readonly stream: StreamObject
}

/** What rows and cells need. The same object until one of these changes. */
export interface TableFrame {
  readonly columns: readonly TableColumn[]
  readonly account: string | null
  /** Undefined: rows cannot be opened. */
  readonly open: ((stream: StreamObject) => void) | undefined
}

/** What the other parts need. */
export interface TableContext extends StreamTableView {
  readonly state: StreamTableState
  readonly label: string
  readonly focus: GridFocus
  /** The element that scrolls; null before it is in the page. */
  readonly scroller: HTMLDivElement | null
  readonly setScroller: (element: HTMLDivElement | null) => void
  readonly retry: () => void
  readonly messages: StreamTableMessages
  readonly tableMessages: TableMessages
  readonly retryText: string
  readonly loadingText: string
  readonly locale: string | undefined
}

export const [TableProvider, tablePart, useTable] = createWidgetContext<TableContext>('StreamTable')

const FrameContext = createContext<TableFrame | null>(null)
FrameContext.displayName = 'StreamTable.Frame'
export const FrameProvider = FrameContext.Provider

/** The row around a cell. */
export interface RowContextValue {
  readonly row: StreamRecord
  readonly state: StreamTableRowState
  /** Which of its cells is in the tab order; -1: the row itself; null: none. */
  readonly activeCell: number | null
}

const RowContext = createContext<RowContextValue | null>(null)
RowContext.displayName = 'StreamTable.Row'
export const RowProvider = RowContext.Provider

/** @throws WidgetError `part_outside_root` */
export function useFrame(): TableFrame {
  return inside(useContext(FrameContext), 'StreamTable.Root')
}

/** @throws WidgetError `part_outside_root` */
export function useRow(): RowContextValue {
  return inside(useContext(RowContext), 'StreamTable.Row')
}

function inside<T>(value: T | null, root: string): T {
  if (value !== null) return value
  throw new WidgetError(
    'part_outside_root',
    `A part of StreamTable could not be rendered: there is no ${root} above it. Put it inside <${root}>.`,
  )
}
