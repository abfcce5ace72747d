/** One socket that asks for the longest list 1,300 times without reading an answer. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attack } from './attack.ts'
import { createStreams } from './many-streams.ts'

const requests = 1_300

export const pipelinedReads: Attack = {
  name: 'pipelined-reads',
  holds: `${requests} pipelined reads of 1,000 streams on one socket neither fill the memory nor stop others.`,
  maxRssMb: 300,
  async run({ url, port }) {
    await createStreams(url, 1_000)
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'connect')
    socket.pause()
    socket.write('GET /streams?limit=1000 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'.repeat(requests))
    await sleep(6_000)
    socket.destroy()
    return { faults: [], figures: { requests } }
  },
}
