/**
 * What FlowFi's indexer has recorded about one payment stream: the `events` of `GET /v1/streams/:id`,
 * added up.
 */
import {
  anyTextField,
  type FieldsOf,
  farSecondsField,
  optional,
  readBody,
  unitsField,
} from '../../protocol/fields.ts'

export interface FlowfiRecord {
  readonly depositedAmount: bigint
  readonly withdrawnAmount: bigint
  /** Cancelled or completed. */
  readonly isOver: boolean
  /** The last resume: the end that the contract reported, and the deposit that this end is of. */
  readonly resume: { readonly end: number; readonly deposit: bigint } | null
}

interface Entry {
  readonly eventType: string
  /** ISO 8601 with milliseconds. Entries are written one by one, so this is their order. */
  readonly createdAt: string
  readonly amount?: bigint
  /** JSON. */
  readonly metadata?: string
}

const entryFields: FieldsOf<Entry> = {
  eventType: anyTextField,
  createdAt: anyTextField,
  amount: optional(unitsField),
  metadata: optional(anyTextField),
}

interface Metadata {
  readonly newDepositedAmount?: bigint
  readonly newEndTime?: number
}

const metadataFields: FieldsOf<Metadata> = {
  newDepositedAmount: optional(unitsField),
  newEndTime: optional(farSecondsField),
}

/** Null: not complete, or not readable. */
export function readRecord(events: readonly unknown[]): FlowfiRecord | null {
  const entries: Entry[] = []
  for (const json of events) {
    const entry = readBody(entryFields, json)
    if (typeof entry === 'string') return null
    entries.push(entry)
  }
  const ofType = (...types: readonly string[]) =>
    entries.filter(({ eventType }) => types.includes(eventType))
  if (ofType('CREATED').length === 0) return null

  // Both only grow, so the largest is the last.
  const deposits = ofType('CREATED', 'TOPPED_UP').map((entry) => ({
    atMs: Date.parse(entry.createdAt),
    amount: readMetadata(entry).newDepositedAmount ?? entry.amount ?? 0n,
  }))
  const resumes = ofType('RESUMED').map((entry) => ({
    atMs: Date.parse(entry.createdAt),
    end: readMetadata(entry).newEndTime ?? 0,
  }))
  const last = resumes.reduce<(typeof resumes)[number] | null>(
    (found, next) => (found && found.end >= next.end ? found : next),
    null,
  )
  return {
    depositedAmount: largest(deposits),
    withdrawnAmount: ofType('WITHDRAWN').reduce((sum, { amount = 0n }) => sum + amount, 0n),
    isOver: ofType('CANCELLED', 'COMPLETED').length > 0,
    resume: last && {
      end: last.end,
      deposit: largest(deposits.filter(({ atMs }) => atMs < last.atMs)),
    },
  }
}

function largest(deposits: readonly { readonly amount: bigint }[]): bigint {
  return deposits.reduce((most, { amount }) => (amount > most ? amount : most), 0n)
}

function readMetadata({ metadata = '' }: Entry): Metadata {
  try {
    const body = readBody(metadataFields, JSON.parse(metadata))
    return typeof body === 'string' ? {} : body
  } catch {
    return {}
  }
}
