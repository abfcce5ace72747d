/**
 * The ids of streams that a list or a snapshot may contain, from the index that leaves the fewest. What is stored under
 * them, and whether it matches, is for stream-reads.ts.
 */
import type { EventLog, StateQuery } from '../log/event-log.ts'
import type { StreamListQuery } from './commands.ts'
import {
  indexPrefix,
  lastStreamIdKey,
  mergeStreamIds,
  padStreamId,
  type StreamIndex,
  streamIdOfIndexKey,
} from './stored-stream.ts'

/** Where candidates are found; null for all streams. */
export type ListIndex = StreamIndex | { readonly party: string } | null

/** Ids above `after`, in order: from an index, from both of an address, or all there are. */
export async function candidateIds(
  statesOf: (query: StateQuery, limit: number) => ReturnType<EventLog['states']>,
  index: ListIndex,
  after: string,
  limit: number,
): Promise<readonly string[]> {
  if (index !== null && 'party' in index) {
    const { party } = index
    const sent = await candidateIds(statesOf, { sender: party }, after, limit)
    const received = await candidateIds(statesOf, { recipient: party }, after, limit)
    return mergeStreamIds(sent, received).slice(0, limit)
  }
  if (index !== null) {
    const prefix = indexPrefix(index)
    const { values } = await statesOf({ prefix, after: prefix + padStreamId(after) }, limit)
    return values.flatMap(({ key }) => streamIdOfIndexKey(key) ?? [])
  }
  const { values } = await statesOf({ keys: [lastStreamIdKey] }, 1)
  const top = BigInt(values[0]?.value ?? 0)
  const ids: string[] = []
  for (let id = BigInt(after) + 1n; id <= top && ids.length < limit; id++) ids.push(`${id}`)
  return ids
}

/** The index that leaves the fewest candidates; null for all streams. */
export function indexFor({ sender, recipient, party, status }: StreamListQuery): ListIndex {
  // The caller's own: another account may have any number of streams with others.
  if (party !== undefined) {
    if (sender === party) return { sender }
    if (recipient === party) return { recipient }
    if (sender !== undefined) return { recipient: party }
    if (recipient !== undefined) return { sender: party }
    return { party }
  }
  if (sender !== undefined) return { sender }
  if (recipient !== undefined) return { recipient }
  return status === undefined ? null : { status }
}
