/**
 * Under which key each connection stores its cursor, to warn where two that are used at the same time have
 * the same. For development only (warnings.ts).
 */
import { warnOnce } from './warnings.ts'

interface StoredKey {
  /** True: the browser's. */
  readonly storage: boolean | object
  readonly key: string
}

const keys = new WeakMap<object, StoredKey>()
const used = new Set<StoredKey>()

/** Records the key of a connection. */
export function noteStoredKey(
  connection: object,
  { persist = true }: { readonly persist?: boolean | object | undefined },
  key: string,
): void {
  if (persist !== false) keys.set(connection, { storage: persist, key })
}

/** Warns if another connection in use has the same key. @returns ends the use */
export function claimStoredKey(connection: object | null): () => void {
  const own = connection && keys.get(connection)
  if (!own) return () => {}
  for (const { storage, key } of used) {
    if (storage === own.storage && key === own.key) warnOnce('persist_key_shared', key)
  }
  used.add(own)
  return () => used.delete(own)
}
