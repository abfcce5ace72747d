/**
 * What stands behind FlowFi's routes: a contract on a chain, the indexer that follows it, and the rows
 * and events that the indexer writes, with the bookkeeping of its public backend as of August 2026.
 * Serves nothing (flowfi-server.ts).
 *
 * The rows differ from the contract on purpose, as the real ones do: `lastUpdateTime` moves at every
 * change, pauses are counted until the indexer processes their end, and what the contract reports about the
 * end after a top-up is ignored.
 */
import type { Timers } from '../../src/platform/ports.ts'
import { type ContractModel, createContractModel } from './contract-model.ts'

/** A row of the table of streams, as the REST routes print it. */
export interface FlowfiRow {
  streamId: bigint
  sender: string
  recipient: string
  tokenAddress: string
  ratePerSecond: string
  depositedAmount: string
  withdrawnAmount: string
  startTime: bigint
  lastUpdateTime: bigint
  endTime: bigint | null
  isActive: boolean
  isPaused: boolean
  pausedAt: bigint | null
  totalPausedDuration: number
  createdAt: Date
  updatedAt: Date
}

/** An entry of the table of events, as `GET /v1/streams/:id` prints it. */
export interface FlowfiEntry {
  readonly eventType: string
  readonly amount: string | null
  readonly transactionHash: string
  readonly timestamp: number
  readonly metadata: string
  readonly createdAt: Date
}

/** Something to broadcast to the subscribers of one stream. */
export interface FlowfiMessage {
  readonly streamId: bigint
  readonly event: string
  readonly data: Readonly<Record<string, unknown>>
}

export interface NewStream {
  readonly sender: string
  readonly recipient: string
  readonly amount: bigint
  readonly durationSeconds: bigint
}

export interface FlowfiBackendOptions {
  readonly nowMs: () => number
  readonly timers: Timers
  readonly publish: (message: FlowfiMessage) => void
}

export interface FlowfiBackend {
  /** How long after a transaction the indexer processes it, in ms. Default 0. */
  indexingDelayMs: number
  /** Transactions on the chain, at its present second. All but `create` answer whether they were taken. */
  readonly chain: {
    create(stream: NewStream): bigint
    topUp(id: bigint, amount: bigint): boolean
    withdraw(id: bigint): boolean
    pause(id: bigint): boolean
    resume(id: bigint): boolean
    cancel(id: bigint): boolean
    /** The contract itself. */
    contract(id: bigint): ContractModel
  }
  /** The tables. */
  readonly rows: ReadonlyMap<bigint, FlowfiRow>
  entriesOf(id: bigint): readonly FlowfiEntry[]
  /** Broadcasts everything about one stream again, as a replay of the indexer does. */
  replay(id: bigint): void
}

export const flowfiToken = 'CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75'

/** One event of a transaction: what it does to the row, and what is broadcast afterwards. */
interface ChainEvent {
  readonly streamId: bigint
  readonly type: string
  readonly amount: string | null
  readonly transactionHash: string
  /** The time that the event itself carries; null: the indexer stamps it with its own clock. */
  readonly timestamp: number | null
  change(row: FlowfiRow, stampedAt: bigint): void
  body(): Readonly<Record<string, unknown>>
}

