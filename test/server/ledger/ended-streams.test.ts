import { describe, expect, it } from 'vitest'
import { createLedger } from '../../../server/ledger/ledger.ts'
import { alice, createLedgerWorld, type LedgerWorld, plain } from './ledger-world.ts'

const day = 24 * 3_600

/** Streams 1 to `count`, all but the last one ended. */
async function createEnded(count: number): Promise<LedgerWorld> {
  const world = createLedgerWorld()
  for (let n = 1; n <= count; n++) await world.ledger.create(plain)
  for (let n = 1; n < count; n++) {
    const streamId = String(n)
    if (n % 2 === 0) await world.ledger.cancel({ streamId })
    else {
      await world.ledger.topUp({ streamId, amount: 1n })
      await world.ledger.pause({ streamId })
      await world.ledger.cancel({ streamId })
    }
  }
  return world
}

async function idsIn({ ledger }: LedgerWorld): Promise<readonly string[]> {
  const { streams } = await ledger.list({ limit: 1_000 })
  expect((await ledger.snapshot({ all: true })).streams).toEqual(streams)
  expect((await ledger.snapshot({ users: [alice] })).streams).toEqual(streams)
  return streams.map(({ streamId }) => streamId)
}

/** The first command finds what has to leave, and the second one takes it along. */
async function topUpTwice({ ledger }: LedgerWorld, streamId: string): Promise<void> {
  for (let count = 0; count < 2; count++) await ledger.topUp({ streamId, amount: 1n })
}

describe('a stream that has ended', () => {
  it('stays for 30 days, and leaves with a command after that, in its append', async () => {
    const world = await createEnded(3)
    const three = { streamId: '3' }
    world.advance(30 * day - 1)
    await world.ledger.topUp({ ...three, amount: 1n })
    expect(await idsIn(world)).toEqual(['1', '2', '3'])
    world.advance(1)
    expect(await idsIn(world)).toEqual(['1', '2', '3'])
    // It finds them; commands do not wait for that.
    await world.ledger.topUp({ ...three, amount: 1n })
    expect(await idsIn(world)).toEqual(['1', '2', '3'])
    const { position } = await world.ledger.topUp({ ...three, amount: 1n })
    expect(await idsIn(world)).toEqual(['3'])
    expect((await world.log.bounds('payments')).top).toBe(position.offset)
  })

  it('leaves nothing behind but the events in the history', async () => {
    const world = await createEnded(3)
    const events = (await world.entries()).length
    world.advance(31 * day)
    await topUpTwice(world, '3')
    const { values } = await world.log.states('payments', { prefix: '' }, 1_000)
    expect(values.map(({ key }) => key.replace(/:.*:/, ':'))).toEqual([
      'by-recipient:00000000000000000003',
      'by-sender:00000000000000000003',
      'by-status:00000000000000000003',
      'last-stream-id',
      'stream:3',
    ])
    expect(await world.entries()).toHaveLength(events + 2)
  })

  it('is not found by its id afterwards, and its id is not given out again', async () => {
    const world = await createEnded(3)
    world.advance(31 * day)
    await topUpTwice(world, '3')
    expect((await world.ledger.create(plain)).stream.streamId).toBe('4')
    await expect(world.ledger.read('1')).rejects.toMatchObject({ code: 'not_found' })
    await expect(world.ledger.pause({ streamId: '1' })).rejects.toMatchObject({ code: 'not_found' })
    const restarted = createLedger({ log: world.log, clock: world.clock })
    expect((await restarted.create(plain)).stream.streamId).toBe('5')
  })

  it('stays while it is the newest, so that the ids that were issued can be found again', async () => {
    const world = createLedgerWorld()
    await world.ledger.create(plain)
    await world.ledger.create(plain)
    await world.ledger.cancel({ streamId: '2' })
    world.advance(31 * day)
    await topUpTwice(world, '1')
    expect(await idsIn(world)).toEqual(['1', '2'])
    await world.log.append(
      'payments',
      { topics: ['x'], type: 'stream.noted', data: '{}' },
      { key: 'last-stream-id', value: 'damaged' },
    )
    const restarted = createLedger({ log: world.log, clock: world.clock })
    expect((await restarted.create(plain)).stream.streamId).toBe('3')
  })

  it('leaves when it was emptied by a withdrawal, too', async () => {
    const world = createLedgerWorld()
    await world.ledger.create(plain)
    await world.ledger.create(plain)
    world.advance(200)
    expect((await world.ledger.withdraw({ streamId: '1' })).stream.status).toBe('completed')
    world.advance(31 * day)
    await topUpTwice(world, '2')
    expect(await idsIn(world)).toEqual(['2'])
  })
})

describe('many streams that have ended', () => {
  it('leave a few with each command, and all of them in the same second if commands come', async () => {
    const world = await createEnded(30)
    world.advance(31 * day)
    const left: number[] = []
    for (let count = 0; count < 6; count++) {
      await world.ledger.topUp({ streamId: '30', amount: 1n })
      left.push((await idsIn(world)).length)
    }
    expect(left).toEqual([30, 22, 14, 6, 1, 1])
  })

  it('leave once, however many commands and processes come at the same time', async () => {
    const world = await createEnded(30)
    world.advance(31 * day)
    const other = createLedger({ log: world.log, clock: world.clock })
    const topUps = Array.from({ length: 20 }, () => [
      world.ledger.topUp({ streamId: '30', amount: 1n }),
      other.create(plain),
    ])
    await Promise.all(topUps.flat())
    expect(await idsIn(world)).toHaveLength(21)
  })

  it('stay where they are kept without limit', async () => {
    const world = await createEnded(4)
    const keeping = createLedger({
      ...{ log: world.log, clock: world.clock },
      endedStreamsMs: Number.POSITIVE_INFINITY,
    })
    world.advance(400 * day)
    for (let count = 0; count < 3; count++) await keeping.topUp({ streamId: '4', amount: 1n })
    expect(await idsIn(world)).toHaveLength(4)
  })
})
