/** Random histories of streams: the ledger against an independent model of the contract, command by command. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLedgerError } from '../../../server/ledger/errors.ts'
import { claimableAtSecond } from '../../../src/money/accrual.ts'
import { histories, seeds } from '../../support/contract-histories.ts'
import { createContractModel } from '../../support/contract-model.ts'
import { createLedgerWorld, plain } from './ledger-world.ts'

describe('the ledger', () => {
  it.each(seeds)('does what the contract does, seed %d', async (seed) => {
    await fc.assert(
      fc.asyncProperty(histories, async ({ amount, durationSeconds, createdAt, steps }) => {
        const model = createContractModel(amount, durationSeconds, createdAt)
        fc.pre(model !== null)
        const world = createLedgerWorld(createdAt)
        const { ledger } = world
        const { stream } = await ledger.create({
          ...plain,
          depositedAmount: amount,
          ratePerSecond: model.storage.rate_per_second,
        })
        const { streamId } = stream
        let now = createdAt
        for (const { waitSeconds, operation } of steps) {
          now += waitSeconds
          world.advance(waitSeconds)
          const before = await world.everything()
          const isAccepted =
            operation.kind === 'topUp' ? model.topUp(operation.amount) : model[operation.kind](now)
          const command =
            operation.kind === 'topUp'
              ? ledger.topUp({ streamId, amount: operation.amount })
              : ledger[operation.kind]({ streamId })
          if (isAccepted) {
            await command
          } else {
            const error: unknown = await command.catch((reason: unknown) => reason)
            expect(isLedgerError(error)).toBe(true)
            expect(await world.everything()).toBe(before)
          }
          const { stream: after } = await ledger.read(streamId)
          const terms = model.terms()
          // The contract keeps the time of a pause that has ended with the stream; we do not.
          const pausedAt = terms.status === 'paused' ? terms.pausedAt : null
          expect(after).toMatchObject({ ...terms, pausedAt })
          expect((await ledger.claimable(streamId)).claimable).toBe(model.claimable(now))
          expect(claimableAtSecond(after, now + 1_000)).toBe(model.claimable(now + 1_000))
        }
      }),
      { seed, numRuns: 150 },
    )
  })

  it.each(seeds)('describes every change in its events, seed %d', async (seed) => {
    await fc.assert(
      fc.asyncProperty(histories, async ({ amount, durationSeconds, createdAt, steps }) => {
        const ratePerSecond = amount / durationSeconds
        fc.pre(ratePerSecond > 0n)
        const world = createLedgerWorld(createdAt)
        const { ledger } = world
        await ledger.create({ ...plain, depositedAmount: amount, ratePerSecond })
        for (const { waitSeconds, operation } of steps) {
          world.advance(waitSeconds)
          const command =
            operation.kind === 'topUp'
              ? ledger.topUp({ streamId: '1', amount: operation.amount })
              : ledger[operation.kind]({ streamId: '1' })
          await command.catch(() => undefined)
        }
        let deposited = 0n
        let paidOut = 0n
        let refunded = 0n
        for (const { type, data } of await world.entries()) {
          const body = JSON.parse(data)
          if (type === 'stream.created') deposited = BigInt(body.depositedAmount)
          if (type === 'stream.topped_up') {
            deposited += BigInt(body.amount)
            expect(BigInt(body.newDepositedAmount)).toBe(deposited)
          }
          if (type === 'stream.withdrawn') paidOut += BigInt(body.amount)
          if (type === 'stream.completed') expect(BigInt(body.totalWithdrawn)).toBe(paidOut)
          if (type === 'stream.cancelled') {
            paidOut = BigInt(body.amountWithdrawn)
            refunded = BigInt(body.refundedAmount)
            expect(paidOut + refunded).toBe(deposited)
          }
        }
        const { stream } = await ledger.read('1')
        expect([stream.depositedAmount, stream.withdrawnAmount]).toEqual([deposited, paidOut])
      }),
      { seed, numRuns: 100 },
    )
  })
})
