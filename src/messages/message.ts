/** What texts are made of. */

/** A sentence with parameters. */
export type Message<Parts extends object> = (parts: Parts) => string

/** Something that is counted. */
export interface Count {
  /** How many, for the plural. */
  readonly count: number
  /** The count as text, which is what the sentence contains. */
  readonly number: string
}
