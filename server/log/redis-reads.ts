/**
 * Reads of the logs in Redis: bounds, pages of entries, states and the history. Each answer is of one point in time; none
 * is kept. It scans a bounded number of entries, so that no call holds up the appends of others.
 */
import type { Clock, Random } from '../../src/platform/ports.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import { endOfPrefix } from './append-check.ts'
import { createEpoch } from './epoch.ts'
import type {
  HistoryPage,
  HistoryQuery,
  LogBounds,
  LogEntry,
  LogReading,
  StateQuery,
  StateReading,
  StateValue,
} from './event-log.ts'
import { decideReading } from './reading.ts'
import type { RedisDamage } from './redis-damage.ts'
import { readHistory } from './redis-history.ts'
import type { RedisKeys } from './redis-keys.ts'
import type { RedisLink } from './redis-link.ts'
import { offsetOf, parseEntry, parseState, type RedisReply } from './redis-messages.ts'

export interface RedisReads {
  bounds(keys: RedisKeys): Promise<LogBounds>
  /** As `bounds`; a log that ends below what was received from it gets another epoch. */
  settle(keys: RedisKeys, received: Position | null): Promise<LogBounds>
  page(keys: RedisKeys, after: Position, to: number, limit: number): Promise<LogReading>
  states(keys: RedisKeys, query: StateQuery, limit: number): Promise<StateReading>
  history(keys: RedisKeys, query: HistoryQuery): Promise<HistoryPage>
}

interface FoundStates {
  readonly epoch: string | null
  readonly top: number
  readonly found: readonly (readonly [key: string, stored: string])[]
}

export function createRedisReads(options: {
  readonly link: RedisLink
  readonly clock: Clock
  readonly random: Random
  readonly damage: RedisDamage
}): RedisReads {
  const { link, clock, random, damage } = options

  async function bounds(keys: RedisKeys): Promise<LogBounds> {
    const reply = await link.ask(['HMGET', keys.meta, 'epoch', 'oldest', 'top'])
    return parseBounds(reply) ?? settle(keys, null)
  }

  async function settle(keys: RedisKeys, received: Position | null): Promise<LogBounds> {
    const { epoch = '', offset = 0 } = received ?? {}
    const reply = await link.write('settle', keys.all, [
      createEpoch(clock, random),
      epoch,
      `${offset}`,
    ])
    return parseBounds(reply) ?? { epoch: '', oldest: 1, top: 0 }
  }

  async function page(
    keys: RedisKeys,
    after: Position,
    to: number,
    limit: number,
  ): Promise<LogReading> {
    const last = Math.min(to, after.offset + limit)
    const count = Math.max(0, last - after.offset)
    const reply = await link.read('page', keys.all, [
      `${after.offset + 1}-0`,
      `${last}-0`,
      `${count}`,
    ])
    const entries = Array.isArray(reply) ? reply[3] : null
    const decision = decideReading(
      parseBounds(reply) ?? (await settle(keys, null)),
      after,
      to,
      limit,
    )
    if (decision.kind !== 'range') return decision
    return readRange(keys, decision, Array.isArray(entries) ? entries : [], after.epoch)
  }

  /** What of a range can be read: up to the first entry that is missing or damaged. */
  function readRange(
    keys: RedisKeys,
    { from, to }: { readonly from: number; readonly to: number },
    replies: readonly RedisReply[],
    epoch: string,
  ): LogReading {
    const entries: LogEntry[] = []
    for (const reply of replies) {
      const entry = parseEntry(reply, epoch)
      const next = from + entries.length
      if (entry?.position.offset === next) {
        entries.push(entry)
        continue
      }
      if (entries.length > 0) break
      const found = offsetOf(reply) ?? next
      const last = found > next ? found - 1 : next
      damage.entry(`${keys.entries} ${epoch} ${next}`)
      return { kind: 'gap', from, to: Math.min(to, last), reason: 'damaged' }
    }
    if (entries.length === 0 && to >= from) {
      damage.entry(`${keys.entries} ${epoch} ${from}`)
      return { kind: 'gap', from, to, reason: 'damaged' }
    }
    return { kind: 'entries', entries }
  }

  async function states(keys: RedisKeys, query: StateQuery, limit: number): Promise<StateReading> {
    const { epoch, top, found } =
      'keys' in query
        ? await statesByKeys(keys, query.keys)
        : await statesByPrefix(keys, query, limit)
    if (epoch === null) {
      const begun = await settle(keys, null)
      return { position: { epoch: begun.epoch, offset: begun.top }, values: [] }
    }
    const values: StateValue[] = []
    const damaged: string[] = []
    for (const [key, stored] of found) {
      if (values.length >= limit) break
      const value = parseState(key, stored)
      if (value !== null) values.push(value)
      else {
        damaged.push(key)
        damage.state(`${keys.states} ${key}`)
      }
    }
    const position = { epoch, offset: top }
    return { position, values, ...(damaged.length > 0 && { damaged }) }
  }

  async function statesByKeys(keys: RedisKeys, names: readonly string[]): Promise<FoundStates> {
    const { found, ...read } = foundStates(await link.read('statesByKeys', keys.all, names))
    return { ...read, found: found.filter(([, stored]) => stored !== '') }
  }

  async function statesByPrefix(
    keys: RedisKeys,
    { prefix, after }: { readonly prefix: string; readonly after?: string },
    limit: number,
  ): Promise<FoundStates> {
    const first = after === undefined || after < prefix ? `[${prefix}` : `(${after}`
    const reply = await link.read('states', keys.all, [
      first,
      `(${endOfPrefix(prefix)}`,
      `${limit}`,
    ])
    return foundStates(reply)
  }

  return {
    bounds,
    settle,
    page,
    states,
    history: (keys, query) => readHistory(link, damage, keys, query),
  }
}

function foundStates(reply: RedisReply): FoundStates {
  const [epoch, top, ...rest] = Array.isArray(reply) ? reply.map(String) : []
  const found: (readonly [string, string])[] = []
  for (let index = 0; index < rest.length; index += 2) {
    found.push([rest[index] ?? '', rest[index + 1] ?? ''])
  }
  return { epoch: epoch ?? null, top: Number(top ?? 0), found }
}

function parseBounds(reply: RedisReply | undefined): LogBounds | null {
  const [epoch, oldest, top] = Array.isArray(reply) ? (reply as readonly RedisReply[]) : []
  if (typeof epoch !== 'string') return null
  return { epoch, oldest: Number(oldest), top: Number(top) }
}
