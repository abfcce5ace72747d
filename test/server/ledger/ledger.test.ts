import { beforeEach, describe, expect, it } from 'vitest'
import { createLedger } from '../../../server/ledger/ledger.ts'
import { decodeStreamState } from '../../../src/feeds/payments/stream-state.ts'
import {
  alice,
  bob,
  createLedgerWorld,
  i128Max,
  type LedgerWorld,
  plain,
  usdc,
} from './ledger-world.ts'

let world: LedgerWorld
beforeEach(() => {
  world = createLedgerWorld()
})

const start = 1_790_000_000
const one = { streamId: '1' }

async function typesOf(): Promise<readonly string[]> {
  return (await world.entries()).map(({ type }) => type)
}

describe('creating a stream', () => {
  it('assigns ids from 1, even if many are created at once', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => world.ledger.create(plain)))
    expect(results.map(({ stream }) => stream.streamId)).toEqual(
      Array.from({ length: 20 }, (_, n) => String(n + 1)),
    )
    expect(results.map(({ position }) => position.offset)).toEqual(
      Array.from({ length: 20 }, (_, n) => n + 1),
    )
  })

  it('begins now, unless it has a start time', async () => {
    expect((await world.ledger.create(plain)).stream).toEqual({
      ...plain,
      streamId: '1',
      withdrawnAmount: 0n,
      startTime: start,
      lastUpdateTime: start,
      status: 'active',
      pausedAt: null,
    })
    const later = await world.ledger.create({ ...plain, startTime: start + 50 })
    expect(later.stream).toMatchObject({ startTime: start + 50, lastUpdateTime: start + 50 })
    expect(await world.ledger.claimable('2', start + 49)).toMatchObject({ claimable: 0n })
    expect(await world.ledger.claimable('2', start + 51)).toMatchObject({ claimable: 10n })
  })

  it('appends the event with its topics and stores the stream as JSON', async () => {
    const { stream, position } = await world.ledger.create(plain)
    const [entry] = await world.entries()
    expect(entry).toMatchObject({ type: 'stream.created', position })
    expect(entry?.topics).toEqual(['all', 'stream:1', `user:${alice}`, `user:${bob}`])
    expect(JSON.parse(entry?.data ?? '')).toEqual({
      streamId: '1',
      sender: alice,
      recipient: bob,
      tokenAddress: usdc,
      ratePerSecond: '10',
      depositedAmount: '1000',
      startTime: start,
      timestamp: start,
    })
    const { values } = await world.log.states('payments', { keys: ['stream:1'] }, 1)
    const stored = decodeStreamState(JSON.parse(values[0]?.value ?? ''))
    expect(stored).not.toBeTypeOf('string')
    expect(stored).toEqual(stream)
  })

  it.each([
    ['same_party', { recipient: plain.sender }],
    ['rate_zero', { ratePerSecond: 0n }],
    ['amount_not_positive', { ratePerSecond: -1n }],
    ['amount_not_positive', { depositedAmount: 0n }],
    ['amount_not_positive', { depositedAmount: -5n }],
    ['amount_out_of_range', { depositedAmount: i128Max + 1n }],
    ['amount_out_of_range', { ratePerSecond: i128Max + 1n }],
    ['bad_address', { sender: 'alice' }],
    ['bad_address', { sender: `${alice.slice(0, -1)}A` }],
    ['bad_address', { sender: usdc }],
    ['bad_address', { recipient: '' }],
    ['bad_address', { recipient: undefined as unknown as string }],
    ['bad_address', { tokenAddress: 'USDC' }],
    ['bad_amount', { ratePerSecond: 10 as unknown as bigint }],
    ['bad_amount', { ratePerSecond: '10' as unknown as bigint }],
    ['bad_amount', { depositedAmount: 1_000 as unknown as bigint }],
    ['bad_amount', { depositedAmount: null as unknown as bigint }],
    ['time_out_of_range', { startTime: '1790000000' as unknown as number }],
    ['time_out_of_range', { startTime: -1 }],
    ['time_out_of_range', { startTime: 1.5 }],
    ['time_out_of_range', { startTime: 2 ** 53 }],
  ])('is refused with %s for %o, and uses up no id', async (code, wrong) => {
    await expect(world.ledger.create({ ...plain, ...wrong })).rejects.toMatchObject({ code })
    expect(await world.entries()).toEqual([])
    expect((await world.ledger.create(plain)).stream.streamId).toBe('1')
  })

  it('is refused with what to pass instead', async () => {
    await expect(world.ledger.create({ ...plain, recipient: 'bob' })).rejects.toThrow(
      /recipient is not a Stellar account: "bob"\. Use G and 55 more characters/,
    )
    const ratePerSecond = 10 as unknown as bigint
    await expect(world.ledger.create({ ...plain, ratePerSecond })).rejects.toThrow(
      /ratePerSecond is not an amount: it is a number\. Use whole base units as a bigint/,
    )
  })

  it('holds the largest amounts there are', async () => {
    const huge = { ...plain, ratePerSecond: i128Max, depositedAmount: i128Max }
    await world.ledger.create(huge)
    world.advance(1)
    expect((await world.ledger.withdraw(one)).stream).toMatchObject({
      withdrawnAmount: i128Max,
      status: 'completed',
    })
  })
})

