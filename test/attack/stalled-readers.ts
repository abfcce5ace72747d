/** Subscribers that never read, among some that do, while events are published as fast as commands go. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attack } from './attack.ts'
import { createStreams } from './many-streams.ts'
import { openRawSocket, subscribeText } from './raw-sockets.ts'

const stalled = 200
const live = 20
const events = 3_000

export const stalledReaders: Attack = {
  name: 'stalled-readers',
  holds: `${stalled} readers that take nothing hold up neither the memory nor ${live} that read ${events} events.`,
  maxRssMb: 350,
  async run({ url, port }) {
    const open = (count: number) =>
      Promise.all(Array.from({ length: count }, () => openRawSocket(port, subscribeText)))
    const readers = await open(live)
    const deaf = await open(stalled)
    for (const { socket } of deaf) socket.pause()
    const startedAtMs = performance.now()
    await createStreams(url, events)
    const seconds = (performance.now() - startedAtMs) / 1_000
    const fewestReceived = () =>
      Math.min(
        ...readers.map(({ received }) => received.match(/event: stream\.created/g)?.length ?? 0),
      )
    for (let waits = 0; waits < 30 && fewestReceived() < events; waits++) await sleep(100)
    const fewest = fewestReceived()
    for (const { socket } of [...readers, ...deaf]) socket.destroy()
    return {
      faults: fewest < events ? [`a reader received ${fewest} of ${events} events`] : [],
      figures: { events, 'events a second': Math.round(events / seconds), fewest },
    }
  },
}
