/** Formats counts for the texts of the page, in its locale. */
import type { Count } from '../messages/index.ts'

/** A count as messages take it. */
export function counted(count: number | bigint, locale: string | undefined): Count {
  return { count: Number(count), number: count.toLocaleString(locale) }
}
