/**
 * The payment-stream contract again, as plainly as its rules are written and with its own names: the
 * independent model that src/money is checked against. Shares no code with it, so that a mistake cannot
 * be in both. Has no fees, no tokens and no callers.
 */

import type { StreamTerms } from '../../src/money/index.ts'

const i128Max = 170141183460469231731687303715884105727n

interface ContractStorage {
  rate_per_second: bigint
  deposited_amount: bigint
  withdrawn_amount: bigint
  start_time: bigint
  last_update_time: bigint
  is_active: boolean
  paused: boolean
  paused_at: bigint | null
  status: 'Active' | 'Paused' | 'Cancelled' | 'Completed'
}

/** One stream in the contract. Operations answer false when the contract refuses them. */
export interface ContractModel {
  readonly storage: Readonly<ContractStorage>
  claimable(now: number): bigint
  topUp(amount: bigint): boolean
  withdraw(now: number): boolean
  pause(now: number): boolean
  resume(now: number): boolean
  cancel(now: number): boolean
  /** The same stream as src/money takes it. */
  terms(): StreamTerms
}

/** Creates a stream, or returns null where the contract refuses. */
export function createContractModel(
  amount: bigint,
  durationSeconds: bigint,
  createdAt: number,
): ContractModel | null {
  if (amount <= 0n || amount > i128Max || durationSeconds === 0n) return null
  const rate = amount / durationSeconds
  if (rate === 0n) return null

  const storage: ContractStorage = {
    rate_per_second: rate,
    deposited_amount: amount,
    withdrawn_amount: 0n,
    start_time: BigInt(createdAt),
    last_update_time: BigInt(createdAt),
    is_active: true,
    paused: false,
    paused_at: null,
    status: 'Active',
  }

  function claimable(now: number): bigint {
    if (!storage.is_active) return 0n
    const effective = storage.paused && storage.paused_at !== null ? storage.paused_at : BigInt(now)
    let elapsed = effective - storage.last_update_time
    if (elapsed < 0n) elapsed = 0n
    let remaining = storage.deposited_amount - storage.withdrawn_amount
    if (remaining < 0n) remaining = 0n
    const product = elapsed * storage.rate_per_second
    const streamed = product > i128Max ? remaining : product
    return streamed < remaining ? streamed : remaining
  }

  return {
    storage,
    claimable,
    topUp(amountAdded) {
      if (amountAdded <= 0n || !storage.is_active) return false
      if (storage.deposited_amount + amountAdded > i128Max) return false
      storage.deposited_amount += amountAdded
      return true
    },
    withdraw(now) {
      const paidOut = claimable(now)
      if (storage.paused) return false
      if (!storage.is_active || paidOut <= 0n) return false
      storage.withdrawn_amount += paidOut
      storage.last_update_time = BigInt(now)
      if (storage.withdrawn_amount >= storage.deposited_amount) {
        storage.is_active = false
        storage.status = 'Completed'
      }
      return true
    },
    pause(now) {
      if (storage.paused || !storage.is_active) return false
      storage.paused = true
      storage.paused_at = BigInt(now)
      storage.status = 'Paused'
      return true
    },
    resume(now) {
      // An ended stream keeps its pause flag here; that must not reactivate it.
      if (!storage.is_active || !storage.paused || storage.paused_at === null) return false
      storage.last_update_time += BigInt(now) - storage.paused_at
      storage.paused = false
      storage.paused_at = null
      storage.status = 'Active'
      return true
    },
    cancel(now) {
      if (!storage.is_active) return false
      storage.withdrawn_amount += claimable(now)
      storage.is_active = false
      storage.status = 'Cancelled'
      storage.last_update_time = BigInt(now)
      return true
    },
    terms() {
      const statuses = {
        Active: 'active',
        Paused: 'paused',
        Cancelled: 'cancelled',
        Completed: 'completed',
      } as const
      return {
        ratePerSecond: storage.rate_per_second,
        depositedAmount: storage.deposited_amount,
        withdrawnAmount: storage.withdrawn_amount,
        startTime: Number(storage.start_time),
        lastUpdateTime: Number(storage.last_update_time),
        status: statuses[storage.status],
        pausedAt: storage.paused_at === null ? null : Number(storage.paused_at),
      }
    },
  }
}
