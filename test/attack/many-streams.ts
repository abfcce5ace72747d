/** Something to read: streams that are created by real commands, as many as an attack needs. */
import { Agent, request } from 'node:http'

const body = JSON.stringify({
  sender: 'GAAZI4TCR3TY5OJHCTJC2A4QSY6CJWJH5IAJTGKIN2ER7LBNVKOCCWN7',
  recipient: 'GBRPYHIL2CI3FNQ4BXLFMNDLFJUNPU2HY3ZMFSHONUCEOASW7QC7OX2H',
  tokenAddress: 'CAS3J7GYLGXMF6TDJBBYYSE3HQ6BBSMLNUQ34T6TZMYMW2EVH34XOWMA',
  ratePerSecond: '1000',
  depositedAmount: '864000000',
})

/** Connections that stay open. */
export function openAgent(maxSockets: number): Agent {
  return new Agent({ keepAlive: true, maxSockets })
}

/** @throws Error for the first stream that is not created */
export async function createStreams(url: string, count: number): Promise<void> {
  const agent = openAgent(32)
  let left = count
  const create = async (): Promise<void> => {
    while (left > 0) {
      left--
      const { status } = await sendCreate(url, agent)
      if (status !== 201) throw new Error(`Creating a stream was answered with ${status}.`)
    }
  }
  await Promise.all(Array.from({ length: 32 }, create))
  agent.destroy()
}

/** What a command was answered. */
export interface CommandAnswer {
  readonly status: number
  /** Seconds; NaN without one. */
  readonly retryAfter: number
}

/** Sends the command to create a stream. */
export function sendCreate(
  url: string,
  agent: Agent,
  more: Readonly<Record<string, string>> = {},
): Promise<CommandAnswer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', ...more }
    const outgoing = request(`${url}/streams`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume()
      answer.once('error', reject)
      answer.once('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          retryAfter: Number(answer.headers['retry-after'] ?? Number.NaN),
        }),
      )
    })
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}
