/**
 * A Soroban RPC, in the test or on a port of 127.0.0.1, with the rules of the real one: `getEvents` by ledger or cursor, its limits and
 * its refusals, `getHealth` and `getLedgerEntries`. Its events are real XDR, made with the SDK from the model chain. It
 * can repeat events, put them into later pages, forget ledgers and fail.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Address, nativeToScVal, scValToNative, xdr } from '@stellar/stellar-sdk'
import { createSeededRandom } from '../../server/ledger/seeded-random.ts'
import type { FetchLike } from '../../src/platform/ports.ts'
import { type ContractChain, type ContractEvent, contractId } from './contract-chain.ts'
import type { ContractModel } from './contract-model.ts'

/** An answer that is not what was asked for. */
export type Failure =
  | { readonly status: number; readonly retryAfter?: string }
  | { readonly body: string }
  | { readonly error: { readonly code: number; readonly message: string } }
  | 'reset'
  | 'silence'

type Answer =
  | 'reset'
  | 'silence'
  | { readonly status: number; readonly body: string; readonly headers: Record<string, string> }

export interface FakeRpc {
  /** Answers a request without a socket. */
  readonly fetch: FetchLike
  /** Answers the body of a request. */
  answer(text: string): Promise<Answer>
  /** Requests so far, by method; failed ones included. */
  readonly calls: Readonly<Record<string, number>>
  /** The next requests fail like this, one each. */
  fail(...failures: readonly Failure[]): void
  /** Every request fails with this chance from now on, in a random way. */
  failOften(chance: number): void
  /** Ledgers before it are gone. */
  forgetBefore(ledger: number): void
  /** The storage no longer has the entries of these streams. */
  archive(streamIds: readonly string[]): void
  /** The contract stores no number of its streams. */
  hideCounter(): void
  /** The chain ends here for now. Default: all of it is there. */
  endAt(ledger: number): void
  /** Called for every request that is answered. */
  onAnswer(listener: () => void): void
}

export interface ListeningRpc extends FakeRpc {
  readonly url: string
  close(): Promise<void>
}

export interface FakeRpcOptions {
  readonly chain: ContractChain
  /** Repeats some events, and moves some by up to this many places. Default 0: neither. */
  readonly disorder?: number
  readonly seed?: number
  /** Further events as they are sent, such as malformed ones; each comes after the events of its ledger. */
  readonly extra?: readonly WireEvent[]
}

export type WireEvent = ReturnType<typeof wireEvent>

const u64 = new Set(['stream_id', 'start_time', 'timestamp', 'paused_at', 'new_end_time'])
const sym = (name: string) => xdr.ScVal.scvSymbol(name)

function fieldValue(name: string, value: bigint | string) {
  if (typeof value === 'string') return new Address(value).toScVal()
  return nativeToScVal(value, { type: u64.has(name) ? 'u64' : 'i128' })
}

function mapOf(entries: Iterable<readonly [string, ReturnType<typeof fieldValue>]>) {
  const sorted = [...entries].sort(([one], [other]) => (one < other ? -1 : 1))
  return xdr.ScVal.scvMap(sorted.map(([name, val]) => new xdr.ScMapEntry({ key: sym(name), val })))
}

/** An event as `getEvents` answers it. */
export function wireEvent(event: ContractEvent) {
  const { name, fields, id, ledger, closedAt, txHash } = event
  const entries = Object.entries(fields).map(
    ([field, value]) => [field, fieldValue(field, value)] as const,
  )
  return {
    ...{ type: 'contract', id, ledger, txHash, contractId: event.contractId },
    ledgerClosedAt: new Date(closedAt * 1_000).toISOString().replace('.000', ''),
    ...{ transactionIndex: 1, operationIndex: 0, inSuccessfulContractCall: true },
    topic: [sym(name), nativeToScVal(fields['stream_id'], { type: 'u64' })].map((topic) =>
      topic.toXdr('base64'),
    ),
    value: mapOf(entries).toXdr('base64'),
  }
}

