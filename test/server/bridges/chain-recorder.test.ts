/** What is stored with the events of the chain, and when. */
import { describe, expect, it } from 'vitest'
import { createChainRecorder } from '../../../server/bridges/chain-recorder.ts'
import {
  createChainStore,
  parseChainState,
  printChainState,
} from '../../../server/bridges/chain-state.ts'
import type { ChainReport } from '../../../server/ledger/chain-record.ts'
import { createLedger } from '../../../server/ledger/ledger.ts'
import type { EventLog } from '../../../server/log/event-log.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { silentLogger } from '../../../server/ops/logger.ts'
import { systemClock } from '../../../src/platform/system.ts'
import { reportOf } from '../../support/chain-reports.ts'
import { createContractChain } from '../../support/contract-chain.ts'

const chain = createContractChain({ seed: 9, streams: 5, count: 450 })
const reports = chain.events.flatMap((event) => reportOf(event) ?? [])

function open(log: EventLog) {
  const ledger = createLedger({ log, clock: systemClock, commands: false, endedStreamsMs: 1e15 })
  const store = createChainStore({ log, logName: 'payments', source: 'C' })
  return { store, recorder: createChainRecorder({ ledger, store, logger: silentLogger }) }
}

describe('the recorder of a chain', () => {
  it('stores a cursor with the last of the events before it', async () => {
    const log = memoryLog()
    let appends = 0
    const failing: EventLog = {
      ...log,
      appendAll: (...given) =>
        ++appends === 2 ? Promise.reject(new Error('cut')) : log.appendAll(...given),
    }
    const { recorder, store } = open(failing)
    await recorder.load()
    await expect(recorder.record(reports, 'end')).rejects.toThrow('cut')
    expect((await store.load()).cursor).toBe(null)
    expect((await log.bounds('payments')).top).toBeGreaterThan(100)
    const next = open(log)
    await next.recorder.load()
    await next.recorder.record(reports, 'end')
    expect((await next.store.load()).cursor).toBe('end')
    expect((await log.bounds('payments')).top).toBe(reports.length)
  })

  it('keeps an event that waits, however many events of its stream have passed it', async () => {
    const { recorder } = open(memoryLog())
    const [first] = reports.filter(({ event }) => event.type === 'stream.created')
    if (first?.event.type !== 'stream.created') throw new Error('The chain has no stream.')
    const { streamId, depositedAmount, startTime } = first.event
    const { order, contractId } = first
    const later = (n: number, event: object): ChainReport => ({
      event: { streamId, ...event } as ChainReport['event'],
      ...{ key: `later ${n}`, order: `${order}-${100 + n}`, contractId },
    })
    const withdrawal = { type: 'stream.withdrawn', amount: 1n, timestamp: startTime + 9_999 }
    await recorder.record([first, later(0, withdrawal)], null)
    for (let n = 1; n <= 20; n++) {
      const newDepositedAmount = depositedAmount + BigInt(n)
      await recorder.record(
        [later(n, { type: 'stream.topped_up', amount: 1n, newDepositedAmount })],
        null,
      )
    }
    expect(recorder.counts.applied).toBe(21)
    expect(recorder.state().held.map(({ key }) => key)).toEqual(['later 0'])
  })

  it('reads back what it has stored, amounts included', async () => {
    const state = {
      ...{ version: 3, source: 'C', cursor: '1-1', startLedger: null },
      held: reports.slice(0, 20),
      gap: { fromLedger: 1, toLedger: 2, atMs: 3 },
    }
    expect(parseChainState(printChainState(state))).toEqual(state)
  })
})
