/**
 * How many streams of one sender may be live at the same time, so that one sender cannot fill the file. The ids of a
 * sender's live streams are read from the log when it creates one, and then followed: other processes create and end
 * streams, too.
 *
 * Two processes may each take the last place at the same time: the bound is one of storage, not of money.
 */
import { userTopic } from '../../src/feeds/payments/filter.ts'
import type { EventLog, LogEntry } from '../log/event-log.ts'
import type { Ledger } from './commands.ts'
import { LedgerError } from './errors.ts'

export interface SenderBound {
  /** Reads the streams of a sender, unless they are known. */
  ready(sender: string): Promise<void>
  /**
   * Takes a place for a stream, in the turn of its append.
   *
   * @returns false when another process has created a stream with this id, so that the append will fail
   * @throws LedgerError `too_many_streams`
   */
  take(sender: string, streamId: string): boolean
  /** Gives the place back of a stream that was not created after all. */
  release(sender: string, streamId: string): void
}

interface Sender {
  readonly live: Set<string>
  /** Streams that ended, which a page that was read before may have as live. Null: all pages have been read. */
  ended: Set<string> | null
  readonly reading: Promise<void>
}

/** How many live streams of one sender are allowed, unless something else is set. */
export const defaultMaxStreamsPerSender = 10_000

/** How many senders are remembered. */
const mostSenders = 1_000
const pageSize = 1_000
const endings = ['stream.cancelled', 'stream.completed']

/** @param options.most 0: no bound. @param options.list reads a page of streams. */
export function createSenderBound(options: {
  readonly log: EventLog
  readonly logName: string
  readonly most: number
  readonly list: Ledger['list']
}): SenderBound {
  const { log, logName, most, list } = options
  /** By topic, the one that was used last at the end. */
  const senders = new Map<string, Sender>()
  let isFollowing = false

  function follow(): void {
    if (isFollowing) return
    isFollowing = true
    log.tail(
      logName,
      (entries) => entries.forEach(note),
      () => senders.clear(),
    )
  }

  function note({ type, topics, data }: LogEntry): void {
    const isEnd = endings.includes(type)
    if (!isEnd && type !== 'stream.created') return
    for (const topic of topics) {
      const sender = senders.get(topic)
      if (sender === undefined) continue
      const { streamId, sender: from } = JSON.parse(data) as { streamId: string; sender?: string }
      if (isEnd) {
        sender.live.delete(streamId)
        sender.ended?.add(streamId)
      } else if (from !== undefined && userTopic(from) === topic) sender.live.add(streamId)
    }
  }

  function open(topic: string, address: string): Sender {
    const live = new Set<string>()
    const ended = new Set<string>()
    const read = async () => {
      for (let cursor: string | null = '0'; cursor !== null; ) {
        const page = await list({ sender: address, limit: pageSize, cursor })
        for (const { streamId, status } of page.streams) {
          const isLive = status === 'active' || status === 'paused'
          if (isLive && !ended.has(streamId)) live.add(streamId)
        }
        cursor = page.nextCursor
      }
      sender.ended = null
    }
    const sender: Sender = {
      live,
      ended,
      reading: read().catch((error: unknown) => {
        if (senders.get(topic) === sender) senders.delete(topic)
        throw error
      }),
    }
    return sender
  }

  return {
    async ready(address) {
      if (most === 0) return
      follow()
      const topic = userTopic(address)
      const sender = senders.get(topic) ?? open(topic, address)
      senders.delete(topic)
      senders.set(topic, sender)
      for (const oldest of senders.keys()) {
        if (senders.size <= mostSenders) break
        senders.delete(oldest)
      }
      await sender.reading
    },
    take(address, streamId) {
      const live = senders.get(userTopic(address))?.live
      if (live === undefined) return false
      if (live.size >= most) {
        throw new LedgerError(
          'too_many_streams',
          `The command was refused: the sender has ${live.size} streams that have not ended, and ${most} ` +
            'are allowed. Cancel some, or wait until they are completed.',
        )
      }
      if (live.has(streamId)) return false
      live.add(streamId)
      return true
    },
    release(address, streamId) {
      senders.get(userTopic(address))?.live.delete(streamId)
    },
  }
}
