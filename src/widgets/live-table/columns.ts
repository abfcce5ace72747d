/** Columns of LiveTable, as the application defines them. */
import type { ReactNode } from 'react'
import { isLiveValue, type LiveValue } from '../../react/dashboard/exact-decimal.ts'
import { isValidTime } from '../formatting/date-time.ts'

/** What every column has. */
export interface ColumnBase<Row> {
  /** Unique in the table. */
  readonly id: string
  /** The name of the column, in its header and for screen readers. */
  readonly header: string
  /** Another cell in place of the value's text, such as a badge or a link. It renders when its row changes. */
  readonly cell?: ((row: Row) => ReactNode) | undefined
  /**
   * How rows are sorted by it; a function compares them, ascending. False: users cannot sort by it. Default: by value,
   * numbers by their amount, texts in the order of the language; rows without a value come last.
   */
  readonly sort?: boolean | ((a: Row, b: Row) => number) | undefined
  /** Width as a CSS track, such as `120px` or `minmax(160px, 2fr)`. Default: by kind. */
  readonly width?: string | undefined
  /**
   * Its place where the table is narrow: `title` and `figure` share the first line of a row, `detail` is below
   * them with its header, `none` is left out. Default: the first column is the title, the last number the figure.
   */
  readonly phone?: 'title' | 'figure' | 'detail' | 'none' | undefined
  /** Does not mark changes of its cells. Default false. */
  readonly isQuiet?: boolean | undefined
}

/** A column of texts. */
export interface TextColumn<Row> extends ColumnBase<Row> {
  readonly kind?: 'text' | undefined
  /** The text of a row. */
  readonly value: (row: Row) => string | null | undefined
}

/** A column of numbers: aligned on the decimal point. */
export interface NumberColumn<Row> extends ColumnBase<Row> {
  readonly kind: 'number'
  /** The number of a row; decimal text such as `"74.70"` is exact. */
  readonly value: (row: Row) => LiveValue | null | undefined
  /** How it is written: the options of `Intl.NumberFormat`, or those of one row. */
  readonly format?: Intl.NumberFormatOptions | ((row: Row) => Intl.NumberFormatOptions) | undefined
}

/** A column of times: the time of day for today, else the date. */
export interface TimeColumn<Row> extends ColumnBase<Row> {
  readonly kind: 'time'
  /** The time of a row: a date, Unix ms, or ISO 8601 text. */
  readonly value: (row: Row) => Date | number | string | null | undefined
}

/** One column of a {@link LiveTable}. */
export type LiveTableColumn<Row> = TextColumn<Row> | NumberColumn<Row> | TimeColumn<Row>

/** By which column rows are sorted. */
export interface TableSort {
  /** Its `id`. */
  readonly column: string
  /** Which end comes first. */
  readonly direction: 'ascending' | 'descending'
}

/** What a column shows of a row, as it is compared and printed; null for nothing. */
export function cellValueOf<Row>(column: LiveTableColumn<Row>, row: Row): LiveValue | null {
  if (column.kind === 'time') return timeOf(column.value(row))
  const value = column.value(row)
  if (column.kind !== 'number') return value ?? null
  return isLiveValue(value) ? value : null
}

function timeOf(value: Date | number | string | null | undefined): number | null {
  if (value === null || value === undefined) return null
  const atMs = typeof value === 'string' ? Date.parse(value) : Number(value)
  return isValidTime(atMs) ? atMs : null
}

/** Its place where the table is narrow. */
export function phonePlaces<Row>(
  columns: readonly LiveTableColumn<Row>[],
): ReadonlyMap<string, NonNullable<LiveTableColumn<Row>['phone']>> {
  const has = (place: string) => columns.some(({ phone }) => phone === place)
  const title = has('title') ? undefined : columns.find(({ phone }) => phone === undefined)
  const figure = has('figure')
    ? undefined
    : columns.filter(({ phone, kind }) => phone === undefined && kind === 'number').at(-1)
  return new Map(
    columns.map((column) => {
      const place = column === title ? 'title' : column === figure ? 'figure' : 'detail'
      return [column.id, column.phone ?? place]
    }),
  )
}

/** The widths as tracks of a grid. */
export function tracksOf<Row>(columns: readonly LiveTableColumn<Row>[]): string {
  return columns.map(({ width, kind }) => width ?? defaultTracks[kind ?? 'text']).join(' ')
}

const defaultTracks = {
  text: 'minmax(120px, 1.4fr)',
  number: 'minmax(104px, 1fr)',
  time: 'minmax(96px, 0.8fr)',
} as const
