/**
 * How streams are stored in the log's keyed state: one JSON body each, and the keys they are found by.
 * The only place that uses these keys. It reads and writes nothing itself.
 *
 *   stream:<id>                              the stream, in its wire form
 *   by-sender:<G…>:<id, 20 digits>           one each, so that a prefix read lists them by id
 *   by-recipient:<G…>:<id, 20 digits>
 *   by-status:<status>:<id, 20 digits>
 *   ended:<Unix seconds, 16 digits>:<id, 20 digits>    of a stream that has ended: its index entries, by age
 *   last-stream-id                           the last id issued; all ids up to it were issued
 *   chain-trace:<id>                         of a stream that follows a chain: chain-trace.ts
 */

import {
  decodeStreamState,
  printStreamState,
  type StreamState,
} from '../../src/feeds/payments/stream-state.ts'
import type { StreamStatus } from '../../src/money/accrual.ts'
import type { StateChange } from '../log/event-log.ts'
import { traceKey } from './chain-trace.ts'

/** Key of the last id issued. */
export const lastStreamIdKey = 'last-stream-id'

/** Key of a stream. */
export function streamKey(streamId: string): string {
  return `stream:${streamId}`
}

/** An index: the prefix under which the ids of some streams lie. */
export type StreamIndex =
  | { readonly sender: string }
  | { readonly recipient: string }
  | { readonly status: StreamStatus }

/** The prefix of an index; append {@link padStreamId} for one entry. */
export function indexPrefix(index: StreamIndex): string {
  if ('sender' in index) return `by-sender:${index.sender}:`
  if ('recipient' in index) return `by-recipient:${index.recipient}:`
  return `by-status:${index.status}:`
}

/** A u64 in as many digits as the largest has, so that the order of text is the order of numbers. */
export function padStreamId(streamId: string): string {
  return streamId.padStart(20, '0')
}

/** Under it lie the streams that have ended, those that ended first before the others. */
export const endedPrefix = 'ended:'

/** When the stream of such a key ended. */
export function secondOfEndedKey(key: string): number {
  return Number(key.slice(endedPrefix.length, endedPrefix.length + 16))
}

/** An ended stream never changes again, so nothing has to be expected of what is deleted. */
export function removalOf(endedKey: string, value: string): readonly StateChange[] {
  const streamId = streamIdOfIndexKey(endedKey)
  const own = streamId === null ? [] : [streamKey(streamId), traceKey(streamId)]
  const keys = [...own, ...value.split(' '), endedKey]
  return keys.filter((key) => key !== '').map((key) => ({ key, value: null }))
}

/** The id at the end of an index key; null for a key that has none. */
export function streamIdOfIndexKey(key: string): string | null {
  const id = key.slice(-20)
  return /^\d{20}$/.test(id) ? BigInt(id).toString() : null
}

/** @throws Error when the state was not written by {@link streamChanges}. */
export function parseStoredStream(text: string): StreamState {
  const stream = decodeStreamState(JSON.parse(text))
  if (typeof stream === 'string') throw new Error(`A stored stream is unreadable: ${stream}`)
  return stream
}

/**
 * What has to change for `stream` to be stored.
 *
 * @param before The stream as it was read, with its version; left out for a new one, whose id must
 *   then be free.
 */
export function streamChanges(
  stream: StreamState,
  before?: { readonly stream: StreamState; readonly version: number },
): readonly StateChange[] {
  const { streamId, sender, recipient, status } = stream
  const entry = (index: StreamIndex) => indexPrefix(index) + padStreamId(streamId)
  const body = {
    key: streamKey(streamId),
    value: JSON.stringify(printStreamState(stream)),
    expectVersion: before?.version ?? 0,
  }
  const newStatus = { key: entry({ status }), value: '' }
  const ended = () => {
    if (status === 'active' || status === 'paused') return []
    const endedAt = String(stream.lastUpdateTime).padStart(16, '0')
    const entries = [entry({ sender }), entry({ recipient }), entry({ status })]
    return [{ key: `${endedPrefix}${endedAt}:${padStreamId(streamId)}`, value: entries.join(' ') }]
  }
  if (before === undefined) {
    return [
      body,
      { key: entry({ sender }), value: '' },
      { key: entry({ recipient }), value: '' },
      newStatus,
      { key: lastStreamIdKey, value: streamId },
      // What a chain reports at once may have ended already.
      ...ended(),
    ]
  }
  if (before.stream.status === status) return [body]
  return [
    body,
    { key: entry({ status: before.stream.status }), value: null },
    newStatus,
    ...ended(),
  ]
}

/** The ids of both lists, each once, in order. */
export function mergeStreamIds(one: readonly string[], other: readonly string[]): string[] {
  return [...new Set([...one, ...other])].sort(compareStreamIds)
}

/** Orders ids as numbers. */
export function compareStreamIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}
