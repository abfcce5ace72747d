/**
 * Where the totals of an account come from: the store of a session, or stream objects. Follows the store one changed
 * stream at a time; whatever shows the same account of the same session shares one source. Does not depend on React.
 */

import type { Session } from '../payments-session.ts'
import { reportToPage } from '../platform/browser.ts'
import type { Cancel } from '../platform/ports.ts'
import { changedKeys } from '../store/item-changes.ts'
import { type AccountTotals, createAccountTotals, type StreamSides } from './account-totals.ts'
import { type GivenStream, type StreamObject, withUnits } from './stream-summary.ts'

/** Totals that change with events. */
export interface TotalsSource {
  /** The totals now; the same object every time. */
  read(): AccountTotals
  /** Another number whenever a stream of the account has changed. */
  version(): number
  /** Calls `listener` after each change. */
  subscribe(listener: () => void): Cancel
}

/** The account is sender or recipient. */
const sidesOf =
  (account: string) =>
  ({ sender, recipient }: StreamObject): StreamSides => ({
    isIncoming: recipient === account,
    isOutgoing: sender === account,
  })

const shared = new WeakMap<Session['store'], Map<string, TotalsSource>>()

/** The totals of an account in the session's store: one source for all that show them. */
export function storeTotals({ store }: Session, account: string): TotalsSource {
  const sources = shared.get(store) ?? new Map<string, TotalsSource>()
  shared.set(store, sources)
  let source = sources.get(account)
  if (!source) {
    source = createStoreTotals(store, account, {
      // Ten thousand streams are not kept for a widget that is gone.
      use: (used) => sources.set(account, used),
      drop: () => sources.delete(account),
    })
    sources.set(account, source)
  }
  return source
}

function createStoreTotals(
  store: Session['store'],
  account: string,
  registry: { use(source: TotalsSource): void; drop(): void },
): TotalsSource {
  const totals = createAccountTotals(sidesOf(account))
  const listeners = new Set<() => void>()
  let items: ReadonlyMap<string, StreamObject> = new Map()
  let version = 0
  let unsubscribe: Cancel | null = null

  /** Whether anything has changed. */
  function update(): boolean {
    const { items: next } = store.getState()
    if (next === items) return false
    const keys = changedKeys(items, next) ?? new Set([...totals.keys(), ...next.keys()])
    items = next
    let hasChanged = false
    for (const key of keys) hasChanged = totals.set(key, next.get(key)) || hasChanged
    if (hasChanged) version += 1
    return hasChanged
  }

  function notifyAll(): void {
    for (const listener of [...listeners]) {
      try {
        listener()
      } catch (error) {
        reportToPage(error)
      }
    }
  }

  const source: TotalsSource = {
    read() {
      update()
      return totals
    },
    version() {
      update()
      return version
    },
    subscribe(notify) {
      const listener = () => notify()
      registry.use(source)
      unsubscribe ??= store.subscribe(() => {
        if (update()) notifyAll()
      })
      listeners.add(listener)
      return () => {
        if (!listeners.delete(listener) || listeners.size > 0) return
        unsubscribe?.()
        unsubscribe = null
        registry.drop()
      }
    },
  }
  return source
}

/** Totals of stream objects. */
export interface GivenTotals extends TotalsSource {
  /** Replaces the streams. Those that are the same objects as before cost nothing. */
  setStreams(streams: readonly GivenStream[]): void
}

/**
 * Without an account all streams are on one side.
 *
 * @param account decides which streams count, and on which side
 */
export function createGivenTotals(account: string | null, isIncoming: boolean): GivenTotals {
  const totals = createAccountTotals(
    account === null ? () => ({ isIncoming, isOutgoing: !isIncoming }) : sidesOf(account),
  )
  let given: ReadonlyMap<string, GivenStream> = new Map()
  let version = 0
  return {
    setStreams(streams) {
      const next = new Map(streams.map((each, index) => [each.streamId ?? `#${index}`, each]))
      let hasChanged = false
      for (const key of given.keys()) {
        if (!next.has(key)) hasChanged = totals.set(key, undefined) || hasChanged
      }
      for (const [key, stream] of next) {
        if (given.get(key) === stream) continue
        hasChanged = totals.set(key, withUnits(stream)) || hasChanged
      }
      given = next
      if (hasChanged) version += 1
    },
    read: () => totals,
    version: () => version,
    // They change by render.
    subscribe: () => () => {},
  }
}
