/** The texts of StreamTable. What every table says, such as how it is sorted, is in `table`. */
import type { Count, Message } from '../message.ts'

/** StreamTable. */
export interface StreamTableMessages {
  /** Name of the table, for screen readers. */
  readonly label: string
  /** Headers of the columns. */
  readonly stream: string
  readonly party: string
  readonly sender: string
  readonly recipient: string
  readonly status: string
  /** What a recipient can withdraw, what a sender has left. */
  readonly balance: string
  readonly withdrawable: string
  readonly remaining: string
  readonly streamed: string
  readonly withdrawn: string
  readonly deposit: string
  readonly timeLeft: string
  readonly ends: string
  readonly progress: string
  /** Header of the rates, by their period. */
  readonly second: string
  readonly hour: string
  readonly day: string
  readonly week: string
  readonly month: string
  readonly year: string
  /** Name of the field for a text that rows contain, and what it shows while it is empty. */
  readonly search: string
  /** Name of the choice of statuses, and its first option. */
  readonly statuses: string
  readonly all: string
  /** On the button that shows which columns there are. */
  readonly columns: string
  /** In place of rows, while filters leave none. */
  readonly noMatch: string
  /** In place of rows, while there are no streams. */
  readonly empty: string
  /** On a button: shows all rows again. */
  readonly clear: string
  /** Below the table: how many rows there are … */
  readonly streams: Message<Count>
  /** … and how many of them the filters leave. Also announced. */
  readonly matching: Message<Count & { readonly total: string }>
  /** Name of the last row, of one token. */
  readonly total: Message<{ readonly token: string }>
}
