/** Connections that create streams as fast as the server answers, all from one address, with the strict limits. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attack } from './attack.ts'
import { openAgent, sendCreate } from './many-streams.ts'

const connections = 16
const seconds = 5
const strictRate = 20
/** The budget of the first window and of the one that may begin meanwhile. */
const mostCreated = strictRate * 10 * 2

export const createFlood: Attack = {
  name: 'create-flood',
  holds: `One address creates at most ${strictRate} streams a second, and another one still creates some.`,
  env: {
    COMMAND_RATE: '500',
    COMMAND_RATE_PER_IP: String(strictRate),
    TRUSTED_PROXIES: '127.0.0.1',
  },
  maxRssMb: 300,
  async run({ url }) {
    const agent = openAgent(connections)
    const statuses = new Map<number, number>()
    let isOver = false
    const flood = async (): Promise<void> => {
      while (!isOver) {
        const { status, retryAfter } = await sendCreate(url, agent, {
          'x-forwarded-for': '203.0.113.9',
        })
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        if (status === 429 && !(retryAfter >= 1)) statuses.set(0, 1)
      }
    }
    const flooding = Promise.all(Array.from({ length: connections }, flood))
    await sleep((seconds * 1_000) / 2)
    const other = await sendCreate(url, agent, { 'x-forwarded-for': '198.51.100.7' })
    await sleep((seconds * 1_000) / 2)
    isOver = true
    await flooding
    agent.destroy()
    const created = statuses.get(201) ?? 0
    const refused = statuses.get(429) ?? 0
    return {
      faults: [
        ...(created > mostCreated ? [`one address created ${created} streams`] : []),
        ...(other.status === 201 ? [] : [`another address was answered with ${other.status}`]),
        ...(statuses.has(0) ? ['a refusal had no Retry-After'] : []),
      ],
      figures: { created, refused, createdPerSecond: Math.round(created / seconds) },
    }
  },
}