/** The storage of a stream, as `getLedgerEntries` answers it. */
function storedStream(streamId: bigint, model: ContractModel, created: ContractEvent): string {
  const { storage } = model
  const { sender, recipient, token_address } = created.fields
  const i128 = (value: bigint) => nativeToScVal(value, { type: 'i128' })
  const seconds = (value: bigint) => nativeToScVal(value, { type: 'u64' })
  const address = (value: bigint | string | undefined) => new Address(String(value)).toScVal()
  const val = mapOf([
    ['sender', address(sender)],
    ['recipient', address(recipient)],
    ['token_address', address(token_address)],
    ['rate_per_second', i128(storage.rate_per_second)],
    ['deposited_amount', i128(storage.deposited_amount)],
    ['withdrawn_amount', i128(storage.withdrawn_amount)],
    ['start_time', seconds(storage.start_time)],
    ['last_update_time', seconds(storage.last_update_time)],
    ['is_active', nativeToScVal(storage.is_active)],
    ['paused', nativeToScVal(storage.paused)],
    ['paused_at', storage.paused_at === null ? nativeToScVal(null) : seconds(storage.paused_at)],
    ['status', xdr.ScVal.scvVec([sym(storage.status)])],
  ])
  const entry = new xdr.ContractDataEntry({
    ext: xdr.ExtensionPoint.v0(),
    contract: new Address(contractId).toScAddress(),
    key: xdr.ScVal.scvVec([sym('Stream'), xdr.ScVal.scvU64(streamId)]),
    durability: xdr.ContractDataDurability.persistent,
    val,
  })
  return xdr.LedgerEntryData.contractData(entry).toXdr('base64')
}

/** The entry of the contract itself, with the number of its streams. */
function storedInstance(count: number | null): string {
  const key = (name: string) => xdr.ScVal.scvVec([sym(name)])
  const named = count === null ? 'Total' : 'StreamCounter'
  const instance = new xdr.ScContractInstance({
    executable: xdr.ContractExecutable.contractExecutableWasm(new Uint8Array(32)),
    storage: [new xdr.ScMapEntry({ key: key(named), val: xdr.ScVal.scvU64(BigInt(count ?? 0)) })],
  })
  const entry = new xdr.ContractDataEntry({
    ext: xdr.ExtensionPoint.v0(),
    contract: new Address(contractId).toScAddress(),
    key: xdr.ScVal.scvLedgerKeyContractInstance(),
    durability: xdr.ContractDataDurability.persistent,
    val: xdr.ScVal.scvContractInstance(instance),
  })
  return xdr.LedgerEntryData.contractData(entry).toXdr('base64')
}

/** Events in the order in which pages have them. */
function deliveries({ chain, disorder = 0, seed = 1, extra = [] }: FakeRpcOptions) {
  const random = createSeededRandom(seed)
  const wire = [...chain.events.map(wireEvent), ...extra].sort((one, other) =>
    one.id < other.id ? -1 : 1,
  )
  if (disorder === 0) return wire
  const placed = wire.flatMap((event, index) => {
    const copies = random.next() < 0.1 ? 2 : 1
    return Array.from({ length: copies }, () => ({ event, at: index + random.next() * disorder }))
  })
  return placed.sort((one, other) => one.at - other.at).map(({ event }) => event)
}

interface Params {
  startLedger?: number
  filters?: { contractIds?: string[]; topics?: string[][] }[]
  pagination?: { cursor?: string; limit?: number }
  keys?: string[]
}

