import { describe, expect, it } from 'vitest'
import { isLedgerError } from '../../../server/ledger/errors.ts'
import { createLedger } from '../../../server/ledger/ledger.ts'
import type { AccrualStatus } from '../../../src/index.ts'
import { actionEnglish } from '../../../src/messages/actions-english.ts'
import { accrualStatusAt } from '../../../src/money/index.ts'
import { availableActions } from '../../../src/react/actions/available-actions.ts'
import { absenceText } from '../../../src/widgets/stream-actions/use-stream-actions.ts'
import { alice, bob, createLedgerWorld, plain } from '../../server/ledger/ledger-world.ts'

const statuses: readonly AccrualStatus[] = [
  'pending',
  'streaming',
  'paused',
  'settled',
  'completed',
  'cancelled',
]

/** A stream of alice to bob in that status. */
async function createIn(status: AccrualStatus) {
  const world = createLedgerWorld()
  const ledger = createLedger({ log: world.log, clock: world.clock })
  const startTime = ledger.nowSeconds() + (status === 'pending' ? 60 : 0)
  const { stream } = await ledger.create({ ...plain, startTime })
  const one = { streamId: stream.streamId }
  world.advance(status === 'settled' || status === 'completed' ? 1_000 : 10)
  if (status === 'completed') await ledger.withdraw(one)
  if (status === 'cancelled') await ledger.cancel(one)
  if (status === 'paused') await ledger.pause(one)
  return { ledger, one, read: async () => (await ledger.read(one.streamId)).stream }
}

describe.each(statuses)('a stream that is %s', (status) => {
  it('offers its sender nothing that the contract refuses', async () => {
    const { ledger, read } = await createIn(status)
    const stream = await read()
    expect(accrualStatusAt(stream, { atSeconds: ledger.nowSeconds() })).toBe(status)
    for (const action of availableActions(stream, status, alice)) {
      const { ledger: fresh, one } = await createIn(status)
      const run = {
        'top-up': () => fresh.topUp({ ...one, amount: 5n }),
        withdraw: () => fresh.withdraw(one),
        pause: () => fresh.pause(one),
        resume: () => fresh.resume(one),
        cancel: () => fresh.cancel(one),
      }[action]
      const refusal = await run().catch((error: unknown) => error)
      expect(isLedgerError(refusal), action).toBe(false)
    }
  })

  it('offers its recipient to withdraw, or says why not', async () => {
    const stream = await (await createIn(status)).read()
    const actions = availableActions(stream, status, bob)
    const canWithdraw = status === 'streaming' || status === 'settled'
    expect(actions).toEqual(canWithdraw ? ['withdraw'] : [])
    expect(absenceText(status, actionEnglish) === '').toBe(canWithdraw)
  })

  it('offers nothing to others, or without an account', async () => {
    const stream = await (await createIn(status)).read()
    expect(availableActions(stream, status, plain.tokenAddress)).toEqual([])
    expect(availableActions(stream, status, null)).toEqual([])
  })
})

describe('a stream that has ended', () => {
  it.each(['completed', 'cancelled'] as const)('offers nothing at all: %s', (status) => {
    expect(availableActions({ sender: alice, recipient: bob }, status, alice)).toEqual([])
  })
})
