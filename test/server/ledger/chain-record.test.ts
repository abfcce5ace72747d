/** The ledger as a follower of a chain: its streams are the contract's, whatever the order of the reports. */
import { describe, expect, it } from 'vitest'
import { catchUp } from '../../../server/ledger/catch-up.ts'
import type { ChainReport, ReportOutcome } from '../../../server/ledger/chain-record.ts'
import type { ReportedEvent } from '../../../server/ledger/chain-rules.ts'
import type { Ledger } from '../../../server/ledger/commands.ts'
import { createSeededRandom } from '../../../server/ledger/seeded-random.ts'
import { payments } from '../../../src/feeds/payments/payments.ts'
import { applyEvent, createdStream } from '../../../src/feeds/payments/stream-rules.ts'
import type { StreamState } from '../../../src/feeds/payments/stream-state.ts'
import { reportOf } from '../../support/chain-reports.ts'
import { contractId, createContractChain } from '../../support/contract-chain.ts'
import { createLedgerWorld, plain } from './ledger-world.ts'

const chain = createContractChain({ seed: 7, streams: 12, count: 600 })
const reports = chain.events.flatMap((event) => reportOf(event) ?? [])
const second = chain.latestSecond

function follower() {
  return createLedgerWorld(second, { commands: false })
}

/** Reports in batches, and again what was held, until nothing more fits. */
async function recordAll(ledger: Ledger, all: readonly ChainReport[], batch = 50) {
  const counts: Record<ReportOutcome, number> = { applied: 0, repeated: 0, held: 0, conflicting: 0 }
  let held: readonly ChainReport[] = []
  for (let from = 0; from < all.length; from += batch) {
    const given = [...held, ...all.slice(from, from + batch)]
    const { outcomes } = await ledger.record(given)
    for (const outcome of outcomes) if (outcome !== 'held') counts[outcome]++
    held = given.filter((_, index) => outcomes[index] === 'held')
  }
  return { counts: { ...counts, held: held.length }, held }
}

async function expectContract(ledger: Ledger, isMeant = (_: string) => true) {
  for (const [id, model] of chain.models) {
    if (!isMeant(id)) continue
    const { stream } = await ledger.read(id)
    const { streamId: _, sender: _s, recipient: _r, tokenAddress: _t, ...terms } = stream
    const { pausedAt, ...expected } = model.terms()
    const isPaused = expected.status === 'paused'
    expect({ id, ...terms }).toEqual({ id, ...expected, pausedAt: isPaused ? pausedAt : null })
    for (const at of [second, second + 1_000]) {
      expect((await ledger.claimable(id, at)).claimable, id).toBe(model.claimable(at))
    }
  }
}

/** Moves each report by up to `most` places. */
function shuffled(all: readonly ChainReport[], seed: number, most: number) {
  const random = createSeededRandom(seed)
  return all
    .map((report, index) => ({ report, place: index + random.next() * most }))
    .sort((one, other) => one.place - other.place)
    .map(({ report }) => report)
}

const byOrder = (one: ChainReport, other: ChainReport) =>
  (one.order ?? '') < (other.order ?? '') ? -1 : 1

const about = (streamId: string, event: object, place: number): ChainReport => ({
  event: { streamId, ...event } as ReportedEvent,
  key: `e${place}`,
  order: String(place).padStart(4, '0'),
  contractId,
})

const { sender, recipient, tokenAddress } = plain
const created = about(
  '1',
  {
    type: 'stream.created',
    ...{ sender, recipient, tokenAddress, ratePerSecond: 10n, depositedAmount: 1_000n },
    startTime: 1_780_000_000,
  },
  1,
)
const at = (seconds: number) => 1_780_000_000 + seconds

