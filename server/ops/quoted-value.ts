/** How a refusal quotes the value that it refuses. */
import { quoteValue } from '../../src/protocol/errors.ts'

/** A foreign value as the end of a sentence. */
export function quoted(value: unknown): string {
  if (typeof value === 'string') return `: ${quoteValue(value)}`
  return typeof value === 'number' ? ': it is a number' : ''
}
