/** Requests for everything there is, each left before its answer has come, as fast as they can be made. */
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attack } from './attack.ts'
import { createStreams } from './many-streams.ts'

const streams = 5_000
const seconds = 8

export const abandonedSnapshots: Attack = {
  name: 'abandoned-snapshots',
  holds: `Snapshots of ${streams} streams that their callers leave at once are not read to the end.`,
  maxRssMb: 350,
  async run({ url, port }) {
    await createStreams(url, streams)
    const endsAtMs = performance.now() + seconds * 1_000
    let asked = 0
    while (performance.now() < endsAtMs) {
      // Different filters, so that none can be answered with the snapshot of another.
      const ids = Array.from({ length: 3 }, (_, n) => `streams=${1 + ((asked * 3 + n) % streams)}`)
      const path =
        asked % 2 === 0
          ? `/events/subscribe?all=true&snapshot=true&${ids.join('&')}`
          : `/events/snapshot?all=true&${ids.join('&')}`
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => {})
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
      setTimeout(() => socket.destroy(), 30)
      asked++
      await sleep(20)
    }
    await sleep(1_000)
    const answer = await fetch(`${url}/streams/1`)
    return {
      faults: answer.status === 200 ? [] : [`afterwards a read is answered with ${answer.status}`],
      figures: { asked },
    }
  },
}
