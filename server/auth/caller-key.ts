/** What counts as one caller, for shares and bounds: a subject of a tenant, or the address of a caller without one. */
import { addressKey } from '../ops/client-address.ts'
import type { Identity } from './authenticator.ts'

/** The subject of a caller, within its tenant; null: it has none. */
export function subjectKey({ subject, tenant }: Identity): string | null {
  return subject === null ? null : JSON.stringify([tenant ?? null, subject])
}

/**
 * A caller is its subject, from however many addresses. Without one, it is its address.
 *
 * @param identity null: the route is public
 * @param address `undefined`: not known
 * @returns null when neither is known
 */
export function callerKey(identity: Identity | null, address: string | undefined): string | null {
  const subject = identity === null ? null : subjectKey(identity)
  if (subject !== null) return `subject ${subject}`
  return address === undefined ? null : `address ${addressKey(address)}`
}
