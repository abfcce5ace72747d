/** Why a text is not an account address, as specifically as possible. Pure. */
import { counted } from './amount-text.ts'
import type { PageMessages } from './messages/page-messages.ts'

export function addressAdvice(
  address: string,
  { field }: PageMessages,
  locale: string | undefined,
): string {
  if (!address.startsWith('G')) return field.addressStart
  if (address.length !== 56) return field.addressLength(counted(address.length, locale))
  return field.addressChecksum
}