class Refused extends Error {
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

const place = (ledger: number, index: number) =>
  `${((BigInt(ledger) << 32n) | 0xffff_ffffn).toString().padStart(19, '0')}-${String(index).padStart(10, '0')}`

export function createFakeRpc(options: FakeRpcOptions): FakeRpc {
  const { chain, seed = 1 } = options
  const random = createSeededRandom(seed + 1)
  const all = deliveries(options)
  let latest = chain.latestLedger
  let oldest = 1
  let chance = 0
  let hasCounter = true
  const archived = new Set<string>()
  const failures: Failure[] = []
  const calls: Record<string, number> = {}
  let listener = () => {}

  function getEvents({ startLedger, filters = [], pagination = {} }: Params) {
    const { cursor, limit = 100 } = pagination
    if (filters.length > 5) throw new Refused(-32_602, 'maximum 5 filters per request')
    for (const { contractIds = [], topics = [] } of filters) {
      if (contractIds.length > 5) throw new Refused(-32_602, 'maximum 5 contract IDs per filter')
      if (topics.length > 5) throw new Refused(-32_602, 'maximum 5 topics per filter')
    }
    if (limit > 10_000) throw new Refused(-32_602, 'limit must not exceed 10000')
    if (cursor !== undefined && startLedger !== undefined) {
      throw new Refused(-32_602, 'ledger ranges and cursor cannot both be set')
    }
    const [from = '0', index = '-1'] = cursor?.split('-') ?? []
    const startsAt = startLedger ?? Number(BigInt(from) >> 32n)
    if (startsAt < oldest || startsAt > latest) {
      throw new Refused(
        -32_600,
        `startLedger must be within the ledger range: ${oldest} - ${latest}`,
      )
    }
    const matches = ({ contractId: id, topic }: WireEvent) =>
      filters.some(
        ({ contractIds = [], topics = [] }) =>
          contractIds.includes(id) &&
          (topics.length === 0 ||
            topics.some(
              (wanted) =>
                wanted.length === topic.length &&
                wanted.every((part, n) => part === '*' || part === topic[n]),
            )),
      )
    const events: WireEvent[] = []
    let last = Number(index)
    for (let n = last + 1; n < all.length && events.length < limit; n++) {
      const event = all[n] as WireEvent
      if (event.ledger > latest) break
      last = n
      if (event.ledger >= Math.max(oldest, startLedger ?? 0) && matches(event)) events.push(event)
    }
    const highest = all.slice(0, last + 1).reduce((most, { ledger }) => Math.max(most, ledger), 1)
    const isFull = events.length === limit
    return {
      ...{ events, cursor: place(isFull ? highest : latest, last) },
      ...{ latestLedger: latest, oldestLedger: oldest },
    }
  }

  function getLedgerEntries({ keys = [] }: Params) {
    if (keys.length > 200)
      throw new Refused(-32_602, 'key count (201) exceeds maximum supported (200)')
    const entries = keys.flatMap((text) => {
      const key = xdr.LedgerKey.fromXdr(text, 'base64')
      if (key.type !== 'contractData') return []
      const value = key.contractData.key
      if (value.type === 'scvLedgerKeyContractInstance') {
        return [{ key: text, xdr: storedInstance(hasCounter ? chain.models.size : null) }]
      }
      if (value.type !== 'scvVec') return []
      const [, streamId] = scValToNative(value) as [string, bigint]
      if (archived.has(streamId.toString())) return []
      const model = chain.models.get(streamId.toString())
      const created = chain.events.find(
        ({ name, fields }) => name === 'stream_created' && fields['stream_id'] === streamId,
      )
      if (model === undefined || created === undefined) return []
      return [{ key: text, xdr: storedStream(streamId, model, created) }]
    })
    return { entries, latestLedger: latest }
  }

  function resultOf(method: string, params: Params): object {
    if (method === 'getEvents') return getEvents(params)
    if (method === 'getLedgerEntries') return getLedgerEntries(params)
    if (method === 'getHealth') {
      return { status: 'healthy', latestLedger: latest, oldestLedger: oldest }
    }
    throw new Refused(-32_601, 'method not found')
  }

  const kinds: readonly Failure[] = [
    { status: 503 },
    { body: '<html>' },
    { error: { code: -32_603, message: 'internal error' } },
    'reset',
  ]

  async function answer(text: string): Promise<Answer> {
    const { id, method, params = {} } = JSON.parse(text)
    calls[method] = (calls[method] ?? 0) + 1
    const isUnlucky = random.next() < chance
    const failure =
      failures.shift() ?? (isUnlucky ? kinds[Math.floor(random.next() * 4)] : undefined)
    if (failure === 'reset' || failure === 'silence') return failure
    if (failure !== undefined && 'status' in failure) {
      const { status, retryAfter } = failure
      return { status, body: '{}', headers: retryAfter ? { 'retry-after': retryAfter } : {} }
    }
    if (failure !== undefined && 'body' in failure) {
      return { status: 200, body: failure.body, headers: {} }
    }
    const reply = (part: object) => ({
      ...{ status: 200, headers: {} },
      body: JSON.stringify({ jsonrpc: '2.0', id, ...part }),
    })
    try {
      if (failure !== undefined) throw new Refused(failure.error.code, failure.error.message)
      const result = resultOf(method, params)
      listener()
      return reply({ result })
    } catch (error) {
      const { code = -32_603, message } = error as Refused
      return reply({ error: { code, message } })
    }
  }

  return {
    calls,
    answer,
    async fetch(_, { body, signal }) {
      const said = await answer(String(body))
      if (said === 'reset') throw new TypeError('fetch failed')
      if (said !== 'silence') return new Response(said.body, said)
      return new Promise((_, reject) =>
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true }),
      )
    },
    fail: (...given) => void failures.push(...given),
    failOften(given) {
      chance = given
    },
    forgetBefore(ledger) {
      oldest = ledger
    },
    archive(streamIds) {
      for (const id of streamIds) archived.add(id)
    },
    hideCounter() {
      hasCounter = false
    },
    endAt(ledger) {
      latest = ledger
    },
    onAnswer(given) {
      listener = given
    },
  }
}

/** The same on a port of 127.0.0.1. */
export async function startFakeRpc(options: FakeRpcOptions): Promise<ListeningRpc> {
  const rpc = createFakeRpc(options)
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', async () => {
      const said = await rpc.answer(Buffer.concat(chunks).toString())
      if (said === 'reset') request.socket.destroy()
      else if (said !== 'silence') response.writeHead(said.status, said.headers).end(said.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    ...rpc,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
