/** Columns of LiveTable, as the application defines them. */
import type { ReactNode } from 'react'
import type { LiveValue } from '../live-value/number-format.ts'

/** What a cell shows: text, a number, a time, or nothing. */
export type CellValue = LiveValue | Date | null | undefined

/** What every column has. */
interface ColumnBase<Row> {
  /** Unique in the table. */
  readonly id: string
  /** The name of the column, in its header and for screen readers. */
  readonly header: string
  /** Another cell in place of the value's text, such as a badge or a link. It renders when its row changes. */
  readonly cell?: ((row: Row) => ReactNode) | undefined
  /**
   * Whether users can sort by it. A function compares rows, ascending. Default: by value, numbers by their
   * amount, texts in the order of the language; rows without a value come last.
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