describe('a ledger that follows a chain', () => {
  it('has the state of the contract for every stream', async () => {
    const { ledger } = follower()
    expect((await recordAll(ledger, reports)).counts).toEqual({
      ...{ applied: reports.length, repeated: 0, held: 0, conflicting: 0 },
    })
    await expectContract(ledger)
  })

  it('is not changed by repeats, also of everything', async () => {
    const { ledger, everything } = follower()
    await recordAll(ledger, reports)
    const before = await everything()
    expect((await recordAll(ledger, reports)).counts.repeated).toBe(reports.length)
    const withoutPlace = reports.map((report) => ({
      ...report,
      key: `n${report.key}`,
      order: null,
    }))
    expect((await recordAll(ledger, withoutPlace)).counts.applied).toBe(0)
    expect(await everything()).toBe(before)
  })

  it.each([1, 2, 3])(
    'has the state of the contract when reports are repeated, and change places before they are sorted (%i)',
    async (seed) => {
      const { ledger } = follower()
      const random = createSeededRandom(seed)
      const repeats = reports.flatMap((report) => (random.next() < 0.3 ? [report, report] : report))
      let waiting: readonly ChainReport[] = []
      const sorted: ChainReport[] = []
      for (const report of shuffled(repeats, seed, 20)) {
        waiting = [...waiting, report].sort(byOrder)
        if (waiting.length > 60) sorted.push(...waiting.slice(0, 1))
        waiting = waiting.slice(waiting.length > 60 ? 1 : 0)
      }
      sorted.push(...waiting)
      const { counts } = await recordAll(ledger, sorted, 100)
      expect(counts).toMatchObject({ applied: reports.length, held: 0, conflicting: 0 })
      await expectContract(ledger)
    },
  )

  it.each([1, 2, 3, 4])(
    'never shows a wrong stream for reports in any order: it holds what does not fit (%i)',
    async (seed) => {
      const { ledger } = follower()
      await recordAll(ledger, shuffled(reports, seed, 300), 40)
      const { held } = await recordAll(ledger, reports)
      const unsettled = new Set(held.map(({ event }) => event.streamId))
      expect(unsettled.size).toBeLessThan(chain.models.size)
      await expectContract(ledger, (id) => !unsettled.has(id))
    },
  )

  it('leads readers of its events to the same streams', async () => {
    const { ledger, entries } = follower()
    await recordAll(ledger, reports)
    const known = new Map<string, StreamState>()
    for (const { type, data } of await entries()) {
      const event = payments.decodeEvent(type, JSON.parse(data))
      if (typeof event === 'string') throw new Error(`${type}: ${event}`)
      const stream = known.get(event.streamId)
      if (event.type === 'stream.created') known.set(event.streamId, createdStream(event))
      else if (stream) known.set(event.streamId, applyEvent(stream, event))
    }
    for (const [id, stream] of known) expect((await ledger.read(id)).stream).toEqual(stream)
    expect(known.size).toBe(chain.models.size)
  })

  it('stores what it is given with the events, and only with them', async () => {
    const { ledger, log } = follower()
    const cursor = () => [{ key: 'chain-cursor', value: 'here' }]
    const read = async () => (await log.states('payments', { keys: ['chain-cursor'] }, 1)).values
    const orphan = about('9', { type: 'stream.paused', pausedAt: at(5) }, 2)
    expect(await ledger.record([orphan], cursor)).toEqual({ outcomes: ['held'], isWritten: false })
    expect(await read()).toEqual([])
    expect((await ledger.record([created], cursor)).isWritten).toBe(true)
    expect(await read()).toMatchObject([{ value: 'here' }])
  })

  it('holds an event until the one before it is there', async () => {
    const { ledger } = follower()
    const first = about('1', { type: 'stream.withdrawn', amount: 100n, timestamp: at(10) }, 2)
    const next = about('1', { type: 'stream.withdrawn', amount: 50n, timestamp: at(15) }, 3)
    await ledger.record([created])
    expect((await ledger.record([next])).outcomes).toEqual(['held'])
    expect((await ledger.read('1')).stream.withdrawnAmount).toBe(0n)
    expect((await ledger.record([next, first])).outcomes).toEqual(['applied', 'applied'])
    expect((await ledger.read('1')).stream).toMatchObject({
      ...{ withdrawnAmount: 150n, lastUpdateTime: at(15) },
    })
  })

  it('accepts a withdrawal that is reported after the pause that followed it', async () => {
    const { ledger } = follower()
    const pause = about('1', { type: 'stream.paused', pausedAt: at(12) }, 3)
    const withdrawal = about('1', { type: 'stream.withdrawn', amount: 100n, timestamp: at(10) }, 2)
    await ledger.record([created, pause])
    expect((await ledger.record([withdrawal])).outcomes).toEqual(['applied'])
    expect((await ledger.read('1')).stream).toMatchObject({
      ...{ status: 'paused', pausedAt: at(12), withdrawnAmount: 100n, lastUpdateTime: at(10) },
    })
  })

  it('does not take an old pause for a new one', async () => {
    const { ledger } = follower()
    const pause = about('1', { type: 'stream.paused', pausedAt: at(50) }, 2)
    const resume = about('1', { type: 'stream.resumed', timestamp: at(52), newEndTime: at(102) }, 3)
    await ledger.record([created, pause, resume])
    const again = { ...pause, key: 'other', order: null }
    expect((await ledger.record([pause, again])).outcomes).toEqual(['repeated', 'repeated'])
    expect((await ledger.read('1')).stream).toMatchObject({
      status: 'active',
      lastUpdateTime: at(2),
    })
  })

  it('does not pause a stream by a pause that comes too late to be judged', async () => {
    const { ledger } = follower()
    const pause = about('1', { type: 'stream.paused', pausedAt: at(50) }, 3)
    const resume = about('1', { type: 'stream.resumed', timestamp: at(52), newEndTime: at(102) }, 4)
    await ledger.record([created, pause, resume])
    const late = about('1', { type: 'stream.paused', pausedAt: at(30) }, 2)
    expect((await ledger.record([late])).outcomes).toEqual(['held'])
    expect((await ledger.read('1')).stream.status).toBe('active')
  })

  it('still holds an event that many later ones have passed, and applies it when it fits', async () => {
    const { ledger } = follower()
    const topUp = (n: number) => {
      const fields = { amount: 10n, newDepositedAmount: 1_000n + BigInt(n) * 10n }
      return about('1', { type: 'stream.topped_up', ...fields }, 10 + n)
    }
    const withdrawal = { type: 'stream.withdrawn', amount: 50n, timestamp: at(15) }
    const waiting = about('1', withdrawal, 3)
    const topUps = Array.from({ length: 20 }, (_, n) => topUp(n + 1))
    await ledger.record([created])
    expect((await ledger.record([waiting, ...topUps])).outcomes[0]).toBe('held')
    const held = new Set([waiting.key])
    expect((await ledger.record([waiting], undefined, held)).outcomes).toEqual(['held'])
    const missing = {
      ...about('1', { ...withdrawal, amount: 100n, timestamp: at(10) }, 2),
      order: null,
    }
    const { outcomes } = await ledger.record([waiting, missing], undefined, held)
    expect(outcomes).toEqual(['applied', 'applied'])
    expect((await ledger.record([waiting])).outcomes).toEqual(['repeated'])
  })

  it('keeps the streams of two contracts apart, even if their ids are the same', async () => {
    const { ledger } = follower()
    await ledger.record([created])
    const other = { ...created, key: 'other', order: '0002', contractId: 'COTHER' }
    const topUp = about(
      '1',
      { type: 'stream.topped_up', amount: 5n, newDepositedAmount: 1_005n },
      3,
    )
    const { outcomes } = await ledger.record([other, { ...topUp, contractId: 'COTHER' }])
    expect(outcomes).toEqual(['conflicting', 'conflicting'])
    expect((await ledger.read('1')).stream.depositedAmount).toBe(1_000n)
  })

  it('recognises the events of streams that ended long ago and were removed', async () => {
    const { ledger, log, entries, advance } = follower()
    await recordAll(ledger, reports)
    const before = (await entries()).length
    advance(60 * 24 * 60 * 60)
    const late = { ...created, key: 'z', order: '9'.repeat(30) } as ChainReport
    // Each append removes a few.
    for (let n = 0; n < 30; n++) {
      const streamId = String(1_000 + n)
      const order = `${late.order}${String(n).padStart(2, '0')}`
      await ledger.record([{ ...late, key: `z${n}`, order, event: { ...created.event, streamId } }])
    }
    const ended = [...chain.models].filter(([, { storage }]) => !storage.is_active)
    expect(ended.length).toBeGreaterThan(0)
    for (const [id] of ended) await expect(ledger.read(id)).rejects.toThrow('There is no stream')
    const { values } = await log.states('payments', { prefix: 'chain-trace:1' }, 10_000)
    expect(values.length).toBeLessThan(60)
    const { counts } = await recordAll(ledger, reports)
    expect(counts).toMatchObject({ applied: 0, held: 0 })
    expect((await entries()).length).toBe(before + 30)
  })

  it('refuses commands', async () => {
    const { ledger, everything } = follower()
    await ledger.record([created])
    const before = await everything()
    await expect(ledger.create(plain)).rejects.toMatchObject({ code: 'commands_off' })
    await expect(ledger.cancel({ streamId: '1' })).rejects.toMatchObject({ code: 'commands_off' })
    expect(await everything()).toBe(before)
  })
})

