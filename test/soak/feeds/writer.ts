/** Sends writes until they are acknowledged, as a careful client does, and notes what was. */
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Json, Send, Write } from './soaked-feed.ts'

export interface Acknowledged {
  readonly write: Write
  readonly key: string
  /** The id that the answer has. */
  readonly position: string
}

export interface Writer {
  readonly send: Send
  /** Oldest first. */
  readonly acknowledged: readonly Acknowledged[]
  /** Sends one again under its key. Resolves with the id that the answer has. */
  repeat(one: Acknowledged): Promise<string>
  close(): void
}

/** @param name distinguishes its keys from those of others */
export function createWriter(url: string, name: string): Writer {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const acknowledged: Acknowledged[] = []
  let sent = 0

  const exchange = ({ method, path, body, headers }: Write, key: string) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const outgoing = request(
        url + path,
        {
          method,
          agent,
          timeout: 10_000,
          headers: { 'content-type': 'application/json', 'idempotency-key': key, ...headers },
        },
        (answer) => {
          let text = ''
          answer.setEncoding('utf8')
          answer.on('data', (part: string) => {
            text += part
          })
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
          answer.on('error', reject)
        },
      )
      outgoing.on('error', reject)
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')))
      outgoing.end(body === undefined ? undefined : JSON.stringify(body))
    })

  async function persist(write: Write, key: string): Promise<Json> {
    for (;;) {
      // A connection that ends before the answer is the case that keys are for.
      const answer = await exchange(write, key).catch(() => null)
      if (answer && answer.status < 300) return JSON.parse(answer.text) as Json
      // A server that comes back may ask to wait.
      if (answer && answer.status < 500 && answer.status !== 429) {
        const { method, path } = write
        throw new RangeError(`${method} ${path} was refused: ${answer.status} ${answer.text}`)
      }
      await sleep(50)
    }
  }

  return {
    acknowledged,
    async send(write) {
      sent += 1
      const key = `${name}-${sent}`
      const body = await persist(write, key)
      acknowledged.push({ write, key, position: String(body['position']) })
      return body
    },
    repeat: async ({ write, key }) => String((await persist(write, key))['position']),
    close: () => agent.destroy(),
  }
}
