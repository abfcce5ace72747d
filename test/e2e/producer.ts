/**
 * A constant source of commands: top-ups at a fixed rate over a few keep-alive connections. A command
 * whose answer never came is sent again under its idempotency key, as a careful client does, so what is
 * acknowledged is in the log exactly once.
 */
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Producer {
  start(): void
  /** Ends the source, waits for what is under way, and returns the offsets that were acknowledged. */
  stop(): Promise<readonly number[]>
  lastOffset(): number
}

const body = {
  sender: 'GAAZI4TCR3TY5OJHCTJC2A4QSY6CJWJH5IAJTGKIN2ER7LBNVKOCCWN7',
  recipient: 'GBRPYHIL2CI3FNQ4BXLFMNDLFJUNPU2HY3ZMFSHONUCEOASW7QC7OX2H',
  tokenAddress: 'CAS3J7GYLGXMF6TDJBBYYSE3HQ6BBSMLNUQ34T6TZMYMW2EVH34XOWMA',
  ratePerSecond: '1000',
  depositedAmount: '864000000',
}

export async function createProducer(url: string, perSecond: number): Promise<Producer> {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  const acknowledged: number[] = []
  let isRunning = false
  let sent = 0
  let loop: Promise<void> = Promise.resolve()
  const pending = new Set<Promise<void>>()

  const post = (path: string, json: unknown, key: string) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const outgoing = request(
        url + path,
        {
          method: 'POST',
          agent,
          timeout: 5_000,
          headers: { 'content-type': 'application/json', 'idempotency-key': key },
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
      outgoing.end(JSON.stringify(json))
    })

  const send = async (path: string, json: unknown): Promise<void> => {
    sent += 1
    const key = `producer-${sent}`
    for (;;) {
      try {
        const { status, text } = await post(path, json, key)
        if (status < 300) {
          const { position } = JSON.parse(text) as { position: string }
          acknowledged.push(Number(position.split('.').at(-1)))
          return
        }
        if (status < 500) throw new RangeError(`The server refused ${path}: ${status} ${text}`)
      } catch (error) {
        if (error instanceof RangeError) throw error
      }
      await sleep(100)
    }
  }

  for (let index = 0; index < 20; index += 1) await send('/streams', body)
  const first = Math.max(...acknowledged)

  const run = async () => {
    const startedAtMs = performance.now()
    const before = sent
    while (isRunning) {
      const due = ((performance.now() - startedAtMs) / 1000) * perSecond
      while (sent - before < due && pending.size < 400) {
        const one = send(`/streams/${(sent % 20) + 1}/top-up`, { amount: '1' })
        pending.add(one)
        one.finally(() => pending.delete(one)).catch(() => {})
      }
      await sleep(4)
    }
  }

  return {
    lastOffset: () => first,
    start() {
      isRunning = true
      loop = run()
    },
    async stop() {
      isRunning = false
      await loop
      await Promise.all(pending)
      agent.destroy()
      return acknowledged
    },
  }
}
