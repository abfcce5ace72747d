/**
 * What a Redis server answers to the calls of the log: its keys, its scripts, and which history it continues. A model of
 * server/log/redis-scripts.ts in TypeScript, because running Lua would make a run a hundred times longer; redis-model.test.ts
 * compares its answers with those of a Redis that runs the scripts.
 *
 * It has no time and no connections: those are in redis-network.ts.
 */
import {
  appendScript,
  historyScript,
  pageScript,
  settleScript,
  statesByKeysScript,
  statesScript,
} from '../../server/log/redis-scripts.ts'

export type Reply = string | number | null | readonly Reply[]

/** What a server refuses. */
export class RedisRefusal extends Error {}

interface Entry {
  readonly offset: number
  readonly fields: readonly string[]
}

/** The keys of one log. */
interface LogKeys {
  epoch: string
  top: number
  oldest: number
  at: number
  first: number
  fence: string
  entries: Entry[]
  dedupe: Map<string, string>
  states: Map<string, string>
  /** The keys of `states` in order; null: since the last change nothing has asked. */
  names: readonly string[] | null
}

/** By the name of the key `meta`. */
export type Dataset = Map<string, LogKeys>

export interface RedisModel {
  /** Runs one command. @throws RedisRefusal */
  run(args: readonly string[]): Reply
  /** How far a log reaches, by its key `meta`; null: it has none. */
  bounds(meta: string): { readonly epoch: string; readonly offset: number } | null
  /** The offsets that a log still has. */
  offsets(meta: string): readonly number[]
  /** A copy of everything it has. */
  copy(): Dataset
  replaceBy(data: Dataset): void
  /** It is another process from now on. */
  restart(): void
  promote(): void
  demote(): void
  /** Deletes old entries, as XTRIM does: nothing else knows. */
  trimEntries(most: number): void
}

export interface Appended {
  /** The key `meta` of its log. */
  readonly meta: string
  readonly epoch: string
  readonly offset: number
  readonly type: string
  readonly topics: string
  readonly data: string
  readonly dedupeKey: string
}

const jump = 2 ** 32
const names = new Map([
  [appendScript, 'append'],
  [settleScript, 'settle'],
  [pageScript, 'page'],
  [statesByKeysScript, 'statesByKeys'],
  [statesScript, 'states'],
  [historyScript, 'history'],
])

