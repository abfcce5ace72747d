/**
 * A chain with the payment-stream contract on it: random operations of many streams, carried out by the model of the
 * contract, and the events that the contract publishes for them, with their places in the chain.
 */
import { createSeededRandom } from '../../server/ledger/seeded-random.ts'
import { type ContractModel, createContractModel } from './contract-model.ts'

/** An event as the contract publishes it: topics `(name, stream_id)`, data by field. */
export interface ContractEvent {
  readonly name: string
  readonly fields: Readonly<Record<string, bigint | string>>
  /** As the RPC has it: 19 digits of ledger, transaction and operation, then the index of the event. */
  readonly id: string
  readonly ledger: number
  /** Unix seconds. */
  readonly closedAt: number
  readonly txHash: string
  readonly contractId: string
}

export interface ContractChain {
  readonly events: readonly ContractEvent[]
  /** Each stream in the contract after all events, by its id. */
  readonly models: ReadonlyMap<string, ContractModel>
  readonly latestLedger: number
  /** Unix seconds in which it closed. */
  readonly latestSecond: number
}

export const contractId = 'CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75'
const token = 'CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75'
const accounts = [
  'GDQP2KPQGKIHYJGXNUIYOMHARUARCA7DJT5FO2FFOOKY3B2WSQHG4W37',
  'GCEZWKCA5VLDNRLN3RPRJMRZOX3Z6G5CHCGSNFHEYVXM3XOJMDS674JZ',
] as const

export const firstLedger = 1_000
export const firstSecond = 1_780_000_000
export const secondsPerLedger = 5

/** @param options.count how many events of streams there are at least; the contract publishes others as well */
export function createContractChain(options: {
  readonly seed: number
  readonly streams: number
  readonly count: number
}): ContractChain {
  const random = createSeededRandom(options.seed)
  const pick = (most: number) => Math.floor(random.next() * most)
  const models = new Map<string, ContractModel>()
  const parties = new Map<string, readonly [sender: string, recipient: string]>()
  const events: ContractEvent[] = []
  let ledger = firstLedger
  let transaction = 0
  let eventIndex = 0
  let published = 0

  const second = () => firstSecond + (ledger - firstLedger) * secondsPerLedger

  function begin(): void {
    // Often the same ledger, sometimes the same transaction.
    if (random.next() < 0.15) return
    const ledgers = random.next() < 0.4 ? 0 : 1 + pick(4)
    ledger += ledgers
    transaction = ledgers === 0 ? transaction + 1 : 1
    eventIndex = 0
  }

  function publish(name: string, fields: ContractEvent['fields']): void {
    const place = (BigInt(ledger) << 32n) | (BigInt(transaction) << 12n) | 1n
    events.push({
      name,
      fields,
      id: `${place.toString().padStart(19, '0')}-${String(eventIndex).padStart(10, '0')}`,
      ledger,
      closedAt: second(),
      txHash: place.toString(16).padStart(64, '0'),
      contractId,
    })
    eventIndex++
    if (name !== 'fee_collected') published++
  }

  function createOne(): void {
    const streamId = BigInt(models.size + 1)
    const amount = random.next() < 0.1 ? 2n ** 120n : BigInt(1_000 + pick(10_000_000))
    const model = createContractModel(amount, BigInt(1 + pick(2_000)), second())
    if (model === null) return
    const isTurned = random.next() < 0.5
    const [sender, recipient] = isTurned ? [accounts[1], accounts[0]] : accounts
    models.set(streamId.toString(), model)
    parties.set(streamId.toString(), [sender, recipient])
    publish('fee_collected', { stream_id: streamId, fee_amount: 1n, treasury: sender, token })
    publish('stream_created', {
      stream_id: streamId,
      sender,
      recipient,
      rate_per_second: model.storage.rate_per_second,
      token_address: token,
      deposited_amount: amount,
      start_time: model.storage.start_time,
    })
  }

  function operateOn(id: string, model: ContractModel): void {
    const stream_id = BigInt(id)
    const [sender, recipient] = parties.get(id) ?? accounts
    const now = second()
    const { storage } = model
    const withdrawn = storage.withdrawn_amount
    const chance = random.next()
    if (chance < 0.3) {
      const amount = BigInt(1 + pick(100_000))
      if (!model.topUp(amount)) return
      publish('stream_topped_up', {
        stream_id,
        sender,
        amount,
        new_deposited_amount: storage.deposited_amount,
        new_end_time: BigInt(now),
      })
    } else if (chance < 0.65) {
      if (!model.withdraw(now)) return
      const amount = storage.withdrawn_amount - withdrawn
      publish('tokens_withdrawn', { stream_id, recipient, amount, timestamp: BigInt(now) })
      if (storage.status !== 'Completed') return
      const total_withdrawn = storage.withdrawn_amount
      publish('stream_completed', { stream_id, recipient, total_withdrawn })
    } else if (chance < 0.97) {
      if (storage.paused) {
        const claimable = model.claimable(now)
        if (!model.resume(now)) return
        const left = storage.deposited_amount - storage.withdrawn_amount - claimable
        const new_end_time = BigInt(now) + BigInt.asUintN(64, left / storage.rate_per_second)
        publish('stream_resumed', {
          stream_id,
          sender,
          new_end_time: BigInt.asUintN(64, new_end_time),
        })
      } else if (model.pause(now)) {
        publish('stream_paused', { stream_id, sender, paused_at: BigInt(now) })
      }
    } else if (model.cancel(now)) {
      publish('stream_cancelled', {
        stream_id,
        sender,
        recipient,
        amount_withdrawn: storage.withdrawn_amount,
        refunded_amount: storage.deposited_amount - storage.withdrawn_amount,
      })
    }
  }

  while (published < options.count) {
    begin()
    const live = [...models].filter(([, { storage }]) => storage.is_active)
    const chosen = live[pick(live.length)]
    if (chosen === undefined || live.length < options.streams) createOne()
    else operateOn(...chosen)
  }
  return { events, models, latestLedger: ledger, latestSecond: second() }
}
