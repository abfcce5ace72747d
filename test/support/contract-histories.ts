/**
 * Random histories of payment streams for property tests: created, topped up, withdrawn from, paused,
 * resumed, cancelled, at random seconds and with amounts up to the edge of i128.
 */

import fc from 'fast-check'
import { type ContractModel, createContractModel } from './contract-model.ts'

const i128Max = 170141183460469231731687303715884105727n

/** The seeds every property runs with: fixed, so that a failure can be repeated. */
export const seeds = [1, 271828, 20260801] as const

export type Operation =
  | { readonly kind: 'topUp'; readonly amount: bigint }
  | { readonly kind: 'withdraw' | 'pause' | 'resume' | 'cancel' }

export interface History {
  readonly amount: bigint
  readonly durationSeconds: bigint
  readonly createdAt: number
  readonly steps: readonly { readonly waitSeconds: number; readonly operation: Operation }[]
}

const amounts = fc.oneof(
  fc.bigInt(1n, 5_000n),
  fc.bigInt(1n, 10n ** 15n),
  fc.bigInt(i128Max / 4n, i128Max),
)

// Withdrawals and pauses come often, or a history would hardly ever ask for a withdrawal in a pause.
const operations: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('topUp' as const), amount: amounts }) },
  { weight: 4, arbitrary: fc.constant<Operation>({ kind: 'withdraw' }) },
  { weight: 3, arbitrary: fc.constant<Operation>({ kind: 'pause' }) },
  { weight: 3, arbitrary: fc.constant<Operation>({ kind: 'resume' }) },
  { weight: 1, arbitrary: fc.constant<Operation>({ kind: 'cancel' }) },
)

const waits = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 40 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 10_000_000 }) },
)

export const histories: fc.Arbitrary<History> = fc.record({
  amount: amounts,
  durationSeconds: fc.oneof(fc.bigInt(1n, 90n), fc.bigInt(1n, 10n ** 8n)),
  createdAt: fc.integer({ min: 0, max: 4_000_000_000 }),
  steps: fc.array(fc.record({ waitSeconds: waits, operation: operations }), { maxLength: 10 }),
})

export interface Stage {
  readonly model: ContractModel
  /** The ledger second at which this stage was reached. */
  readonly now: number
}

/** Runs a history and yields the stream after its creation and after every operation taken. */
export function live(history: History, onStage: (stage: Stage) => void): void {
  const { amount, durationSeconds, createdAt, steps } = history
  const model = createContractModel(amount, durationSeconds, createdAt)
  if (model === null) return
  let now = createdAt
  onStage({ model, now })
  for (const { waitSeconds, operation } of steps) {
    now += waitSeconds
    if (operate(model, operation, now)) onStage({ model, now })
  }
}

function operate(model: ContractModel, operation: Operation, now: number): boolean {
  return operation.kind === 'topUp' ? model.topUp(operation.amount) : model[operation.kind](now)
}

/** Seconds worth asking about: around now, around the end of the deposit, and far away. */
export function secondsAround({ model, now }: Stage): readonly number[] {
  const { storage } = model
  const outstanding = storage.deposited_amount - storage.withdrawn_amount
  const end = Number(storage.last_update_time + outstanding / storage.rate_per_second)
  const seconds: number[] = [now - 1_000, now + 1_000_000, 8_000_000_000_000]
  for (let offset = -2; offset <= 25; offset += 1) seconds.push(now + offset)
  for (let offset = -3; offset <= 3; offset += 1) seconds.push(end + offset)
  return seconds.filter((second) => second <= 8_000_000_000_000)
}