export function createRedisModel(options: {
  readonly newId: () => string
  /** The script that has a hash. */
  readonly scriptOf: (hash: string) => string | undefined
  readonly publish: (channel: string, message: string) => void
  readonly onAppended?: (entry: Appended) => void
}): RedisModel {
  const { newId, scriptOf, publish, onAppended = () => {} } = options
  let data: Dataset = new Map()
  let runId = newId()
  let replid2 = newId()
  let isMaster = true

  const fence = () => runId + replid2
  const another = (candidate: string, epoch: string) =>
    candidate === epoch ? `${candidate}x` : candidate

  function logOf(keys: readonly string[], candidate: string): LogKeys {
    if (!isMaster) throw new RedisRefusal("READONLY You can't write against a read only replica.")
    const [meta = ''] = keys
    let log = data.get(meta)
    if (log === undefined) {
      log = {
        ...{ epoch: candidate, top: 0, oldest: 1, at: 0, first: 0, fence: fence() },
        ...{ entries: [], dedupe: new Map(), states: new Map(), names: null },
      }
      data.set(meta, log)
    }
    return log
  }

  function append(keys: readonly string[], args: readonly string[]): Reply {
    const [candidate = '', now = '', most = '', oldestAt = '', readEpoch = '', ...rest] = args
    const log = logOf(keys, candidate)
    const draftCount = Number(rest[0])
    const changeCount = Number(rest[1])
    const drafts = fours(rest.slice(2), draftCount)
    const changes = fours(rest.slice(2 + draftCount * 4), changeCount)
    const offsets = drafts.map(([, , , key = '']) => (key === '' ? undefined : log.dedupe.get(key)))
    const fresh = offsets.filter((offset) => offset === undefined).length

    if (fresh > 0) {
      for (const [key = '', , , expected = ''] of changes) {
        if (expected === '') continue
        const stored = log.states.get(key)
        const version = stored === undefined ? '0' : (/^(\d+) /.exec(stored)?.[1] ?? '0')
        if (stored !== undefined && version === '0') return ['damaged', key]
        const isOld = expected !== '0' && readEpoch !== '' && readEpoch !== log.epoch
        if (version !== expected || isOld) return ['conflict', key, version]
      }
    }

    let before = log.top
    if (fresh > 0) {
      if (log.fence !== fence()) {
        log.epoch = another(candidate, log.epoch)
        log.top += jump
        log.oldest = log.top + 1
        before = log.top
      }
      log.at = Math.max(log.at, Number(now))
      const added = new Map<string, string>()
      const parts: string[] = []
      for (const [index, [type = '', topics = '', body = '', key = '']] of drafts.entries()) {
        if (offsets[index] === undefined && key !== '') offsets[index] = added.get(key)
        if (offsets[index] !== undefined) continue
        log.top += 1
        offsets[index] = String(log.top)
        const fields = ['a', `${log.at}`, 'e', type, 't', topics, 'd', body, 'k', key]
        log.entries.push({ offset: log.top, fields })
        if (key !== '') {
          added.set(key, `${log.top}`)
          log.dedupe.set(key, `${log.top}`)
        }
        const sizes = [type, topics, body].map((text) => Buffer.byteLength(text))
        parts.push(`${sizes.join(' ')}\n${type}${topics}${body}`)
        const { epoch, top: offset } = log
        onAppended({
          ...{ meta: keys[0] ?? '', epoch, offset },
          ...{ type, topics, data: body, dedupeKey: key },
        })
      }
      for (const [key = '', isWritten, value = ''] of changes) {
        if (isWritten === '0' || !log.states.has(key)) log.names = null
        if (isWritten === '0') log.states.delete(key)
        else log.states.set(key, `${log.top} ${value}`)
      }
      trim(log, Number(most), Number(oldestAt), fresh + 200)
      log.fence = fence()
      const body = parts.join('')
      const isLarge = Buffer.byteLength(body) > 65_536
      const count = isLarge ? 0 : parts.length
      const head = [log.epoch, before, log.top, log.oldest, log.at, count].join(' ')
      publish(keys[5] ?? '', `${head}\n${isLarge ? '' : body}`)
    }
    const { epoch, top, oldest, at } = log
    const answer = [epoch, before, top, oldest, at].map(String)
    return ['appended', ...answer, ...offsets.map((offset) => String(offset))]
  }

  function trim(log: LogKeys, most: number, oldestMs: number, budget: number): void {
    const excess = log.entries.length - most
    if (excess <= 0 && log.first >= oldestMs) return
    let removed = 0
    let next: Entry | undefined
    for (;;) {
      next = log.entries[removed]
      if (next === undefined) break
      const isDue = removed < excess || Number(next.fields[1]) < oldestMs
      if (removed >= budget || !isDue) break
      removed += 1
      const key = next.fields[9] ?? ''
      if (key !== '') log.dedupe.delete(key)
    }
    log.first = next === undefined ? 0 : Number(next.fields[1])
    if (removed === 0) return
    log.oldest = Math.max(log.oldest, next === undefined ? log.top + 1 : next.offset)
    log.entries.splice(0, removed)
  }

  function settle(keys: readonly string[], args: readonly string[]): Reply {
    const [candidate = '', receivedEpoch = '', received = ''] = args
    const log = logOf(keys, candidate)
    if (receivedEpoch === log.epoch && log.top < Number(received)) {
      log.epoch = another(candidate, log.epoch)
      log.top = Number(received) + jump
      log.oldest = log.top + 1
      log.fence = fence()
      const { epoch, top, oldest, at } = log
      publish(keys[5] ?? '', `${[epoch, top, top, oldest, at, 0].join(' ')}\n`)
    }
    return [log.epoch, String(log.oldest), String(log.top)]
  }

  function page(keys: readonly string[], args: readonly string[]): Reply {
    const log = data.get(keys[0] ?? '')
    if (log === undefined) return [null, null, null, []]
    const [first = '', last = '', count = ''] = args
    const [from, to] = [first, last].map((id) => Number(id.split('-')[0])) as [number, number]
    const found =
      Number(count) > 0
        ? log.entries.filter(({ offset }) => offset >= from && offset <= to).slice(0, Number(count))
        : []
    return [log.epoch, `${log.oldest}`, `${log.top}`, found.map(printEntry)]
  }

  function states(keys: readonly string[], chosen: (log: LogKeys) => readonly string[]): Reply {
    const log = data.get(keys[0] ?? '')
    if (log === undefined) return []
    return [
      log.epoch,
      `${log.top}`,
      ...chosen(log).flatMap((key) => [key, log.states.get(key) ?? '']),
    ]
  }

  function statesInOrder(log: LogKeys, [first = '', end = '', count = '']: readonly string[]) {
    const from = first.slice(1)
    log.names ??= [...log.states.keys()].sort()
    const isIn = (key: string) => (first.startsWith('[') ? key >= from : key > from)
    const begin = log.names.findIndex(isIn)
    const found: string[] = []
    for (
      let at = begin;
      at >= 0 && at < log.names.length && found.length < Number(count);
      at += 1
    ) {
      const key = log.names[at] as string
      if (key >= end.slice(1)) break
      found.push(key)
    }
    return found
  }

  function history(keys: readonly string[], args: readonly string[]): Reply {
    const log = data.get(keys[0] ?? '')
    const oldest = log?.entries[0]
    if (log === undefined || oldest === undefined) return []
    const [before = '', scanned = '', most = '', typeCount = '', ...rest] = args
    const types = rest.slice(0, Number(typeCount))
    const topics = rest.slice(Number(typeCount) + 1)
    const found: Reply[] = []
    let last = String(oldest.offset)
    const below = log.entries.filter(({ offset }) => offset < Number(before)).reverse()
    for (const entry of below.slice(0, Number(scanned))) {
      last = String(entry.offset)
      const [, , , type = '', , text = ''] = entry.fields
      const isMatch =
        (types.length === 0 || types.includes(type)) &&
        (topics.length === 0 || topics.some((topic) => text.includes(topic)))
      if (!isMatch) continue
      found.push(printEntry(entry))
      if (found.length >= Number(most)) break
    }
    return [log.epoch, last, ...found]
  }

  function runScript(text: string | undefined, rest: readonly string[]): Reply {
    const count = Number(rest[0])
    const keys = rest.slice(1, 1 + count)
    const args = rest.slice(1 + count)
    switch (text === undefined ? undefined : names.get(text)) {
      case 'append':
        return append(keys, args)
      case 'settle':
        return settle(keys, args)
      case 'page':
        return page(keys, args)
      case 'statesByKeys':
        return states(keys, () => args)
      case 'states':
        return states(keys, (log) => statesInOrder(log, args))
      case 'history':
        return history(keys, args)
      default:
        throw new RedisRefusal('NOSCRIPT No matching script.')
    }
  }

  const info = () =>
    [
      'redis_version:7.4.0',
      'redis_mode:standalone',
      `run_id:${runId}`,
      `role:${isMaster ? 'master' : 'slave'}`,
      `master_replid2:${replid2}`,
      'maxmemory:0',
      'aof_enabled:1',
    ].join('\r\n')

  return {
    run([name = '', ...rest]) {
      switch (name) {
        case 'EVALSHA':
          return runScript(scriptOf(rest[0] ?? ''), rest.slice(1))
        case 'EVAL':
          return runScript(rest[0], rest.slice(1))
        case 'HMGET': {
          const log = data.get(rest[0] ?? '')
          return rest
            .slice(1)
            .map((field) => (log === undefined ? null : String(log[field as 'epoch' | 'top'])))
        }
        case 'PING':
          return 'PONG'
        case 'INFO':
          return info()
        case 'CONFIG':
          return ['save', '']
        default:
          throw new RedisRefusal(`ERR the model of Redis has no command ${name}`)
      }
    },
    bounds(meta) {
      const log = data.get(meta)
      return log === undefined ? null : { epoch: log.epoch, offset: log.top }
    },
    offsets: (meta) => data.get(meta)?.entries.map(({ offset }) => offset) ?? [],
    copy: () => copyOf(data),
    replaceBy(other) {
      data = copyOf(other)
    },
    restart() {
      runId = newId()
      replid2 = newId()
    },
    promote() {
      isMaster = true
      replid2 = newId()
    },
    demote() {
      isMaster = false
    },
    trimEntries(most) {
      for (const { entries } of data.values()) entries.splice(0, Math.max(0, entries.length - most))
    },
  }
}

function fours(args: readonly string[], count: number): readonly (readonly string[])[] {
  return Array.from({ length: count }, (_, index) => args.slice(index * 4, index * 4 + 4))
}

const printEntry = ({ offset, fields }: Entry): Reply => [`${offset}-0`, fields]

function copyOf(data: Dataset): Dataset {
  return new Map(
    [...data].map(([meta, log]) => [
      meta,
      {
        ...log,
        entries: [...log.entries],
        dedupe: new Map(log.dedupe),
        states: new Map(log.states),
      },
    ]),
  )
}
