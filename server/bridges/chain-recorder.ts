/**
 * Records reports of the chain one call after the other, together with the state of the reading, and keeps those that
 * do not fit yet. The poller and `handleBlockchainEvent` share it.
 *
 *   report ─► ledger.record ─┬─ applied, repeated ─► counted
 *                            ├─ held ─► kept with the state, tried again with the next event of its stream
 *                            └─ conflicting ─► set aside
 */

import type { ChainReport, ReportOutcome } from '../ledger/chain-record.ts'
import type { ChainSnapshot } from '../ledger/chain-snapshot.ts'
import type { Ledger } from '../ledger/commands.ts'
import { createKeyedQueue } from '../log/keyed-queue.ts'
import type { Logger } from '../ops/logger.ts'
import { type ChainState, type ChainStore, emptyChainState } from './chain-state.ts'
import { IndexerError } from './errors.ts'

/** What became of an event. */
export type EventCounts = Record<ReportOutcome | 'malformed' | 'ignored', number>

/** An event that cannot be recorded, as health shows it. */
export interface AsideEvent {
  /** The key of the event. */
  readonly id: string
  /** Why it was set aside. */
  readonly reason: string
}

export interface ChainRecorder {
  readonly counts: EventCounts
  /** The last events that were set aside, newest last. */
  readonly aside: readonly AsideEvent[]
  state(): ChainState
  load(): Promise<void>
  /**
   * @param cursor up to where all has been recorded with these; null: it stays where it is
   * @returns the outcomes of `reports`; resolves when what they changed is durable, but for `cursor`: without an event it
   *   is stored later
   */
  record(reports: readonly ChainReport[], cursor: string | null): Promise<readonly ReportOutcome[]>
  /** Adopts a snapshot, and then tries what is held of its streams again. */
  adopt(snapshot: ChainSnapshot): Promise<readonly string[]>
  setAside(id: string, reason: string): void
  /** Stores a gap, or that it has been made up for, and where reading begins or continues. */
  setReading(reading: Partial<Pick<ChainState, 'gap' | 'cursor' | 'startLedger'>>): Promise<void>
  /** Stores the state if it has changed without an event. */
  flush(): Promise<void>
}

const perAppend = 200
const mostHeld = 1_000
const mostAside = 100

export function createChainRecorder(options: {
  readonly ledger: Pick<Ledger, 'record' | 'adopt'>
  readonly store: ChainStore
  readonly logger: Logger
}): ChainRecorder {
  const { ledger, store, logger } = options
  const queue = createKeyedQueue()
  const counts: EventCounts = {
    ...{ applied: 0, repeated: 0, held: 0, conflicting: 0, malformed: 0, ignored: 0 },
  }
  const aside: AsideEvent[] = []
  let state: ChainState = emptyChainState('')
  let isStored = true
  const inTurn = <Result>(run: () => Promise<Result>) => queue.run('state', run)

  function setAside(id: string, reason: string): void {
    counts[reason === conflict ? 'conflicting' : 'malformed']++
    aside.push({ id, reason })
    if (aside.length > mostAside) aside.shift()
    logger.warn({ id, reason }, 'an event of the chain was set aside')
  }

  /** What is held after these outcomes. @throws IndexerError `too_many_held` */
  function heldAfter(given: readonly ChainReport[], outcomes: readonly ReportOutcome[]) {
    const keys = new Set(given.map(({ key }) => key))
    const stay = new Map<string, ChainReport>()
    for (const [index, report] of given.entries()) {
      if (outcomes[index] === 'held') stay.set(report.key, report)
    }
    const held = [...state.held.filter(({ key }) => !keys.has(key)), ...stay.values()]
    if (held.length > mostHeld && held.length > state.held.length) {
      throw new IndexerError(
        'too_many_held',
        `The events were not recorded: ${held.length} would wait for events before them, and ${mostHeld} may. ` +
          'Read the chain from an earlier ledger, or give the indexer a source of snapshots.',
      )
    }
    return held
  }

  /** One append at most. */
  async function recordPart(part: readonly ChainReport[], cursor: string | null) {
    const ids = new Set(part.map(({ event }) => event.streamId))
    const own = new Set(part.map(({ key }) => key))
    const before = state.held.filter(({ key, event }) => ids.has(event.streamId) && !own.has(key))
    const given = [...before, ...part]
    const wasHeld = new Set(state.held.map(({ key }) => key))
    let next = state
    const changesFor = (outcomes: readonly ReportOutcome[]) => {
      const held = heldAfter(given, outcomes)
      next = { ...state, version: state.version + 1, cursor: cursor ?? state.cursor, held }
      return [store.changeFor(next)]
    }
    const { outcomes, isWritten } = await ledger.record(given, changesFor, wasHeld)
    if (!isWritten) changesFor(outcomes)
    const isHeldChanged =
      next.held.map(({ key }) => key).join() !== state.held.map(({ key }) => key).join()
    if (!isWritten && isHeldChanged) await store.save(next)
    const isSaved = isWritten || isHeldChanged
    if (isSaved || next.cursor !== state.cursor) {
      isStored = isSaved
      state = next
    }
    for (const [index, outcome] of outcomes.entries()) {
      const { key } = given[index] as ChainReport
      if (outcome === 'conflicting') setAside(key, conflict)
      else if (outcome !== 'held' || !wasHeld.has(key)) counts[outcome]++
    }
    return outcomes.slice(before.length)
  }

  return {
    counts,
    aside,
    state: () => state,
    load: () =>
      inTurn(async () => {
        state = await store.load()
      }),
    record: (reports, cursor) =>
      inTurn(async () => {
        const outcomes: ReportOutcome[] = []
        for (let from = 0; from === 0 || from < reports.length; from += perAppend) {
          const isLast = from + perAppend >= reports.length
          const part = reports.slice(from, from + perAppend)
          outcomes.push(...(await recordPart(part, isLast ? cursor : null)))
        }
        return outcomes
      }),
    adopt: (snapshot) =>
      inTurn(async () => {
        const agreed = new Set(await ledger.adopt(snapshot))
        const held = state.held.filter(({ event }) => agreed.has(event.streamId))
        if (held.length > 0) await recordPart(held, null)
        return [...agreed]
      }),
    setAside,
    setReading: (reading) =>
      inTurn(async () => {
        const next = { ...state, ...reading, version: state.version + 1 }
        await store.save(next)
        state = next
        isStored = true
      }),
    flush: () =>
      inTurn(async () => {
        if (isStored) return
        state = { ...state, version: state.version + 1 }
        await store.save(state)
        isStored = true
      }),
  }
}

const conflict = 'another contract, or another creation, has the id of its stream'
