/** What is read from a snapshot after events were lost, and when the gap is over. */
import { describe, expect, it } from 'vitest'
import { createChainRecorder } from '../../../server/bridges/chain-recorder.ts'
import { createSnapshotReader, type ReadStreams } from '../../../server/bridges/chain-snapshots.ts'
import { createChainStore } from '../../../server/bridges/chain-state.ts'
import { createLedger } from '../../../server/ledger/ledger.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { silentLogger } from '../../../server/ops/logger.ts'
import type { StreamState } from '../../../src/feeds/payments/stream-state.ts'
import { alice, bob, usdc } from '../ledger/ledger-world.ts'

const startTime = 1_780_000_000

function streamOf(id: number): StreamState {
  return {
    streamId: String(id),
    ...{ sender: alice, recipient: bob, tokenAddress: usdc },
    ...{ ratePerSecond: 10n, depositedAmount: 1_000n, withdrawnAmount: 0n },
    ...{ startTime, lastUpdateTime: startTime, status: 'active', pausedAt: null },
  }
}

/** A contract that has these streams in its storage. */
function contractOf(contractId: string, streams: readonly StreamState[], last: number | null) {
  const byId = new Map(streams.map((stream) => [stream.streamId, stream]))
  const read: ReadStreams = async (ids) => ({
    ...{ streams: ids.flatMap((id) => byId.get(id) ?? []), ledger: 900, contractId },
    lastStreamId: last === null ? null : String(last),
  })
  return { byId, read }
}

async function open(readers: readonly ReadStreams[], startSecond = startTime + 60) {
  let monotonicMs = 0
  const clock = { nowMs: () => startSecond * 1_000, monotonicMs: () => monotonicMs }
  const log = memoryLog({ clock })
  const ledger = createLedger({ log, clock, commands: false })
  const store = createChainStore({ log, logName: 'payments', source: 'C' })
  const recorder = createChainRecorder({ ledger, store, logger: silentLogger })
  await recorder.setReading({ gap: { fromLedger: 1, toLedger: 800, atMs: 1 } })
  const snapshots = createSnapshotReader({
    ...{ ledger, recorder, clock, readers },
    logger: silentLogger,
  })
  return {
    recorder,
    ledger,
    heal: () => snapshots.heal(new AbortController().signal),
    later: () => {
      monotonicMs += 61_000
    },
    ids: async () => (await ledger.list({ limit: 100 })).streams.map(({ streamId }) => streamId),
  }
}

describe('a snapshot after a gap', () => {
  it('has streams whose ids come after more than 100 that are gone', async () => {
    const { read } = contractOf('CA', [streamOf(1), streamOf(450)], 450)
    const { heal, recorder, ids } = await open([read])
    expect(await heal()).toEqual({ ledger: 900, isComplete: true })
    expect(await ids()).toEqual(['1', '450'])
    expect(recorder.state().gap).toBe(null)
  })

  it('reads the ids of each contract, whatever the ids of the others', async () => {
    const one = contractOf('CA', [streamOf(150)], 150)
    const other = contractOf('CB', [streamOf(5_000)], 5_000)
    const { heal, ids, recorder } = await open([other.read, one.read])
    await heal()
    expect(await ids()).toEqual(['150', '5000'])
    expect(recorder.state().gap).toBe(null)
  })

  it('keeps the gap when the last id is not known', async () => {
    const { read } = contractOf('CA', [streamOf(1)], null)
    const { heal, recorder, ids } = await open([read])
    expect(await heal()).toEqual({ ledger: 900, isComplete: false })
    expect(await ids()).toEqual(['1'])
    expect(recorder.state().gap).toMatchObject({ toLedger: 800, streamIds: [] })
  })

  it('keeps the gap for streams that are gone or do not agree, until they do', async () => {
    const contract = contractOf('CA', [streamOf(1), streamOf(2), streamOf(3)], 3)
    const { heal, recorder, later } = await open([contract.read])
    await heal()
    await recorder.setReading({ gap: { fromLedger: 1, toLedger: 850, atMs: 2 } })
    contract.byId.delete('2')
    contract.byId.set('3', { ...streamOf(3), ratePerSecond: 11n })
    expect(await heal()).toMatchObject({ isComplete: false })
    expect(recorder.state().gap?.streamIds).toEqual(['2', '3'])
    for (const id of [2, 3]) contract.byId.set(String(id), streamOf(id))
    later()
    expect(await heal()).toMatchObject({ isComplete: true })
    expect(recorder.state().gap).toBe(null)
  })

  it('is not contradicted by streams that are newer', async () => {
    const newer = { ...streamOf(1), withdrawnAmount: 100n, lastUpdateTime: startTime + 10 }
    const contract = contractOf('CA', [newer], 1)
    const { heal, recorder, ledger } = await open([contract.read])
    await heal()
    await recorder.setReading({ gap: { fromLedger: 1, toLedger: 850, atMs: 2 } })
    contract.byId.set('1', streamOf(1))
    expect(await heal()).toMatchObject({ isComplete: true })
    expect((await ledger.read('1')).stream.withdrawnAmount).toBe(100n)
  })

  it('does not make up for ledgers after it', async () => {
    const { read } = contractOf('CA', [streamOf(1)], 1)
    const { heal, recorder } = await open([read])
    await recorder.setReading({ gap: { fromLedger: 1, toLedger: 950, atMs: 2 } })
    expect(await heal()).toMatchObject({ isComplete: false })
    expect(recorder.state().gap).not.toBe(null)
  })

  it('does not create streams again that ended long ago', async () => {
    const ended = { ...streamOf(1), status: 'cancelled', lastUpdateTime: startTime + 5 } as const
    const { read } = contractOf('CA', [ended, streamOf(2)], 2)
    const { heal, ids } = await open([read], startTime + 40 * 24 * 60 * 60)
    expect(await heal()).toMatchObject({ isComplete: true })
    expect(await ids()).toEqual(['2'])
  })

  it('continues after a failure where it was', async () => {
    const { read } = contractOf('CA', [streamOf(1), streamOf(950)], 950)
    let requests = 0
    const { heal, ids } = await open([
      async (...given) => {
        if (++requests === 8) throw new Error('cut')
        return read(...given)
      },
    ])
    expect(await heal()).toEqual({ ledger: null, isComplete: false })
    expect(await heal()).toMatchObject({ isComplete: true })
    expect(requests).toBe(11)
    expect(await ids()).toEqual(['1', '950'])
  })
})