describe('a snapshot of the chain', () => {
  const half = reports.slice(0, reports.length / 2)
  /** The streams as another ledger has them after all events. */
  async function snapshotOf(all: readonly ChainReport[]) {
    const { ledger } = follower()
    await recordAll(ledger, all)
    const { streams } = await ledger.list({ limit: 1_000 })
    return { streams, ledger: chain.latestLedger, contractId }
  }

  it('brings every stream to the state of the contract, with events that lead there', async () => {
    const { ledger, entries } = follower()
    await recordAll(ledger, half)
    const snapshot = await snapshotOf(reports)
    expect((await ledger.adopt(snapshot)).length).toBe(snapshot.streams.length)
    await expectContract(ledger)
    const added = (await entries()).slice(half.length)
    expect(added.length).toBeGreaterThan(0)
    expect(added.length).toBeLessThan(reports.length - half.length)
  })

  it('contains the events up to its ledger', async () => {
    const { ledger, everything } = follower()
    await recordAll(ledger, half)
    await ledger.adopt(await snapshotOf(reports))
    const before = await everything()
    const { counts } = await recordAll(ledger, reports)
    expect(counts).toMatchObject({ applied: 0, held: 0 })
    expect(await everything()).toBe(before)
  })

  it('changes nothing when it is older than what is known', async () => {
    const { ledger, everything } = follower()
    const old = await snapshotOf(half)
    await recordAll(ledger, reports)
    const before = JSON.parse(await everything()).values.length
    await ledger.adopt({ ...old, ledger: 1 })
    await expectContract(ledger)
    expect(JSON.parse(await everything()).values.length).toBe(before)
  })

  it.each([11, 12, 13])('is reached from every earlier state of a stream (%i)', async (seed) => {
    const random = createContractChain({ seed, streams: 4, count: 150 })
    const { ledger } = createLedgerWorld(random.latestSecond, { commands: false })
    const states = new Map<string, StreamState[]>()
    for (const report of random.events.flatMap((event) => reportOf(event) ?? [])) {
      await ledger.record([report])
      const id = report.event.streamId
      states.set(id, [...(states.get(id) ?? []), (await ledger.read(id)).stream])
    }
    for (const history of states.values()) {
      for (const [index, target] of history.entries()) {
        for (const known of [undefined, ...history.slice(0, index + 1)]) {
          // Between the withdrawal of the last units and the completion that comes with it.
          const path = catchUp(known, target)
          expect(path?.stream).toEqual(target)
        }
      }
    }
  })
})