export function createFlowfiBackend(options: FlowfiBackendOptions): FlowfiBackend {
  const { nowMs, timers, publish } = options
  const contracts = new Map<bigint, ContractModel>()
  const parties = new Map<bigint, NewStream>()
  const rows = new Map<bigint, FlowfiRow>()
  const entries = new Map<bigint, FlowfiEntry[]>()
  const indexed: ChainEvent[] = []
  let transactions = 0
  let writtenAtMs = 0

  const now = () => Math.floor(nowMs() / 1000)
  const contractOf = (id: bigint) => {
    const contract = contracts.get(id)
    if (contract === undefined) throw new Error(`There is no stream ${id} on the chain.`)
    return contract
  }

  /** Writes to the tables, then broadcasts: in this order in the real indexer, too. */
  function index(event: ChainEvent): void {
    const { streamId } = event
    const stampedAt = BigInt(event.timestamp ?? now())
    if (event.type === 'CREATED') rows.set(streamId, newRow(streamId))
    const row = rows.get(streamId)
    if (row === undefined) throw new Error(`The indexer has not processed stream ${streamId}.`)
    event.change(row, stampedAt)
    row.updatedAt = new Date(nowMs())
    // One transaction of the database after the other.
    writtenAtMs = Math.max(writtenAtMs + 1, nowMs())
    const entry = {
      eventType: event.type,
      amount: event.amount,
      transactionHash: event.transactionHash,
      timestamp: Number(stampedAt),
      metadata: JSON.stringify(event.body()),
      createdAt: new Date(writtenAtMs),
    }
    entries.set(streamId, [...(entries.get(streamId) ?? []), entry])
    indexed.push(event)
    broadcast(event, Number(stampedAt))
  }

  function broadcast(event: ChainEvent, stampedAt: number): void {
    const { streamId, type, transactionHash } = event
    publish({
      streamId,
      event: `stream.${type.toLowerCase()}`,
      data: {
        streamId,
        ...event.body(),
        transactionHash,
        ledger: 58_200_000 + now(),
        ...(type !== 'CREATED' && { timestamp: stampedAt }),
      },
    })
  }

  function newRow(streamId: bigint): FlowfiRow {
    const party = parties.get(streamId)
    const { storage } = contractOf(streamId)
    return {
      streamId,
      sender: party?.sender ?? '',
      recipient: party?.recipient ?? '',
      tokenAddress: flowfiToken,
      ratePerSecond: String(storage.rate_per_second),
      depositedAmount: String(party?.amount),
      withdrawnAmount: '0',
      startTime: storage.start_time,
      lastUpdateTime: storage.start_time,
      endTime: storage.start_time + (party?.amount ?? 0n) / storage.rate_per_second,
      isActive: true,
      isPaused: false,
      pausedAt: null,
      totalPausedDuration: 0,
      createdAt: new Date(nowMs()),
      updatedAt: new Date(nowMs()),
    }
  }

  /** Sends the events of one transaction to the indexer. */
  function commit(
    streamId: bigint,
    events: readonly Omit<ChainEvent, 'streamId' | 'transactionHash'>[],
  ): void {
    const transactionHash = `transaction-${++transactions}`
    const run = () => {
      for (const event of events) index({ ...event, streamId, transactionHash })
    }
    if (backend.indexingDelayMs === 0) run()
    else timers.after(backend.indexingDelayMs, run)
  }

  const chain: FlowfiBackend['chain'] = {
    contract: contractOf,

    create(stream) {
      const contract = createContractModel(stream.amount, stream.durationSeconds, now())
      if (contract === null) throw new Error('The contract refuses to create this stream.')
      const id = BigInt(contracts.size + 1)
      contracts.set(id, contract)
      parties.set(id, stream)
      const ratePerSecond = String(contract.storage.rate_per_second)
      const body = {
        sender: stream.sender,
        recipient: stream.recipient,
        tokenAddress: flowfiToken,
        ratePerSecond,
        depositedAmount: String(stream.amount),
        startTime: now(),
      }
      commit(id, [
        {
          type: 'CREATED',
          amount: String(stream.amount),
          timestamp: now(),
          change: () => {},
          body: () => body,
        },
      ])
      return id
    },

    topUp(id, amount) {
      const contract = contractOf(id)
      if (!contract.topUp(amount)) return false
      const newDepositedAmount = String(contract.storage.deposited_amount)
      commit(id, [
        {
          type: 'TOPPED_UP',
          amount: String(amount),
          timestamp: null,
          change(row, stampedAt) {
            row.depositedAmount = newDepositedAmount
            row.endTime =
              row.startTime +
              BigInt(newDepositedAmount) / BigInt(row.ratePerSecond) +
              BigInt(row.totalPausedDuration)
            row.lastUpdateTime = stampedAt
          },
          body: () => ({ amount: String(amount), newDepositedAmount }),
        },
      ])
      return true
    },

    withdraw(id) {
      const contract = contractOf(id)
      const amount = contract.claimable(now())
      if (contract.storage.paused || !contract.withdraw(now())) return false
      const recipient = parties.get(id)?.recipient
      const totalWithdrawn = String(contract.storage.withdrawn_amount)
      const withdrawn = {
        type: 'WITHDRAWN',
        amount: String(amount),
        timestamp: now(),
        change(row: FlowfiRow, stampedAt: bigint) {
          row.withdrawnAmount = String(BigInt(row.withdrawnAmount) + amount)
          row.lastUpdateTime = stampedAt
        },
        body: () => ({ recipient, amount: String(amount) }),
      }
      const completed = {
        type: 'COMPLETED',
        amount: totalWithdrawn,
        timestamp: null,
        change(row: FlowfiRow, stampedAt: bigint) {
          Object.assign(row, { isActive: false, withdrawnAmount: totalWithdrawn })
          row.lastUpdateTime = stampedAt
        },
        body: () => ({ recipient, totalWithdrawn }),
      }
      commit(id, contract.storage.is_active ? [withdrawn] : [withdrawn, completed])
      return true
    },

    pause(id) {
      if (!contractOf(id).pause(now())) return false
      const pausedAt = now()
      commit(id, [
        {
          type: 'PAUSED',
          amount: null,
          timestamp: null,
          change(row, stampedAt) {
            Object.assign(row, { isPaused: true, pausedAt: BigInt(pausedAt) })
            row.lastUpdateTime = stampedAt
          },
          body: () => ({ sender: parties.get(id)?.sender, pausedAt }),
        },
      ])
      return true
    },

    resume(id) {
      const contract = contractOf(id)
      const { deposited_amount, withdrawn_amount, rate_per_second } = contract.storage
      const left = deposited_amount - withdrawn_amount - contract.claimable(now())
      if (!contract.resume(now())) return false
      const newEndTime = BigInt(now()) + left / rate_per_second
      commit(id, [
        {
          type: 'RESUMED',
          amount: null,
          timestamp: null,
          change(row, stampedAt) {
            row.totalPausedDuration += row.pausedAt === null ? 0 : Number(stampedAt - row.pausedAt)
            Object.assign(row, { isPaused: false, pausedAt: null, endTime: newEndTime })
            row.lastUpdateTime = stampedAt
          },
          body: () => ({ sender: parties.get(id)?.sender, newEndTime: String(newEndTime) }),
        },
      ])
      return true
    },

    cancel(id) {
      const contract = contractOf(id)
      if (!contract.cancel(now())) return false
      const amountWithdrawn = String(contract.storage.withdrawn_amount)
      const refundedAmount = String(
        contract.storage.deposited_amount - contract.storage.withdrawn_amount,
      )
      commit(id, [
        {
          type: 'CANCELLED',
          amount: refundedAmount,
          timestamp: null,
          change(row, stampedAt) {
            Object.assign(row, { isActive: false, withdrawnAmount: amountWithdrawn })
            row.lastUpdateTime = stampedAt
          },
          body: () => ({ refundedAmount, amountWithdrawn }),
        },
      ])
      return true
    },
  }

  const backend: FlowfiBackend = {
    indexingDelayMs: 0,
    chain,
    rows,
    entriesOf: (id) => entries.get(id) ?? [],
    replay(id) {
      for (const event of indexed) {
        if (event.streamId === id) broadcast(event, event.timestamp ?? now())
      }
    },
  }
  return backend
}
