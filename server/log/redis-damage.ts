/** What was found missing or unreadable in Redis, each once however often it is read. */

export interface RedisDamage {
  /** How many were found. */
  readonly entries: number
  readonly states: number
  /** An entry, or the first of several, is missing or unreadable. */
  entry(name: string): void
  /** A state is unreadable. */
  state(name: string): void
}

// Beyond that a number says enough.
const mostKnown = 10_000

export function createRedisDamage(): RedisDamage {
  const entries = new Set<string>()
  const states = new Set<string>()

  return {
    get entries() {
      return entries.size
    },
    get states() {
      return states.size
    },
    entry(name) {
      if (entries.size < mostKnown) entries.add(name)
    },
    state(name) {
      if (states.size < mostKnown) states.add(name)
    },
  }
}
