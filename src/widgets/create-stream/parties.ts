/** Accounts by the names that the application has for them, or by address with its checksum. Pure. */
import { isAccountAddress } from '../../feeds/payments/address.ts'
import type { FieldMessages } from '../../messages/actions-messages.ts'
import { countOf } from '../../messages/cached-format.ts'
import type { Read } from '../form/read-amount.ts'
import { shortAddress } from '../formatting/addresses.ts'

/** An account that the application has a name for. */
export interface KnownParty {
  /** Account address. */
  readonly address: string
  /** What users call it. */
  readonly name: string
}

/** What a user picks: the name, with the short address where several have that name. */
export function labelOf(party: KnownParty, parties: readonly KnownParty[]): string {
  const isUnique = parties.filter(({ name }) => isSameName(name, party.name)).length === 1
  return isUnique ? party.name : `${party.name} (${shortAddress(party.address)})`
}

/** The account of a name or an address, or what is wrong with the text. */
export function readParty(
  text: string,
  parties: readonly KnownParty[],
  messages: FieldMessages,
  locale: string | undefined,
): Read<string> {
  const written = text.trim()
  const named = parties.find((party) => isSameName(labelOf(party, parties), written))
  if (named) return { value: named.address }
  if (isAccountAddress(written)) return { value: written }
  return { error: adviceFor(written, parties, messages, locale) }
}

const isSameName = (one: string, other: string) =>
  one.localeCompare(other, undefined, { sensitivity: 'accent' }) === 0

/** Characters of an account address. */
const addressLength = 56

/** Why a text is not an account, as specifically as possible. */
function adviceFor(
  text: string,
  parties: readonly KnownParty[],
  messages: FieldMessages,
  locale: string | undefined,
): string {
  // Addresses are capital letters and digits; whatever else is written was meant as a name.
  if (parties.length > 0 && !/^G?[A-Z2-7]{10,}$/.test(text)) return messages.unknownParty
  if (!text.startsWith('G')) return messages.addressStart
  if (text.length !== addressLength) {
    const expected = countOf(addressLength, locale).number
    return messages.addressLength({ ...countOf(text.length, locale), expected })
  }
  return messages.addressChecksum
}
