/** Many readers that stop reading while events are sent to all, and others that go on. */
import { connect, type Socket } from 'node:net'
import type { Attack } from './attack.ts'
import { createStreams } from './many-streams.ts'

const stalled = 200
const honest = 20
const events = 3_000

export const stalledReaders: Attack = {
  name: 'stalled-readers',
  holds: `${stalled} readers that take nothing hold up neither the memory nor ${honest} that read ${events} events.`,
  maxRssMb: 350,
  async run({ url, port }) {
    const sockets = Array.from({ length: stalled }, () => {
      const socket = subscribe(port)
      socket.pause()
      return socket
    })
    const counts = Array.from({ length: honest }, () => {
      const socket = subscribe(port)
      sockets.push(socket)
      const received = { events: 0 }
      socket.setEncoding('latin1').on('data', (chunk: string) => {
        // A name that is cut in two is missed; so the count is compared with some room.
        received.events += chunk.split('event: stream.').length - 1
      })
      return received
    })
    const startedAtMs = performance.now()
    await createStreams(url, events)
    const seconds = (performance.now() - startedAtMs) / 1_000
    const endsAtMs = performance.now() + 3_000
    const isDone = () => counts.every((count) => count.events >= events * 0.97)
    while (!isDone() && performance.now() < endsAtMs) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    for (const socket of sockets) socket.destroy()
    return {
      faults: isDone() ? [] : ['a reader that went on reading did not receive the events'],
      figures: { events, 'events a second': Math.round(events / seconds) },
    }
  },
}

function subscribe(port: number): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write('GET /events/subscribe?all=true HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
  return socket
}
