/**
 * How far the chain has been read, what waits for an event before it, and which part of the chain was lost: one value,
 * which is stored in the log of the feed together with events. While there are no events, it is stored in a log of its
 * own, because a state of the feed never changes without an event. The newer of the two counts.
 */
import type { ChainReport } from '../ledger/chain-record.ts'
import type { EventLog, StateChange } from '../log/event-log.ts'

/** Ledgers whose events this server has not seen, because the RPC no longer had them. */
export interface ChainGap {
  /** The first ledger that was lost, at least in part. */
  readonly fromLedger: number
  /** The last one. */
  readonly toLedger: number
  /** When it was noticed, Unix ms. */
  readonly atMs: number
  /** Streams that a snapshot did not settle, so they may be wrong, at most 100; absent: none was read yet. */
  readonly streamIds?: readonly string[]
}

export interface ChainState {
  /** Counts the changes; the higher is the newer. */
  readonly version: number
  /** What the cursor belongs to: another set of contracts is read from the start. */
  readonly source: string
  /** All events up to it are recorded or held; null: nothing was read. */
  readonly cursor: string | null
  /** Where to begin without a cursor; null: nothing is known yet. */
  readonly startLedger: number | null
  readonly held: readonly ChainReport[]
  readonly gap: ChainGap | null
}

/** Before anything was read. */
export function emptyChainState(source: string): ChainState {
  return { version: 0, source, cursor: null, startLedger: null, held: [], gap: null }
}

const stateKey = 'chain-state'
/** A name that no feed can have. */
const ownLogName = '.chain'

export interface ChainStore {
  /** The newest state; for another source without its cursor. */
  load(): Promise<ChainState>
  /** What an append of events has to contain. */
  changeFor(state: ChainState): StateChange
  /** Stores it without events. @throws LogError */
  save(state: ChainState): Promise<void>
}

export function createChainStore(options: {
  readonly log: EventLog
  readonly logName: string
  readonly source: string
}): ChainStore {
  const { log, logName, source } = options
  const empty = emptyChainState(source)

  async function read(name: string): Promise<ChainState> {
    const { values } = await log.states(name, { keys: [stateKey] }, 1)
    const [stored] = values
    return stored === undefined ? empty : parseChainState(stored.value)
  }

  const changeFor = (state: ChainState) => ({ key: stateKey, value: printChainState(state) })

  return {
    async load() {
      const [one, other] = await Promise.all([read(logName), read(ownLogName)])
      const newest = one.version >= other.version ? one : other
      return newest.source === source
        ? newest
        : { ...newest, source, cursor: null, startLedger: null }
    },
    changeFor,
    async save(state) {
      const entry = { topics: ['chain'], type: 'chain', data: '{}' }
      await log.append(ownLogName, entry, changeFor(state))
    },
  }
}

/** JSON has no bigint: an amount is `{ "units": "42" }`. */
export function printChainState(state: ChainState): string {
  return JSON.stringify(state, (_, value: unknown) =>
    typeof value === 'bigint' ? { units: value.toString() } : value,
  )
}

export function parseChainState(text: string): ChainState {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('units' in value)) return value
    return typeof value.units === 'string' ? BigInt(value.units) : value
  }) as ChainState
}
