/** One address opens feeds and closes them, as fast as the server answers, with the strict limits. */
import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attack } from './attack.ts'

const parallel = 32
const seconds = 5
const strictRate = 10
/** The budget of the first window and of the one that may begin meanwhile. */
const mostOpened = strictRate * 10 * 2

/** Opens a feed and closes it when its head has come. */
function openAndClose(url: string): Promise<number> {
  return new Promise((resolve) => {
    const outgoing = get(`${url}/events/subscribe?all=true`, { agent: false }, (answer) => {
      resolve(answer.statusCode ?? 0)
      outgoing.destroy()
    })
    outgoing.on('error', () => resolve(0))
  })
}

export const connectionFlood: Attack = {
  name: 'connection-flood',
  holds: `One address opens at most ${strictRate} feeds a second.`,
  env: { CONNECTION_RATE_PER_IP: String(strictRate) },
  maxRssMb: 300,
  async run({ url }) {
    const statuses = new Map<number, number>()
    let isOver = false
    const flood = async (): Promise<void> => {
      while (!isOver) {
        const status = await openAndClose(url)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
      }
    }
    const flooding = Promise.all(Array.from({ length: parallel }, flood))
    await sleep(seconds * 1_000)
    isOver = true
    await flooding
    const opened = statuses.get(200) ?? 0
    return {
      faults: opened > mostOpened ? [`one address opened ${opened} feeds`] : [],
      figures: { opened, refused: statuses.get(429) ?? 0, failed: statuses.get(0) ?? 0 },
    }
  },
}
