/** One subject that asks for long lists from many addresses, and reads none of the answers. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attack } from './attack.ts'
import { openAgent, sendCreate } from './many-streams.ts'
import { alice, bob, tokenEnv, tokenOf } from './tokens.ts'

const streams = 1_000
const addresses = 40
/** On each connection. The system takes the first ones, and the server keeps the next ones. */
const requests = 16

export const unreadLists: Attack = {
  name: 'unread-lists',
  holds: `While a subject leaves long lists unread from ${addresses} addresses, another one is answered.`,
  env: { ...tokenEnv, COMMAND_RATE_PER_USER: '0' },
  maxRssMb: 500,
  async run({ url, port }) {
    const authorization = `Bearer ${await tokenOf(alice)}`
    const agent = openAgent(32)
    const create = async () => {
      for (let n = 0; n < streams / 25; n++) await sendCreate(url, agent, { authorization })
    }
    await Promise.all(Array.from({ length: 25 }, create))
    agent.destroy()

    const text = `GET /streams?limit=${streams} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${authorization}\r\n\r\n`
    const sockets: Socket[] = []
    for (let n = 0; n < addresses; n++) {
      const socket = connect({ port, host: '127.0.0.1', localAddress: `127.0.0.${n + 2}` })
      socket.on('error', () => {})
      sockets.push(socket.pause())
      await once(socket, 'connect')
      socket.write(text.repeat(requests))
    }
    const statuses: number[] = []
    for (let n = 0; n < 4; n++) {
      await sleep(500)
      const signal = AbortSignal.timeout(2_000)
      const headers = { authorization: `Bearer ${await tokenOf(bob)}` }
      // Without a place, a read waits.
      const answer = await fetch(`${url}/streams?limit=10`, { headers, signal }).catch(() => null)
      await answer?.body?.cancel()
      statuses.push(answer?.status ?? 0)
    }
    for (const socket of sockets) socket.destroy()
    const answered = statuses.filter((status) => status === 200).length
    // While the flood begins, as many reads may wait at the gate as are allowed to.
    const last = statuses.at(-1)
    return {
      faults:
        last === 200 ? [] : [`another subject was answered with ${last || 'nothing'} in the end`],
      figures: { answered, asked: statuses.length },
    }
  },
}
