/** Values that are stored whole and do not decode, as a bug or a foreign program would leave them. */
import { describe, expect, it } from 'vitest'
import { createLedger } from '../../../server/ledger/ledger.ts'
import type { Logger } from '../../../server/ops/logger.ts'
import { alice, createLedgerWorld, type LedgerWorld, plain } from './ledger-world.ts'

const streamIds = ['1', '2', '3']

async function createDamaged(key: string, value: string) {
  const lines: object[] = []
  const add = (facts: object) => lines.push(facts)
  const logger: Logger = { debug: add, info: add, warn: add, error: add }
  const world = createLedgerWorld(undefined, { logger })
  for (const _ of streamIds) await world.ledger.create(plain, { idempotencyKey: `k${_}` })
  world.advance(10)
  await overwrite(world, key, value)
  return { ...world, lines }
}

async function overwrite({ log }: LedgerWorld, key: string, value: string): Promise<void> {
  await log.append('payments', { topics: ['x'], type: 'stream.noted', data: '{}' }, { key, value })
}

describe('a stored stream that cannot be read', () => {
  it.each(['', 'null', '[]', '{"streamId":"2"}', '{"streamId":', '"\u0000"'])(
    'is left out of lists and snapshots: %j',
    async (value) => {
      const { ledger } = await createDamaged('stream:2', value)
      const idsOf = (streams: readonly { readonly streamId: string }[]) =>
        streams.map(({ streamId }) => streamId)
      expect(idsOf((await ledger.list()).streams)).toEqual(['1', '3'])
      expect(idsOf((await ledger.list({ sender: alice, limit: 2 })).streams)).toEqual(['1', '3'])
      expect(idsOf((await ledger.snapshot({ all: true })).streams)).toEqual(['1', '3'])
      expect(idsOf((await ledger.snapshot({ streams: ['2', '3'] })).streams)).toEqual(['3'])
    },
  )

  it('is refused when it is asked for by its id, and by every command on it', async () => {
    const { ledger } = await createDamaged('stream:2', '{')
    const two = { streamId: '2' }
    for (const refused of [
      ledger.read('2'),
      ledger.claimable('2'),
      ledger.withdraw(two),
      ledger.topUp({ ...two, amount: 1n }),
      ledger.cancel(two),
      ledger.pause(two),
    ]) {
      await expect(refused).rejects.toMatchObject({ code: 'state_damaged', key: 'stream:2' })
    }
  })

  it('stops no command on another stream', async () => {
    const { ledger } = await createDamaged('stream:2', '{')
    expect((await ledger.withdraw({ streamId: '1' })).stream.withdrawnAmount).toBe(100n)
    expect((await ledger.create(plain)).stream.streamId).toBe('4')
  })

  it('is counted and logged once', async () => {
    const { ledger, lines } = await createDamaged('stream:2', '{')
    expect(ledger.damagedStates()).toBe(0)
    for (let count = 0; count < 3; count++) await ledger.list()
    await ledger.snapshot({ all: true })
    expect(ledger.damagedStates()).toBe(1)
    expect(lines).toMatchObject([{ key: 'stream:2' }])
  })
})

describe('a stored answer that cannot be read', () => {
  it.each(['', '{}', '[]', '{"fingerprint":"x","atMs":1,"stream":{}}'])(
    'refuses the repeat of its command, which may have been carried out: %j',
    async (value) => {
      const { ledger, entries } = await createDamaged('idempotency::k1', value)
      const before = (await entries()).length
      await expect(ledger.create(plain, { idempotencyKey: 'k1' })).rejects.toMatchObject({
        code: 'state_damaged',
      })
      expect(await entries()).toHaveLength(before)
      expect((await ledger.create(plain, { idempotencyKey: 'other' })).stream.streamId).toBe('4')
    },
  )
})

describe('a last stream id that cannot be read', () => {
  it('is found again in the index, so that no id is given twice', async () => {
    const world = await createDamaged('last-stream-id', 'many')
    const restarted = createLedger({ log: world.log, clock: world.clock })
    expect((await restarted.create(plain)).stream.streamId).toBe('4')
  })
})

describe('an index entry without an id', () => {
  it('is passed over', async () => {
    const { ledger } = await createDamaged(`by-sender:${alice}:zzz`, '')
    expect((await ledger.list({ sender: alice })).streams).toHaveLength(3)
  })
})
