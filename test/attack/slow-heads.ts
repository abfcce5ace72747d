/** Connections that send their head a byte a second, others that say nothing at all (slowloris). */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attack } from './attack.ts'
import { openRawSocket, subscribeText } from './raw-sockets.ts'

const slow = 500
const silent = 500
const seconds = 8

export const slowHeads: Attack = {
  name: 'slow-heads',
  holds: `${slow} heads that arrive a byte a second and ${silent} silent connections keep no subscriber out.`,
  async run({ port }) {
    const attackers = await Promise.all(
      Array.from({ length: slow + silent }, (_, index) =>
        openRawSocket(port, index < slow ? subscribeText.slice(0, 20) : ''),
      ),
    )
    for (let second = 0; second < seconds; second++) {
      await sleep(1_000)
      const byte = subscribeText[20 + second] ?? ''
      for (const { socket } of attackers.slice(0, slow)) socket.write(byte)
    }
    const reader = await openRawSocket(port, subscribeText)
    await sleep(500)
    const answered = attackers.filter(({ received }) => received !== '').length
    for (const { socket } of [...attackers, reader]) socket.destroy()
    return {
      faults: [
        ...(reader.received.includes('"connected"') ? [] : ['a subscriber was not greeted']),
        ...(answered > 0 ? [`${answered} requests were answered before they were complete`] : []),
      ],
      figures: { slow, silent, seconds },
    }
  },
}
