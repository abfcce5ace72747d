/** Hundreds of requests that each make the server log an error, while no process reads its stderr. */
import { get } from 'node:http'
import type { Attack } from './attack.ts'

const requests = 500
const patienceMs = 5_000

export const unreadStderr: Attack = {
  name: 'unread-stderr',
  holds: `${requests} failed requests are answered although no process reads the errors that they log.`,
  env: { MAX_CONNECTIONS: '1' },
  stderr: 'unread',
  async run({ url }) {
    const first = get(`${url}/events/subscribe?all=true`, { agent: false })
    await new Promise((resolve) => first.once('response', resolve))
    first.on('error', () => {})
    let refused = 0
    let unanswered = 0
    // One after the other: each line is written before the next request comes.
    for (let count = 0; count < requests && unanswered === 0; count++) {
      const status = await statusOf(`${url}/events/subscribe?all=true`)
      if (status === 503) refused++
      if (status === 0) unanswered++
    }
    first.destroy()
    return {
      faults: unanswered > 0 ? [`request ${refused + 1} was not answered`] : [],
      figures: { refused },
    }
  },
}

/** 0 without an answer in time. */
async function statusOf(url: string): Promise<number> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(patienceMs) })
    await answer.arrayBuffer()
    return answer.status
  } catch {
    return 0
  }
}
