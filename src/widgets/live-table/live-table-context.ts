/**
 * What the parts of LiveTable share. Rows are of any type here; the types of the component say which. What rows and
 * cells need is apart from what changes with every event, so that an event renders only the rows that it has changed.
 */
import { createContext, useContext } from 'react'
import type { DataMessages, TableMessages } from '../../messages/dashboard-messages.ts'
import { createWidgetContext, WidgetError } from '../part/widget-context.ts'
import type { LiveTableColumn } from './columns.ts'
import type { LiveTableState, LiveTableView } from './use-live-table.ts'

/** A table that is laid out as a grid is no table for every browser, unless its elements say so. */
export const roles = {
  row: { role: 'row' },
  cell: { role: 'cell' },
  header: { role: 'columnheader', scope: 'col' },
} as const

/** A row of any type: what parts of a table are given. */
export type AnyRow = object
/** A column of such rows. */
export type AnyColumn = LiveTableColumn<AnyRow>

/** State of a row: what the classes and styles of its parts may depend on. */
export interface LiveTableRowState<Row = object> {
  /** The row itself. */
  readonly row: Row
  /** It is selected. */
  readonly isSelected: boolean
}

/** What rows and cells need. The same object until one of these changes. */
export interface TableFrame {
  readonly columns: readonly AnyColumn[]
  /** The place of each column where the table is narrow. */
  readonly places: ReadonlyMap<string, string>
  /** Digits after the point for which room is reserved, by column. */
  readonly fractions: ReadonlyMap<string, number>
  readonly isSelectable: boolean
  readonly timeZone: string | undefined
  keyOf(row: AnyRow): string
  nameOf(row: AnyRow): string
  isSelected(row: AnyRow): boolean
  toggleSelected(row: AnyRow): void
}

/** What the other parts need. */
export interface TableContext extends LiveTableView<AnyRow> {
  readonly state: LiveTableState
  readonly label: string
  readonly columns: readonly AnyColumn[]
  readonly keyOf: (row: AnyRow) => string
  /** The element that scrolls; null before it is in the page. */
  readonly scroller: HTMLDivElement | null
  readonly setScroller: (element: HTMLDivElement | null) => void
  readonly onRetry: (() => void) | undefined
  readonly messages: TableMessages
  readonly dataMessages: DataMessages
  readonly locale: string | undefined
}

export const [TableProvider, tablePart, useTable] = createWidgetContext<TableContext>('LiveTable')

const FrameContext = createContext<TableFrame | null>(null)
FrameContext.displayName = 'LiveTable.Frame'
export const FrameProvider = FrameContext.Provider

const RowContext = createContext<LiveTableRowState | null>(null)
RowContext.displayName = 'LiveTable.Row'
export const RowProvider = RowContext.Provider

/** @throws WidgetError `part_outside_root` */
export function useFrame(): TableFrame {
  return inside(useContext(FrameContext), 'LiveTable.Root')
}

/** @throws WidgetError `part_outside_root` */
export function useRow(): LiveTableRowState {
  return inside(useContext(RowContext), 'LiveTable.Row')
}

function inside<T>(value: T | null, root: string): T {
  if (value !== null) return value
  throw new WidgetError(
    'part_outside_root',
    `A part of LiveTable could not be rendered: there is no ${root} above it. Put it inside <${root}>.`,
  )
}
