import { beforeEach, describe, expect, it } from 'vitest'
import type { Ledger } from '../../../server/ledger/commands.ts'
import { createLedger } from '../../../server/ledger/ledger.ts'
import { createSeededRandom } from '../../../server/ledger/seeded-random.ts'
import { printAccountAddress } from '../../../src/feeds/payments/address.ts'
import type { StreamState } from '../../../src/feeds/payments/stream-state.ts'
import { alice, bob, createLedgerWorld, type LedgerWorld, plain } from './ledger-world.ts'

const carol = printAccountAddress(new Uint8Array(32))
const dave = printAccountAddress(new Uint8Array(32).fill(4))

let world: LedgerWorld
beforeEach(() => {
  world = createLedgerWorld()
})

const idsOf = (streams: readonly StreamState[]) => streams.map(({ streamId }) => Number(streamId))

describe('a list of streams', () => {
  beforeEach(async () => {
    for (let n = 1; n <= 60; n++) {
      const sender = n % 2 === 0 ? alice : dave
      const recipient = n % 3 === 0 ? carol : bob
      await world.ledger.create({ ...plain, sender, recipient })
      if (n % 5 === 0) await world.ledger.pause({ streamId: String(n) })
    }
  })

  const all = Array.from({ length: 60 }, (_, n) => n + 1)

  it('has all of them in the order of their ids, 50 at a time', async () => {
    const first = await world.ledger.list()
    expect(idsOf(first.streams)).toEqual(all.slice(0, 50))
    const rest = await world.ledger.list({ cursor: first.nextCursor ?? '' })
    expect(idsOf(rest.streams)).toEqual(all.slice(50))
    expect(rest.nextCursor).toBeNull()
    expect(rest.position).toEqual((await world.entries()).at(-1)?.position)
  })

  it('is narrowed by sender, recipient and status, alone and together', async () => {
    const idsFor = async (query: Parameters<Ledger['list']>[0]) =>
      idsOf((await world.ledger.list(query)).streams)
    expect(await idsFor({ sender: alice })).toEqual(all.filter((n) => n % 2 === 0))
    expect(await idsFor({ recipient: carol })).toEqual(all.filter((n) => n % 3 === 0))
    expect(await idsFor({ status: 'paused' })).toEqual(all.filter((n) => n % 5 === 0))
    expect(await idsFor({ sender: alice, recipient: carol, status: 'paused' })).toEqual([30, 60])
    expect(await idsFor({ sender: carol })).toEqual([])
    expect(await idsFor({ status: 'completed' })).toEqual([])
  })

  it('follows a stream from one status to the other', async () => {
    await world.ledger.resume({ streamId: '10' })
    await world.ledger.cancel({ streamId: '15' })
    expect(idsOf((await world.ledger.list({ status: 'paused' })).streams)).not.toContain(10)
    expect(idsOf((await world.ledger.list({ status: 'cancelled' })).streams)).toEqual([15])
  })

  it.each([1, 3, 7, 60])('is the same in pages of %d', async (limit) => {
    const found: number[] = []
    let cursor: string | null = '0'
    while (cursor !== null) {
      const page: Awaited<ReturnType<Ledger['list']>> = await world.ledger.list({
        recipient: carol,
        limit,
        cursor,
      })
      expect(page.streams.length).toBeLessThanOrEqual(limit)
      found.push(...idsOf(page.streams))
      cursor = page.nextCursor
    }
    expect(found).toEqual(all.filter((n) => n % 3 === 0))
  })

  it.each([{ limit: 0 }, { limit: 1001 }, { limit: 1.5 }, { cursor: 'next' }, { cursor: '' }])(
    'is refused for %o',
    async (query) => {
      await expect(world.ledger.list(query)).rejects.toMatchObject({ code: 'bad_value' })
    },
  )
})

describe('a snapshot', () => {
  it('has exactly the streams that the filter covers, once each', async () => {
    for (let n = 1; n <= 12; n++) {
      const sender = n % 2 === 0 ? alice : carol
      const recipient = n % 3 !== 0 ? bob : n % 2 === 0 ? carol : dave
      await world.ledger.create({ ...plain, sender, recipient })
    }
    const idsFor = async (filter: Parameters<Ledger['snapshot']>[0]) =>
      idsOf((await world.ledger.snapshot(filter)).streams)
    expect(await idsFor({ all: true })).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    expect(await idsFor({ users: [alice] })).toEqual([2, 4, 6, 8, 10, 12])
    expect(await idsFor({ users: [carol] })).toEqual([1, 3, 5, 6, 7, 9, 11, 12])
    expect(await idsFor({ streams: ['11', '2', '99'], users: [alice] })).toEqual([
      2, 4, 6, 8, 10, 11, 12,
    ])
    expect(await idsFor({})).toEqual([])
  })

  it('of nothing has a position nevertheless', async () => {
    const { position, streams } = await world.ledger.snapshot({ all: true })
    expect(streams).toEqual([])
    expect(position.offset).toBe(0)
  })

  it('is true at its position, whatever is written while it is read', async () => {
    const next = createSeededRandom(5).next
    for (let n = 0; n < 700; n++) await world.ledger.create(plain)
    const timers = {
      // Each pause of the reader lets a few commands through, so every page is of another position.
      after(_: number, run: () => void) {
        const commands = Array.from({ length: 3 }, () =>
          next() < 0.2
            ? world.ledger.create(plain)
            : world.ledger.topUp({ streamId: String(1 + Math.floor(next() * 700)), amount: 1n }),
        )
        Promise.all(commands).then(run, run)
        return () => undefined
      },
    }
    const reader = createLedger({ log: world.log, clock: world.clock, timers })
    const { position, streams } = await reader.snapshot({ all: true })
    expect(position.offset).toBeGreaterThan(700)

    const expected = new Map<string, bigint>()
    for (const entry of await world.entries()) {
      if (entry.position.offset > position.offset) break
      const body = JSON.parse(entry.data)
      expected.set(body.streamId, BigInt(body.newDepositedAmount ?? body.depositedAmount))
    }
    expect(new Map(streams.map((stream) => [stream.streamId, stream.depositedAmount]))).toEqual(
      expected,
    )
  })
})
