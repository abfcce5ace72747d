/**
 * What Redis answers and publishes, as entries and bounds of a log. Anything unreadable is `null` here; the callers decide
 * what that means.
 */
import type { LogBounds, LogEntry, StateValue } from './event-log.ts'
import type { AddedEntries } from './followed-logs.ts'

/** A reply of Redis, as its client decodes it. */
export type RedisReply = string | number | null | Error | readonly RedisReply[]

/** One message of the bus: an append. Its entries are left out when there are too many bytes. */
export interface BusMessage extends LogBounds {
  readonly before: number
  /** Reads the entries; null when they are not in the message. */
  readEntries(): readonly LogEntry[] | null
}

const headPattern = /^([0-9a-z]+) (\d+) (\d+) (\d+) (\d+) (\d+)$/
const lineFeed = 0x0a

/** Reads a message, its entries only on demand: most servers have received their own before. */
export function parseBusMessage(message: Buffer): BusMessage | null {
  const end = message.indexOf(lineFeed)
  const head = headPattern.exec(message.toString('latin1', 0, Math.max(0, end)))
  if (head === null) return null
  const [, epoch = '', ...numbers] = head
  const [before = 0, top = 0, oldest = 0, atMs = 0, count = 0] = numbers.map(Number)
  return {
    ...{ epoch, before, top, oldest },
    readEntries() {
      const entries: LogEntry[] = []
      let next = end + 1
      for (let offset = before + 1; offset <= before + count; offset++) {
        const endOfSizes = message.indexOf(lineFeed, next)
        if (endOfSizes < 0) return null
        const sizes = message.toString('latin1', next, endOfSizes).split(' ').map(Number)
        next = endOfSizes + 1
        const [type = '', topicsText = '', data = ''] = sizes.map((size) => {
          const text = message.toString('utf8', next, next + size)
          next += size
          return text
        })
        const topics = parseTopics(topicsText)
        if (topics === null || next > message.length) return null
        entries.push({ position: { epoch, offset }, topics, type, data, atMs })
      }
      return count === 0 && top > before ? null : entries
    },
  }
}

/** What a message added, for the followers of the log. */
export function addedBy(message: BusMessage): AddedEntries {
  const { epoch, before, top, oldest } = message
  return { epoch, before, top, oldest, entries: message.readEntries() ?? [] }
}

/** Reads an entry as XRANGE answers it: its id, and names and values of its fields. */
export function parseEntry(reply: RedisReply | undefined, epoch: string): LogEntry | null {
  if (!Array.isArray(reply)) return null
  const [id, fields] = reply as readonly RedisReply[]
  const offset = offsetOf(reply)
  if (!Array.isArray(fields) || offset === null || typeof id !== 'string') return null
  const [, atMs, , type, , topicsText, , data] = fields as readonly RedisReply[]
  if (typeof type !== 'string' || typeof topicsText !== 'string' || typeof data !== 'string') {
    return null
  }
  const topics = parseTopics(topicsText)
  if (topics === null) return null
  return { position: { epoch, offset }, topics, type, data, atMs: Number(atMs) }
}

/** The offset of an entry as XRANGE answers it. */
export function offsetOf(reply: RedisReply | undefined): number | null {
  const id = Array.isArray(reply) ? reply[0] : undefined
  const offset = /^(\d+)-0$/.exec(String(id))?.[1]
  return offset === undefined ? null : Number(offset)
}

/** Reads a stored state: `<version> <value>`. */
export function parseState(key: string, stored: string): StateValue | null {
  const end = stored.indexOf(' ')
  const version = stored.slice(0, Math.max(0, end))
  if (!/^\d+$/.test(version)) return null
  return { key, value: stored.slice(end + 1), version: Number(version) }
}

function parseTopics(text: string): readonly string[] | null {
  try {
    const topics: unknown = JSON.parse(text)
    const isList = Array.isArray(topics) && topics.every((topic) => typeof topic === 'string')
    return isList ? topics : null
  } catch {
    return null
  }
}
