import { describe, expect, it } from 'vitest'
import { createLedger } from '../../../server/ledger/ledger.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { createStillTime } from '../../support/still-time.ts'
import { alice, bob, token } from '../../support/wired.ts'

const terms = { tokenAddress: token, ratePerSecond: 1_000n, depositedAmount: 1_000_000n }
const most = 3

function createWorld() {
  const { clock, random } = createStillTime()
  const log = memoryLog({ clock, random })
  const open = (maxStreamsPerSender = most) => createLedger({ log, clock, maxStreamsPerSender })
  return { ledger: open(), open }
}

const ofAlice = { ...terms, sender: alice, recipient: bob }

async function fill(ledger: ReturnType<typeof createLedger>) {
  for (let count = 0; count < most; count++) await ledger.create(ofAlice)
}

describe('the bound of streams of a sender', () => {
  it('refuses the next one, and those of no other sender', async () => {
    const { ledger } = createWorld()
    await fill(ledger)
    await expect(ledger.create(ofAlice)).rejects.toMatchObject({ code: 'too_many_streams' })
    await ledger.create({ ...terms, sender: bob, recipient: alice })
  })

  it('holds for commands at the same time', async () => {
    const { ledger } = createWorld()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => ledger.create(ofAlice)),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(most)
  })

  it('has a place again for each stream that has ended, but not for a paused one', async () => {
    const { ledger } = createWorld()
    await fill(ledger)
    await ledger.pause({ streamId: '1' })
    await expect(ledger.create(ofAlice)).rejects.toMatchObject({ code: 'too_many_streams' })
    await ledger.cancel({ streamId: '2' })
    await ledger.create(ofAlice)
    await expect(ledger.create(ofAlice)).rejects.toMatchObject({ code: 'too_many_streams' })
  })

  it('holds after a restart, and follows other processes', async () => {
    const { ledger, open } = createWorld()
    await fill(ledger)
    const other = open()
    await expect(other.create(ofAlice)).rejects.toMatchObject({ code: 'too_many_streams' })
    await ledger.cancel({ streamId: '3' })
    await other.create(ofAlice)
    await expect(ledger.create(ofAlice)).rejects.toMatchObject({ code: 'too_many_streams' })
  })

  it('takes no place for a command that is refused', async () => {
    const { ledger } = createWorld()
    for (let count = 0; count < most; count++) {
      await expect(ledger.create({ ...ofAlice, recipient: alice })).rejects.toThrow()
      await expect(ledger.create(ofAlice, { actor: bob })).rejects.toThrow()
    }
    await fill(ledger)
  })

  it('answers a repeated command as before', async () => {
    const { ledger } = createWorld()
    const options = { idempotencyKey: 'first' }
    const { stream } = await ledger.create(ofAlice, options)
    await ledger.create(ofAlice)
    await ledger.create(ofAlice)
    expect(await ledger.create(ofAlice, options)).toMatchObject({ stream, repeated: true })
  })

  it('is none with 0', async () => {
    const { open } = createWorld()
    const ledger = open(0)
    for (let count = 0; count < 10; count++) await ledger.create(ofAlice)
  })
})
