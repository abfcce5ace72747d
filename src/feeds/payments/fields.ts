/** The kinds of values that only the payments feed has. Everything else is in protocol/fields.ts. */
import { fieldOf, textField } from '../../protocol/fields.ts'
import { isStreamId } from './address.ts'

/** A stream id; small ids as JSON numbers are accepted too. */
export const streamIdField = fieldOf('a decimal u64', (json) => {
  const id = Number.isSafeInteger(json) ? String(json) : json
  return typeof id === 'string' && isStreamId(id) ? id : undefined
})

/**
 * An address as a server reports it. Only its length is checked: checksums guard what people type
 * (filters, commands), and an odd address is no reason to lose sight of a payment.
 */
export const addressField = textField(1, 128, 'an address of at most 128 characters')
