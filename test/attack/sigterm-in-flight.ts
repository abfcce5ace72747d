/** SIGTERM while 64 connections send one command after the other. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attack } from './attack.ts'
import { openAgent, sendCreate } from './many-streams.ts'
import { offsetOf } from './offset-of.ts'

const connections = 64
const rounds = 3
const runMs = 300

export const sigtermInFlight: Attack = {
  name: 'sigterm-in-flight',
  holds: 'Every command that was carried out before the server ended is answered.',
  env: { DRAIN_MS: '5000' },
  stopsServer: true,
  async run({ server, url, restart }) {
    let running = server
    let answered = 0
    let refused = 0
    let carriedOut = 0
    const codes: (number | null)[] = []
    for (let round = 0; round < rounds; round++) {
      const agent = openAgent(connections)
      const sendAll = async (): Promise<void> => {
        for (;;) {
          const { status } = await sendCreate(url, agent).catch(() => ({ status: 0 }))
          if (status === 201) answered++
          else if (status === 503) refused++
          if (status !== 201) return
        }
      }
      const sending = Promise.all(Array.from({ length: connections }, sendAll))
      await sleep(runMs)
      codes.push(await running.kill('SIGTERM'))
      await sending
      agent.destroy()
      running = await restart()
      carriedOut = await offsetOf(url)
    }
    return {
      faults: [
        ...(carriedOut === answered
          ? []
          : [`${carriedOut - answered} commands were carried out and not answered`]),
        ...(codes.some((code) => code !== 0) ? [`it ended with ${codes.join(', ')}`] : []),
      ],
      figures: { answered, carriedOut, refused },
    }
  },
}
