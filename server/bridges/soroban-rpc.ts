/**
 * The JSON-RPC of a Soroban RPC server, as far as the indexer needs it. One attempt per call; when to try again is the
 * poller's decision. Time and `fetch` come in as ports.
 */
import type { FetchLike, Timers } from '../../src/platform/ports.ts'

/** An event as `getEvents` answers it. */
export interface RpcEvent {
  readonly id: string
  readonly ledger: number
  /** ISO 8601. */
  readonly ledgerClosedAt: string
  readonly txHash: string
  readonly contractId?: string
  /** XDR of each topic in base64. */
  readonly topic?: readonly string[]
  readonly value: string
  readonly inSuccessfulContractCall?: boolean
}

export interface RpcPage {
  readonly events: readonly RpcEvent[]
  /** Where the next page begins. */
  readonly cursor: string
  readonly latestLedger: number
}

/** The ledgers that the server has. */
export interface RpcRange {
  readonly oldestLedger: number
  readonly latestLedger: number
}

export type RpcFailureReason =
  | 'network'
  | 'timeout'
  | 'http'
  | 'bad_answer'
  | 'rpc'
  | 'out_of_range'

/** An attempt that failed. */
export class RpcFailure extends Error {
  override readonly name = 'RpcFailure'
  readonly reason: RpcFailureReason
  /** The server asked to wait that long; 0: it did not. */
  readonly retryAfterMs: number

  constructor(reason: RpcFailureReason, message: string, retryAfterMs = 0) {
    super(message)
    this.reason = reason
    this.retryAfterMs = retryAfterMs
  }
}

export interface SorobanRpc {
  /** @param from the cursor of the page before, or the ledger to begin at */
  getEvents(
    from: { readonly cursor: string } | { readonly startLedger: number },
    filters: readonly object[],
    limit: number,
    signal: AbortSignal,
  ): Promise<RpcPage>
  getRange(signal: AbortSignal): Promise<RpcRange>
  /** Entries of ledger keys (base64): their XDR, and the ledger as of which they are. */
  getLedgerEntries(
    keys: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly entries: readonly string[]; readonly latestLedger: number }>
}

/** JSON-RPC: the request is not valid. Used for ledgers that the server does not have. */
const invalidRequest = -32_600
const longestRetryAfterSeconds = 3_600

export function createSorobanRpc(options: {
  readonly url: string
  readonly fetch: FetchLike
  readonly timers: Timers
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
}): SorobanRpc {
  const { url, fetch, timers, headers, timeoutMs } = options
  let lastId = 0

  async function post(method: string, params: object | undefined, signal: AbortSignal) {
    signal.throwIfAborted()
    const attempt = new AbortController()
    let isLate = false
    const abort = () => attempt.abort(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    const cancel = timers.after(timeoutMs, () => {
      isLate = true
      attempt.abort()
    })
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', id: ++lastId, method, ...(params && { params }) }),
        signal: attempt.signal,
      })
      const text = await response.text()
      if (!response.ok) {
        const retryAfterMs = readRetryAfter(response.headers.get('retry-after'))
        throw new RpcFailure('http', `${method} was answered with ${response.status}`, retryAfterMs)
      }
      return readAnswer(method, text)
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof RpcFailure) throw error
      if (isLate) throw new RpcFailure('timeout', `${method} had no answer in ${timeoutMs} ms`)
      throw new RpcFailure('network', `${method} failed: ${messageOf(error)}`)
    } finally {
      cancel()
      signal.removeEventListener('abort', abort)
    }
  }

  return {
    async getEvents(from, filters, limit, signal) {
      const isPage = 'cursor' in from
      const result = await post(
        'getEvents',
        {
          ...(isPage ? {} : { startLedger: from.startLedger }),
          filters,
          pagination: { limit, ...(isPage && { cursor: from.cursor }) },
        },
        signal,
      )
      const { events, cursor, latestLedger } = result as Partial<RpcPage>
      if (!Array.isArray(events) || typeof cursor !== 'string' || !isLedger(latestLedger)) {
        throw new RpcFailure(
          'bad_answer',
          'getEvents answered without events, cursor or latestLedger',
        )
      }
      if (!events.every(isEvent)) {
        throw new RpcFailure('bad_answer', 'getEvents answered with an event that has no id')
      }
      return { events, cursor, latestLedger }
    },
    async getRange(signal) {
      const result = await post('getHealth', undefined, signal)
      const { oldestLedger, latestLedger } = result as Partial<RpcRange>
      if (!isLedger(oldestLedger) || !isLedger(latestLedger)) {
        throw new RpcFailure(
          'bad_answer',
          'getHealth answered without oldestLedger or latestLedger',
        )
      }
      return { oldestLedger, latestLedger }
    },
    async getLedgerEntries(keys, signal) {
      const result = await post('getLedgerEntries', { keys }, signal)
      const { entries, latestLedger } = result as {
        entries?: readonly { xdr?: unknown }[] | null
        latestLedger?: unknown
      }
      if (!isLedger(latestLedger)) {
        throw new RpcFailure('bad_answer', 'getLedgerEntries answered without latestLedger')
      }
      const texts = (entries ?? []).flatMap(({ xdr }) => (typeof xdr === 'string' ? xdr : []))
      return { entries: texts, latestLedger }
    },
  }
}

function readAnswer(method: string, text: string): object {
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch {
    throw new RpcFailure('bad_answer', `${method} was not answered with JSON`)
  }
  const { result, error } = (answer ?? {}) as {
    result?: unknown
    error?: { code?: unknown; message?: unknown }
  }
  if (error) {
    const said = String(error.message).slice(0, 200)
    const isRange = error.code === invalidRequest && /ledger range/i.test(said)
    throw new RpcFailure(isRange ? 'out_of_range' : 'rpc', `${method} was refused: ${said}`)
  }
  if (typeof result === 'object' && result !== null) return result
  throw new RpcFailure('bad_answer', `${method} was answered without a result`)
}

function isLedger(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

/** The rest is checked when it is decoded. Without an id, an event can neither be counted nor kept. */
function isEvent(value: unknown): value is RpcEvent {
  return typeof value === 'object' && value !== null && typeof (value as RpcEvent).id === 'string'
}

/** Seconds; a date is as good as none, since it is compared with a clock that may be wrong. */
function readRetryAfter(text: string | null): number {
  if (text === null || !/^\d{1,6}$/.test(text.trim())) return 0
  return Math.min(Number(text), longestRetryAfterSeconds) * 1_000
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  return cause instanceof Error ? `${error.message}: ${cause.message}` : error.message
}
