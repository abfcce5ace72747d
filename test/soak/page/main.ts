/**
 * One tab of the soak: a connection that follows everything, the store behind it, and a record of what
 * it was given. `?share=<name>` shares the connection with the other tabs. Shows nothing; the run asks
 * `window.soak`.
 */
import { createConnection } from '../../../src/connection/index.ts'
import { payments } from '../../../src/feeds/payments/payments.ts'
import type { Position } from '../../../src/protocol/index.ts'
import { createFeedStore } from '../../../src/store/create-store.ts'
import { createDeliveryRecord, type DeliveryRecord } from '../../support/delivery-record.ts'

/** Until this age a tab may be without state: its first request may be cut, or wait for another tab. */
const youngMs = 20_000

export interface TabReport {
  readonly status: string
  readonly transport: string
  /** The last offset that was delivered, declared missing, or contained in the first snapshot. */
  readonly last: number
  readonly delivered: number
  readonly missing: number
  readonly declaredGaps: number
  readonly resets: number
  readonly reconnects: number
  readonly duplicatesDropped: number
  readonly invalidEvents: number
  readonly unknownEvents: number
  readonly lastError: string | null
  /** Requests for the feed, as this tab made them. */
  readonly requests: number
  /** How often each status was entered. */
  readonly statuses: Readonly<Record<string, number>>
  readonly visibility: string
  /** Deposits as the store has them, by stream. */
  readonly deposits: Readonly<Record<string, string>>
}

export interface SoakTab {
  report(): TabReport
  /** Ends the record, not the connection: what comes from now on is not part of the testimony. */
  seal(): TabReport
  /** What is wrong with what this tab was given, measured against the log. */
  faults(epoch: string, offsets: readonly number[]): readonly string[]
  /** Drops the record, so that the heap shows what the connection and the store hold. */
  forget(): void
}

const query = new URLSearchParams(location.search)
const share = query.get('share')
const statuses: Record<string, number> = {}
let record: DeliveryRecord | null = createDeliveryRecord()
/** Where this tab joined the log: what came before is in the state that it was given. */
let joinedAt: number | null = null
let last = 0
let isSealed = false
let requests = 0
let token = 'stale'
let words = ''

const connection = createConnection({
  feed: payments,
  url: '',
  filter: { all: true },
  fetch(input, init) {
    requests += 1
    return fetch(input, init)
  },
  async getToken({ isRefresh, signal }) {
    if (isRefresh) token = await (await fetch('/token', { signal, cache: 'no-store' })).text()
    return token
  },
  ...(share !== null && { share }),
})
const store = createFeedStore(payments, { nowMs: () => Date.now() })

connection.onFrames((batch) => {
  store.apply(batch)
  if (isSealed) return
  for (const frame of batch) {
    record?.note(frame)
    if (frame.kind === 'event') last = frame.position?.offset ?? last
    else if (frame.kind === 'gap') last = frame.to
    else if (frame.kind === 'snapshot') joinedAt ??= frame.readAt?.offset ?? null
  }
})

function statusWords(): string {
  const now = connection.getSnapshot()
  switch (now.status) {
    case 'open':
      return `open ${now.phase}`
    case 'waiting':
      return `waiting ${now.cause}`
    case 'paused':
      return `paused ${now.reasons.join('+')}`
    case 'failed':
      return `failed ${now.error.code}`
    default:
      return now.status
  }
}

function noteStatus(): void {
  const before = words
  words = statusWords()
  if (words !== before) statuses[words] = (statuses[words] ?? 0) + 1
}
connection.subscribe(noteStatus)

const soak: SoakTab = {
  report() {
    const now = connection.getSnapshot()
    const declared = record?.declared ?? []
    return {
      status: statusWords(),
      transport: now.transport,
      // A tab that opens after the last event receives it as state only.
      last: Math.max(last, joinedAt ?? 0),
      delivered: record?.delivered.length ?? 0,
      missing: declared.reduce((sum, gap) => sum + gap.to - gap.from + 1, 0),
      declaredGaps: declared.length,
      resets: record?.resets ?? 0,
      reconnects: now.reconnects,
      duplicatesDropped: now.duplicatesDropped,
      invalidEvents: now.invalidEvents,
      unknownEvents: now.unknownEvents,
      lastError: now.lastError?.message ?? null,
      requests,
      statuses,
      visibility: document.visibilityState,
      deposits: Object.fromEntries(
        [...store.getState().items.values()].map((stream) => [
          stream.streamId,
          String(stream.depositedAmount),
        ]),
      ),
    }
  },
  seal() {
    isSealed = true
    return soak.report()
  },
  faults(epoch, offsets) {
    const log: Position[] = offsets.map((offset) => ({ epoch, offset }))
    // A tab that was closed or reloaded within seconds may not have connected yet.
    if (joinedAt === null)
      return performance.now() < youngMs ? [] : ['it was never given any state']
    return record?.faults(log, joinedAt) ?? ['it has no record']
  },
  forget() {
    record = null
  },
}
Reflect.set(window, 'soak', soak)
connection.open()
