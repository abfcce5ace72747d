/** Numbers that are not amounts of a token, as text: `Intl.NumberFormat`, exact for decimal text. */

/**
 * A number: a `number` for what is measured or counted, a `bigint`, or decimal text such as `"74.70"`, which is
 * shown to the last digit and never becomes a float. Use text for money.
 */
export type LiveValue = number | bigint | string
