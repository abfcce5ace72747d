/** Many clients that subscribe to everything at the same time, each with a snapshot, and read it. */
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attack } from './attack.ts'
import { createStreams } from './many-streams.ts'

const streams = 5_000
const clients = 200
const parts = streams / 100

export const snapshotStorm: Attack = {
  name: 'snapshot-storm',
  holds: `${clients} clients that subscribe at once with a snapshot of ${streams} streams all receive it.`,
  maxRssMb: 400,
  async run({ url, port }) {
    await createStreams(url, streams)
    const startedAtMs = performance.now()
    const sockets: Socket[] = []
    const outcomes = await Promise.all(
      Array.from({ length: clients }, async () => {
        const socket = connect(port, '127.0.0.1')
        sockets.push(socket)
        return await Promise.race([receive(socket), sleep(12_000, 'late' as const)])
      }),
    )
    const seconds = (performance.now() - startedAtMs) / 1_000
    for (const socket of sockets) socket.destroy()
    const count = (outcome: Outcome) => outcomes.filter((each) => each === outcome).length
    const wrong = count('late') + count('broken')
    return {
      faults: wrong > 0 ? [`${wrong} clients did not receive a whole snapshot within 12 s`] : [],
      figures: {
        received: count('whole'),
        refused: count('refused'),
        seconds: Math.round(seconds * 10) / 10,
      },
    }
  },
}

type Outcome = 'whole' | 'refused' | 'broken' | 'late'

function receive(socket: Socket): Promise<Outcome> {
  return new Promise((resolve) => {
    let text = ''
    let seen = 0
    socket.setEncoding('latin1')
    socket.on('error', () => resolve('broken'))
    socket.on('close', () => resolve('broken'))
    socket.on('data', (chunk: string) => {
      text += chunk
      if (text.startsWith('HTTP/1.1 503')) resolve('refused')
      seen += text.split('event: snapshot\n').length - 1
      // Keeps what may be the beginning of the next one.
      text = text.slice(-15)
      if (seen >= parts) resolve('whole')
    })
    socket.write('GET /events/subscribe?all=true&snapshot=true HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
  })
}
