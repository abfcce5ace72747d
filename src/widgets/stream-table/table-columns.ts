/** Columns of StreamTable: those that it has, and those of an application, as one typed list. */
import type { ReactNode } from 'react'
import type { BalanceKind } from '../../money/timeline.ts'
import type { StreamObject } from '../../react/stream-summary.ts'
import type { RankValue } from './rank-value.ts'

/**
 * Columns that the table has. `balance` is what a recipient can withdraw and what a sender has left; `party` is the other
 * side, or both sides without an account.
 */
export type StreamColumnName = (typeof columnNames)[number]

export const columnNames = [
  'party',
  'status',
  'balance',
  'rate',
  'timeLeft',
  'progress',
  'stream',
  'sender',
  'recipient',
  'withdrawable',
  'remaining',
  'streamed',
  'withdrawn',
  'deposit',
  'ends',
] as const

/** Shown at first, unless the application decides. */
export const defaultColumns: readonly StreamColumnName[] = columnNames.slice(0, 6)

/** A column of the application. */
export interface StreamTableColumn {
  /** Unique in the table, and none of the names of its own columns. */
  readonly id: string
  /** The name of the column, in its header, in the choice of columns and for screen readers. */
  readonly header: string
  /** What a row shows: a text, or an element such as a link. It renders when its stream changes. */
  readonly cell: (stream: StreamObject) => ReactNode
  /** What rows are sorted by; rows without it come last. Without the function users cannot sort by the column. */
  readonly sortBy?: ((stream: StreamObject) => string | number | null | undefined) | undefined
  /** What the search finds. Default: nothing. */
  readonly text?: ((stream: StreamObject) => string) | undefined
  /** `number`: aligned at the end. Default `text`. */
  readonly kind?: 'text' | 'number' | undefined
  /** Width as a CSS track, such as `120px` or `minmax(160px, 2fr)`. Default: by kind. */
  readonly width?: string | undefined
  /**
   * Its place where the table is narrow: `title` and `figure` share the first line of a row, `detail` is below them with
   * its header, `none` is left out. Default `detail`.
   */
  readonly phone?: 'title' | 'figure' | 'detail' | 'none' | undefined
}

/** A column as the parts of the table read it, whichever it is. */
export interface TableColumn {
  /** Its name, or the `id` of a column of the application. */
  readonly id: string
  /** The name that users read. */
  readonly header: string
  /** `number`: aligned on the decimal point; `gauge`: a bar. */
  readonly kind: 'text' | 'number' | 'gauge'
  /** Width as a CSS track. */
  readonly width: string
  /** Its place where the table is narrow. */
  readonly phone: 'title' | 'figure' | 'detail' | 'none'
  /** What rows are sorted by; null: users cannot sort by it. */
  readonly values: ((stream: StreamObject) => RankValue) | null
  /** Its values change as time passes. */
  readonly isMoving: boolean
  /** What the search finds. */
  readonly text: ((stream: StreamObject) => string) | null
  /** What a row shows; render it inside the `StreamScope` of the row. */
  readonly cell: (stream: StreamObject) => ReactNode
  /** Which total is below it. */
  readonly total: TotalColumn | null
}

/** A column that has a total: a balance, or the rate. */
export type TotalColumn = 'balance' | Extract<BalanceKind, 'withdrawable' | 'remaining'> | 'rate'

/** By which column rows are sorted. */
export interface StreamTableSort {
  /** Its `id`, or its name. */
  readonly column: string
  /** Which end comes first. */
  readonly direction: 'ascending' | 'descending'
}
