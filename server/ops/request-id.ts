/** The id of a request, which its answer and the lines of the log have. */
import type { Random } from '../../src/platform/ports.ts'

/** A caller may bring its own, if it is harmless wherever it will be printed. */
export function sanitiseRequestId(text: string | undefined): string | null {
  return text !== undefined && /^[A-Za-z0-9._-]{1,64}$/.test(text) ? text : null
}

export function newRequestId(random: Random): string {
  return Math.floor(random.next() * 2 ** 52).toString(36)
}
