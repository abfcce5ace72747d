/** A client that invents an address for every request, to be a new caller each time: directly, and behind a proxy. */
import type { Attack } from './attack.ts'
import { openAgent, sendCreate } from './many-streams.ts'

const commands = 100
const allowed = 10

export const forgedForwardedFor: Attack = {
  name: 'forged-forwarded-for',
  holds:
    'Addresses that a client invents in X-Forwarded-For or Forwarded do not multiply its limits.',
  env: { COMMAND_RATE_PER_IP: String(allowed / 10), TRUSTED_PROXIES: '127.0.0.1' },
  async run({ url, restart, server }) {
    /** How many commands are carried out, with forged headers that differ each time. */
    const carriedOut = async (forge: (index: number) => Record<string, string>) => {
      const agent = openAgent(16)
      const answers = await Promise.all(
        Array.from({ length: commands }, (_, index) => sendCreate(url, agent, forge(index))),
      )
      agent.destroy()
      return answers.filter(({ status }) => status === 201).length
    }
    const throughProxy = await carriedOut((index) => ({
      'x-forwarded-for': `10.0.${index}.1, 203.0.113.9`,
    }))
    const withBoth = await carriedOut((index) => ({
      'x-forwarded-for': '203.0.113.10',
      forwarded: `for=10.1.${index}.1`,
    }))
    await server.kill('SIGTERM')
    await restart({ TRUSTED_PROXIES: '192.0.2.1' })
    const direct = await carriedOut((index) => ({
      'x-forwarded-for': `203.0.${index}.9`,
      forwarded: `for=203.0.${index}.9`,
    }))
    const figures = { throughProxy, withBoth, direct }
    return {
      faults: Object.entries(figures)
        .filter(([, count]) => count !== allowed)
        .map(([name, count]) => `${name}: ${count} of ${commands} were carried out`),
      figures,
    }
  },
  stopsServer: true,
}
