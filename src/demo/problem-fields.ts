/**
 * Which field of the form a refusal of the server is about. Only the server knows everything, so its
 * answers have to land next to the field as well as the page's own checks do.
 */
import type { CommandError } from './command-error.ts'
import { type CreateFieldName, type CreateFields, otherToken } from './create-form.ts'

/** Names in the body, as a problem's detail quotes them, and where the form asks for them. */
const fieldsOfBody: readonly (readonly [RegExp, CreateFieldName])[] = [
  // First, because the error about a stream to oneself names both, and the recipient is the one to change.
  [/\brecipient\b/, 'recipient'],
  [/\bsender\b/, 'sender'],
  [/\btokenAddress\b/, 'otherTokenAddress'],
  [/\bdepositedAmount\b/, 'deposit'],
  [/\bratePerSecond\b/, 'rate'],
  [/\bstartTime\b/, 'start'],
]

/** For details that name no field: what each code is about. */
const fieldsOfCodes: Readonly<Record<string, CreateFieldName>> = {
  same_party: 'recipient',
  rate_zero: 'rate',
  amount_not_positive: 'deposit',
  amount_out_of_range: 'deposit',
  bad_amount: 'deposit',
  bad_time: 'start',
  not_a_party: 'sender',
}

/** Codes that can be about a field at all; anything else belongs to the form as a whole. */
const codesOfFields = new Set([...Object.keys(fieldsOfCodes), 'bad_address', 'invalid_body'])

/** The field to show a refusal next to; null when it is about none of them. */
export function fieldOfProblem(
  error: Pick<CommandError, 'code' | 'message'>,
  { token }: Pick<CreateFields, 'token'>,
): CreateFieldName | null {
  if (!codesOfFields.has(error.code)) return null
  const named = fieldsOfBody.find(([pattern]) => pattern.test(error.message))?.[1]
  const field = named ?? fieldsOfCodes[error.code] ?? null
  // A known token is picked, not typed: its address has no field of its own.
  return field === 'otherTokenAddress' && token !== otherToken ? 'token' : field
}
