/** Subscribers that never read, among some that do, while events are published as fast as commands go. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attack } from './attack.ts'
import { createStreams } from './many-streams.ts'
import { openRawSocket, subscribeText } from './raw-sockets.ts'

const stalled = 200
const live = 20
const events = 600

export const stalledReaders: Attack = {
  name: 'stalled-readers',
  holds: `${stalled} subscribers that never read cost the ${live} that do nothing.`,
  maxRssMb: 300,
  async run({ url, port }) {
    const readers = await Promise.all(
      Array.from({ length: live }, () => openRawSocket(port, subscribeText)),
    )
    const deaf = await Promise.all(
      Array.from({ length: stalled }, () => openRawSocket(port, subscribeText)),
    )
    for (const { socket } of deaf) socket.pause()
    await createStreams(url, events)
    const fewestReceived = () =>
      Math.min(
        ...readers.map(({ received }) => received.match(/event: stream\.created/g)?.length ?? 0),
      )
    for (let waits = 0; waits < 50 && fewestReceived() < events; waits++) await sleep(100)
    const fewest = fewestReceived()
    for (const { socket } of [...readers, ...deaf]) socket.destroy()
    return {
      faults: fewest < events ? [`a reader received ${fewest} of ${events} events`] : [],
      figures: { stalled, live, fewest },
    }
  },
}
