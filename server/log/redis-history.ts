/**
 * One page of the history, newest first. Redis looks through the newest entries itself and answers those that may match: an
 * index of topics would need more memory than the entries.
 */
import type { HistoryPage, HistoryQuery, LogEntry } from './event-log.ts'
import type { RedisDamage } from './redis-damage.ts'
import type { RedisKeys } from './redis-keys.ts'
import type { RedisLink } from './redis-link.ts'
import { offsetOf, parseEntry } from './redis-messages.ts'

// Of a script, about a millisecond in which Redis does nothing else.
const entriesPerScan = 1_000
const scansPerPage = 10

/** @param damage counts what cannot be read, which is left out. */
export async function readHistory(
  link: Pick<RedisLink, 'read'>,
  damage: RedisDamage,
  keys: RedisKeys,
  query: HistoryQuery,
): Promise<HistoryPage> {
  const { topics, types, limit } = query
  const entries: LogEntry[] = []
  let before = query.before ?? Number.MAX_SAFE_INTEGER
  if (topics?.length === 0 || types?.length === 0) return { entries, nextBefore: null }
  for (let scan = 0; scan < scansPerPage && entries.length < limit; scan++) {
    const reply = await link.read('history', keys.all, [
      `${before}`,
      `${entriesPerScan}`,
      `${limit - entries.length}`,
      `${types?.length ?? 0}`,
      ...(types ?? []),
      `${topics?.length ?? 0}`,
      ...(topics ?? []).map((topic) => JSON.stringify(topic)),
    ])
    const [epoch, oldest, last, ...found] = Array.isArray(reply) ? reply : []
    for (const each of found) {
      const entry = parseEntry(each, String(epoch))
      if (entry === null) damage.entry(`${keys.entries} ${epoch} ${offsetOf(each)}`)
      else if (!topics || entry.topics.some((topic) => topics.includes(topic))) entries.push(entry)
    }
    before = Number(last)
    if (epoch === undefined || before <= Number(oldest)) return { entries, nextBefore: null }
  }
  return { entries, nextBefore: before }
}
