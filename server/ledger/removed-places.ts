/**
 * How far the events of a contract reach whose streams were removed after their end. An event of an unknown stream up to
 * that place is of one of them: it cannot be late by as long as streams are kept that have ended.
 */
import type { EventLog, StateChange } from '../log/event-log.ts'
import { parseTrace, traceKey } from './chain-trace.ts'

export interface RemovedPlaces {
  /** The places, by contract; '' where nothing was removed. */
  of(contractIds: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** What has to be stored in the append that removes these streams. */
  changesFor(removals: readonly StateChange[]): Promise<readonly StateChange[]>
}

const keyOf = (contractId: string) => `chain-removed:${contractId}`

export function createRemovedPlaces(log: EventLog, logName: string): RemovedPlaces {
  async function of(contractIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (contractIds.length === 0) return new Map()
    const keys = contractIds.map(keyOf)
    const { values } = await log.states(logName, { keys }, keys.length)
    const byKey = new Map(values.map(({ key, value }) => [key, value]))
    return new Map(contractIds.map((id) => [id, byKey.get(keyOf(id)) ?? '']))
  }

  return {
    of,
    async changesFor(removals) {
      const keys = removals.map(({ key }) => key).filter((key) => key.startsWith(traceKey('')))
      if (keys.length === 0) return []
      const { values } = await log.states(logName, { keys }, keys.length)
      const traces = values.map(({ value }) => parseTrace(value))
      const contracts = [...new Set(traces.flatMap(({ contractId }) => contractId ?? []))]
      const known = await of(contracts)
      return contracts.map((contractId) => {
        const own = traces.filter((trace) => trace.contractId === contractId)
        const places = [...own.map(({ last }) => last), known.get(contractId) ?? '']
        return { key: keyOf(contractId), value: places.sort().at(-1) ?? '' }
      })
    },
  }
}
