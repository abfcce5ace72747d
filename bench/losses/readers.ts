/**
 * Readers of the servers that are compared: each does what browsers do, no more. It remembers the newest id, connects again
 * with it when the connection has ended, here to the other instance, and notes the numbers of the events that it is given.
 */
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { createParser } from 'eventsource-parser'
import { noteFrame } from '../../test/chaos/note-frame.ts'
import type { ReaderRecord } from '../../test/chaos/reader-record.ts'

/** What a reader was given, in order: the number of an event, or a declaration that some are missing. */
export type Given = number | 'declared'

export interface LossReader {
  readonly given: readonly Given[]
  /** Ends its connection, as a network does that goes away. It comes back after a while. */
  cut(): void
  stop(): void
}

const longestAwayMs = 400

/** @param record checks the ids of this package as well; null: of other servers */
export function openLossReader(
  urls: readonly string[],
  random: () => number,
  record: ReaderRecord | null,
): LossReader {
  const given: Given[] = []
  let cursor: string | null = null
  let isStopped = false
  let leave = () => {}
  let connections = Math.floor(random() * urls.length)

  const read = () =>
    new Promise<void>((resolve) => {
      const headers = {
        accept: 'text/event-stream',
        ...(cursor !== null && { 'last-event-id': cursor }),
      }
      const url = urls[connections++ % urls.length] as string
      const outgoing = request(url, { headers, agent: false }, (answer) => {
        answer.on('close', resolve)
        if (answer.statusCode !== 200) {
          answer.resume()
          return
        }
        const parser = createParser({
          onEvent({ event = 'message', data, id }) {
            if (id !== undefined) cursor = id
            if (record !== null) noteFrame(record, event, data, id ?? null)
            const number = /n=(\d+);/.exec(data)?.[1]
            if (number !== undefined) given.push(Number(number))
            else if (event === 'gap' || event === 'reset') given.push('declared')
          },
        })
        answer.setEncoding('utf8').on('data', (text: string) => parser.feed(text))
        answer.on('error', () => resolve())
      })
      outgoing.on('error', () => resolve())
      leave = () => {
        outgoing.destroy()
        resolve()
      }
      outgoing.end()
    })
  void (async () => {
    while (!isStopped) {
      await read()
      record?.disconnected()
      await sleep(50 + random() * (longestAwayMs - 50))
    }
  })()
  return {
    given,
    cut: () => leave(),
    stop() {
      isStopped = true
      leave()
    },
  }
}