describe('a command on a stream', () => {
  it.each(['topUp', 'withdraw', 'cancel', 'pause', 'resume'] as const)(
    'is refused where the id is none: %s',
    async (name) => {
      await world.ledger.create(plain)
      const before = await world.everything()
      for (const streamId of ['', '01', '-1', 'one', 1 as unknown as string]) {
        await expect(world.ledger[name]({ streamId, amount: 5n })).rejects.toMatchObject({
          code: 'bad_stream_id',
        })
      }
      expect(await world.everything()).toBe(before)
    },
  )

  it('is refused where the amount is not a bigint', async () => {
    await world.ledger.create(plain)
    for (const amount of [5, '5', undefined] as unknown as bigint[]) {
      await expect(world.ledger.topUp({ ...one, amount })).rejects.toMatchObject({
        name: 'LedgerError',
        code: 'bad_amount',
      })
    }
    expect(await world.entries()).toHaveLength(1)
  })
})

describe('a stream', () => {
  beforeEach(async () => {
    await world.ledger.create(plain)
  })

  it('pays out what has accrued, and counts on from there', async () => {
    world.advance(30)
    const { stream } = await world.ledger.withdraw(one)
    expect(stream).toMatchObject({ withdrawnAmount: 300n, lastUpdateTime: start + 30 })
    expect(await world.ledger.claimable('1')).toMatchObject({ claimable: 0n, at: start + 30 })
    await expect(world.ledger.withdraw(one)).rejects.toMatchObject({ code: 'nothing_to_withdraw' })
  })

  it('that is emptied is withdrawn from and completed in one append', async () => {
    world.advance(500)
    const batches: number[] = []
    world.log.tail(
      'payments',
      (entries) => batches.push(entries.length),
      () => expect.unreachable(),
    )
    const { stream, position } = await world.ledger.withdraw(one)
    expect(stream).toMatchObject({ status: 'completed', withdrawnAmount: 1_000n })
    expect(await typesOf()).toEqual(['stream.created', 'stream.withdrawn', 'stream.completed'])
    expect(position.offset).toBe(3)
    expect(batches).toEqual([2])
  })

  it('keeps what has vested when it is topped up', async () => {
    world.advance(60)
    const { stream } = await world.ledger.topUp({ ...one, amount: 500n })
    expect(stream).toMatchObject({ depositedAmount: 1_500n, lastUpdateTime: start })
    expect(await world.ledger.claimable('1')).toMatchObject({ claimable: 600n })
  })

  it('does not take more than 128 bits hold', async () => {
    const tooMuch = world.ledger.topUp({ ...one, amount: i128Max - 999n })
    await expect(tooMuch).rejects.toMatchObject({ code: 'amount_out_of_range' })
    await world.ledger.topUp({ ...one, amount: i128Max - 1_000n })
    await expect(world.ledger.topUp({ ...one, amount: 1n })).rejects.toMatchObject({
      code: 'amount_out_of_range',
    })
  })

  it('continues after a pause as if the pause had not been', async () => {
    world.advance(10)
    await world.ledger.pause(one)
    world.advance(1_000)
    expect(await world.ledger.claimable('1')).toMatchObject({ claimable: 100n })
    const { stream } = await world.ledger.resume(one)
    expect(stream).toMatchObject({ status: 'active', pausedAt: null, lastUpdateTime: start + 1000 })
    const resumed = (await world.entries()).at(-1)
    expect(JSON.parse(resumed?.data ?? '')).toMatchObject({ newEndTime: start + 1010 + 90 })
    world.advance(5)
    expect(await world.ledger.claimable('1')).toMatchObject({ claimable: 150n })
  })

  it('pays nothing out during a pause, and all that had accrued after it', async () => {
    world.advance(10)
    await world.ledger.pause(one)
    world.advance(20)
    expect(await world.ledger.claimable('1')).toMatchObject({ claimable: 100n })
    const before = await world.everything()
    await expect(world.ledger.withdraw(one)).rejects.toMatchObject({ code: 'stream_paused' })
    expect(await world.everything()).toBe(before)
    await world.ledger.resume(one)
    const { stream } = await world.ledger.withdraw(one)
    expect(stream).toMatchObject({ withdrawnAmount: 100n, lastUpdateTime: start + 30 })
  })

  it('that is cancelled during a pause pays out what had accrued before it', async () => {
    world.advance(10)
    await world.ledger.pause(one)
    world.advance(20)
    const { stream } = await world.ledger.cancel(one)
    expect(stream).toMatchObject({ status: 'cancelled', withdrawnAmount: 100n, pausedAt: null })
  })

  it('that is cancelled divides its deposit between the two, for good', async () => {
    world.advance(25)
    const { stream } = await world.ledger.cancel(one)
    expect(stream).toMatchObject({ status: 'cancelled', withdrawnAmount: 250n })
    expect(JSON.parse((await world.entries()).at(-1)?.data ?? '')).toMatchObject({
      amountWithdrawn: '250',
      refundedAmount: '750',
      timestamp: start + 25,
    })
    const before = await world.everything()
    for (const refused of [
      world.ledger.withdraw(one),
      world.ledger.cancel(one),
      world.ledger.pause(one),
      world.ledger.resume(one),
      world.ledger.topUp({ ...one, amount: 1n }),
    ]) {
      await expect(refused).rejects.toMatchObject({ code: 'stream_inactive' })
    }
    expect(await world.everything()).toBe(before)
  })

  it('alternates between pause and resume', async () => {
    await expect(world.ledger.resume(one)).rejects.toMatchObject({ code: 'not_paused' })
    await world.ledger.pause(one)
    await expect(world.ledger.pause(one)).rejects.toMatchObject({ code: 'already_paused' })
  })

  it('that ends beyond a u64 has an end nevertheless', async () => {
    await world.ledger.create({ ...plain, ratePerSecond: 1n, depositedAmount: i128Max })
    await world.ledger.pause({ streamId: '2' })
    await world.ledger.resume({ streamId: '2' })
    const { newEndTime } = JSON.parse((await world.entries()).at(-1)?.data ?? '')
    expect(newEndTime).toBe(2 ** 64)
  })

  it('accepts a command only from the party that the contract asks for', async () => {
    world.advance(5)
    const { ledger } = world
    const before = await world.everything()
    for (const refused of [
      ledger.withdraw(one, { actor: alice }),
      ledger.topUp({ ...one, amount: 1n }, { actor: bob }),
      ledger.pause(one, { actor: bob }),
      ledger.resume(one, { actor: bob }),
      ledger.cancel(one, { actor: bob }),
      ledger.create(plain, { actor: bob }),
    ]) {
      await expect(refused).rejects.toMatchObject({ code: 'not_a_party' })
    }
    expect(await world.everything()).toBe(before)
    await ledger.withdraw(one, { actor: bob })
    await ledger.cancel(one, { actor: alice })
  })

  it('is nowhere under another id', async () => {
    for (const streamId of ['2', '0', '01', 'x y', '']) {
      await expect(world.ledger.read(streamId)).rejects.toMatchObject({ code: 'not_found' })
    }
    await expect(world.ledger.withdraw({ streamId: '2' })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('executes concurrent commands one after the other', async () => {
    const topUps = Array.from({ length: 30 }, () => world.ledger.topUp({ ...one, amount: 1n }))
    await Promise.all(topUps)
    expect((await world.ledger.read('1')).stream.depositedAmount).toBe(1_030n)
  })

  it('takes commands of several ledgers over one log, losing none', async () => {
    const other = createLedger({ log: world.log, clock: world.clock })
    await Promise.all(
      Array.from({ length: 10 }, () => [
        world.ledger.topUp({ ...one, amount: 1n }),
        other.topUp({ ...one, amount: 1n }),
      ]).flat(),
    )
    expect((await world.ledger.read('1')).stream.depositedAmount).toBe(1_020n)
    const created = await Promise.all([other.create(plain), world.ledger.create(plain)])
    expect(created.map(({ stream }) => stream.streamId).sort()).toEqual(['2', '3'])
  })
})

describe('the ledger’s second', () => {
  it('is the clock’s, rounded down', () => {
    world.advance(0.9)
    expect(world.ledger.nowSeconds()).toBe(start)
  })

  it('holds when the clock goes back a little', async () => {
    await world.ledger.create(plain)
    world.advance(10)
    await world.ledger.pause(one)
    world.setClock(-4)
    expect(world.ledger.nowSeconds()).toBe(start + 10)
    expect((await world.ledger.resume(one)).stream.lastUpdateTime).toBe(start)
  })

  it('holds across a restart', async () => {
    await world.ledger.create(plain)
    world.advance(10)
    await world.ledger.pause(one)
    world.setClock(-30)
    const restarted = createLedger({ log: world.log, clock: world.clock })
    expect(await restarted.claimable('1')).toMatchObject({ at: start + 10, claimable: 100n })
    expect((await restarted.create(plain)).stream).toMatchObject({
      streamId: '2',
      startTime: start + 10,
    })
  })

  it.each([-1, 0.5, Number.NaN, 2 ** 53])('cannot be asked about %d', async (at) => {
    await world.ledger.create(plain)
    await expect(world.ledger.claimable('1', at)).rejects.toMatchObject({
      code: 'time_out_of_range',
    })
  })
})

describe('an idempotency key', () => {
  const options = { idempotencyKey: 'order-1' }

  it('brings back the first answer, and nothing happens again', async () => {
    const first = await world.ledger.create(plain, options)
    await world.ledger.topUp({ ...one, amount: 5n })
    const before = await world.everything()
    const again = await world.ledger.create({ ...plain }, options)
    expect(again).toEqual({ ...first, repeated: true })
    expect(await world.everything()).toBe(before)
  })

  it('executes once for concurrent commands', async () => {
    const results = await Promise.all(
      Array.from({ length: 10 }, () => world.ledger.create(plain, options)),
    )
    expect(new Set(results.map(({ stream }) => stream.streamId))).toEqual(new Set(['1']))
    expect(results.filter(({ repeated }) => !repeated)).toHaveLength(1)
    expect(await world.entries()).toHaveLength(1)
  })

  it('protects a withdrawal from being made twice', async () => {
    await world.ledger.create(plain)
    world.advance(10)
    const first = await world.ledger.withdraw(one, options)
    world.advance(10)
    const again = await world.ledger.withdraw(one, options)
    expect(again.stream.withdrawnAmount).toBe(100n)
    expect(again.position).toEqual(first.position)
  })

  it('belongs to one command', async () => {
    await world.ledger.create(plain, options)
    for (const other of [
      world.ledger.create({ ...plain, depositedAmount: 1_001n }, options),
      world.ledger.topUp({ ...one, amount: 1n }, options),
      world.ledger.pause(one, options),
    ]) {
      await expect(other).rejects.toMatchObject({ code: 'idempotency_conflict' })
    }
    expect(await world.entries()).toHaveLength(1)
  })

  it('belongs to one actor', async () => {
    await world.ledger.create(plain, { ...options, actor: alice })
    await world.ledger.create(
      { ...plain, sender: bob, recipient: alice },
      { ...options, actor: bob },
    )
    expect(await world.entries()).toHaveLength(2)
  })

  it('does not remember a refusal', async () => {
    await world.ledger.create(plain)
    const tooEarly = world.ledger.withdraw(one, options)
    await expect(tooEarly).rejects.toMatchObject({ code: 'nothing_to_withdraw' })
    world.advance(1)
    expect((await world.ledger.withdraw(one, options)).repeated).toBe(false)
  })

  it('is forgotten after 24 hours', async () => {
    await world.ledger.create(plain, options)
    world.advance(24 * 3600 - 1)
    expect((await world.ledger.create(plain, options)).repeated).toBe(true)
    world.advance(1)
    expect((await world.ledger.create(plain, options)).stream.streamId).toBe('2')
    expect((await world.ledger.create(plain, options)).stream.streamId).toBe('2')
  })

  it('deletes expired records', async () => {
    const records = async () =>
      (await world.log.states('payments', { prefix: 'idempotency' }, 1000)).values.length
    for (let n = 0; n < 50; n++) {
      await world.ledger.create(plain, { idempotencyKey: `key-${n}` })
    }
    expect(await records()).toBe(100)
    world.advance(24 * 3600)
    for (let n = 0; n < 20; n++) {
      await world.ledger.create(plain, { idempotencyKey: `key-${n}` })
    }
    expect(await records()).toBe(40)
  })

  it.each(['', 'a b', 'ü', 'x'.repeat(201)])('cannot be %j', async (idempotencyKey) => {
    await expect(world.ledger.create(plain, { idempotencyKey })).rejects.toMatchObject({
      code: 'bad_idempotency_key',
    })
  })
})
