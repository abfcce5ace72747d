/**
 * A list that many versions of an immutable state can share: appending takes constant time and copies
 * nothing, so that holding 10,000 events back is not quadratic. Reading it makes one array.
 */

export interface PersistentList<T> {
  readonly length: number
  /** The newest entry and the list before it; null when empty. */
  readonly last: { readonly value: T; readonly before: PersistentList<T> } | null
}

export const emptyList: PersistentList<never> = { length: 0, last: null }

export function append<T>(list: PersistentList<T>, value: T): PersistentList<T> {
  return { length: list.length + 1, last: { value, before: list } }
}

export function listOf<T>(values: readonly T[]): PersistentList<T> {
  return values.reduce<PersistentList<T>>(append, emptyList)
}

/** Oldest first. */
export function toArray<T>({ length, last }: PersistentList<T>): readonly T[] {
  const values = new Array<T>(length)
  for (let node = last, index = length - 1; node !== null; node = node.before.last, index--) {
    values[index] = node.value
  }
  return values
}
