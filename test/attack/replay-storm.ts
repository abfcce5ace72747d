/** A thousand clients that return at the same time, each 900 events behind. */
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attack } from './attack.ts'
import { createStreams } from './many-streams.ts'

const clients = 1_000
const behind = 900

export const replayStorm: Attack = {
  name: 'replay-storm',
  holds: `${clients} clients that return at once, ${behind} events behind, each receive every event once and in order.`,
  maxRssMb: 450,
  async run({ url, port }) {
    await createStreams(url, behind + 50)
    const { position } = (await (await fetch(`${url}/events/stats`)).json()) as { position: string }
    const [epoch = '', top = ''] = position.split('.')
    const first = Number(top) - behind
    const sockets: Socket[] = []
    const startedAtMs = performance.now()
    const outcomes = await Promise.all(
      Array.from({ length: clients }, async () => {
        const socket = connect(port, '127.0.0.1')
        sockets.push(socket)
        const received = receive(socket, `${epoch}.${first}`, Number(top))
        return await Promise.race([received, sleep(12_000, 'it came too late')])
      }),
    )
    const seconds = (performance.now() - startedAtMs) / 1_000
    for (const socket of sockets) socket.destroy()
    const wrong = outcomes.filter((outcome) => outcome !== null)
    return {
      faults:
        wrong.length > 0 ? [`${wrong.length} clients failed, the first because ${wrong[0]}`] : [],
      figures: { events: clients * behind, seconds: Math.round(seconds * 10) / 10 },
    }
  },
}

/** Null when every offset has come, once and in order. */
function receive(socket: Socket, cursor: string, top: number): Promise<string | null> {
  return new Promise((resolve) => {
    let rest = ''
    let last = Number(cursor.split('.')[1])
    socket.setEncoding('latin1')
    socket.on('error', () => resolve('the connection broke'))
    socket.on('close', () => resolve('the connection was closed'))
    socket.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const [index, line] of lines.entries()) {
        if (!line.startsWith('id: ') || !lines[index + 1]?.startsWith('event: stream.')) continue
        const offset = Number(line.slice(line.indexOf('.') + 1))
        if (offset !== last + 1) resolve(`${offset} came after ${last}`)
        last = offset
      }
      // An id whose next line has not come yet is looked at again.
      const lastLine = lines.at(-1)
      if (lastLine?.startsWith('id: ')) rest = `${lastLine}\n${rest}`
      if (last === top) resolve(null)
    })
    socket.write(
      `GET /events/subscribe?all=true HTTP/1.1\r\nHost: 127.0.0.1\r\nLast-Event-ID: ${cursor}\r\n\r\n`,
    )
  })
}
