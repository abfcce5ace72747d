/**
 * One bounded part of a log as JSON items: what every answer to a reader by the Durable Streams protocol is made of.
 * Each entry is checked against the rights of the caller as it is read. It waits for nothing but its turns and the log.
 */
import type { DurableItem } from '../../src/protocol/durable.ts'
import { type Position, printEventId } from '../../src/protocol/event-id.ts'
import type { TopicSet } from '../../src/protocol/topic-set.ts'
import type { Hub } from '../hub/hub.ts'
import { type Grant, isOwn } from '../hub/subscription.ts'
import type { LogEntry } from '../log/event-log.ts'
import { giveWay, type ReadOptions } from '../ops/turns.ts'
import { goneTo } from './durable-request.ts'

/** A part of the log. */
export interface DurablePage {
  /** JSON texts of {@link DurableItem}s. */
  readonly items: readonly string[]
  /** How many of them are events. */
  readonly delivered: number
  /** Everything up to here has been looked at. */
  readonly next: Position
  /** Whether this is all that the log had when the page was asked for. */
  readonly isUpToDate: boolean
}

/** Which part. */
export interface PageRequest {
  readonly topics: TopicSet
  readonly grant: Grant
  readonly after: Position
  /** The newest offset when the page was asked for. */
  readonly top: number
  /** The reader begins wherever the log does: what is dropped while it is read was not promised to it. */
  readonly isFromBeginning: boolean
}

/** A page ends after so many items, or so many characters, or so many entries that were looked at. */
const most = { items: 500, characters: 65_536, entries: 10_000 }
const stepSize = 100

/** @throws OffsetGone if the first entry of the page is no longer kept. LogError */
export async function readPage(
  hub: Pick<Hub, 'read'>,
  { topics, grant, after, top, isFromBeginning }: PageRequest,
  options: ReadOptions,
): Promise<DurablePage> {
  const wanted = new Set(topics)
  const items: string[] = []
  let characters = 0
  let delivered = 0
  let looked = 0
  let next = after

  const isFull = () =>
    items.length >= most.items || characters >= most.characters || looked >= most.entries
  const add = (item: string) => {
    items.push(item)
    characters += item.length
  }

  while (next.offset < top && !isFull()) {
    await giveWay(options)
    const reading = await hub.read(next, top, stepSize)
    // Replaced while it was read. The next request is answered with the new history.
    if (reading.kind === 'reset') return { items, delivered, next, isUpToDate: false }
    if (reading.kind === 'gap') {
      if (reading.reason === 'damaged') add(printGap(next.epoch, reading.from, reading.to))
      else if (items.length > 0) break
      else if (!isFromBeginning) throw goneTo(next, reading.to)
      next = { epoch: next.epoch, offset: reading.to }
      continue
    }
    if (reading.entries.length === 0) next = { epoch: next.epoch, offset: top }
    for (const entry of reading.entries) {
      if (isFull()) break
      looked++
      next = entry.position
      if (!entry.topics.some((topic) => wanted.has(topic)) || !isOwn(entry, grant)) continue
      const item = printItem(entry)
      const { epoch, offset } = entry.position
      add(item ?? printGap(epoch, offset, offset))
      if (item !== null) delivered++
    }
  }
  return { items, delivered, next, isUpToDate: next.offset >= top }
}

/** Printed once for all readers: the hub gives all of them the same newest entries. */
const printed = new WeakMap<LogEntry, string | null>()

/** The entry as an item; null if its body is no JSON, and would make the whole array unreadable. */
function printItem(entry: LogEntry): string | null {
  const known = printed.get(entry)
  if (known !== undefined) return known
  const { position, type, atMs: time, data } = entry
  const head: Omit<DurableItem, 'data'> = { id: printEventId(position), type, time }
  const item = isJson(data) ? `${JSON.stringify(head).slice(0, -1)},"data":${data}}` : null
  printed.set(entry, item)
  return item
}

function printGap(epoch: string, from: number, to: number): string {
  const data = { from, to, reason: 'undeliverable' }
  const gap: DurableItem = { id: printEventId({ epoch, offset: to }), type: 'gap', data }
  return JSON.stringify(gap)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
