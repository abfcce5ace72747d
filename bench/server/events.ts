/** What is published: a hundred bytes with the time at which it was, and how a rate is kept. */
import { setTimeout as sleep } from 'node:timers/promises'

export const rooms = 1_000
const padding = 'x'.repeat(80)

/** The time that all processes of this machine share, in milliseconds. */
export const nowMs = () => performance.timeOrigin + performance.now()

export const textOfEvent = () => `${padding} at=${nowMs().toFixed(3)};`
export const timeInText = /at=([\d.]+);/g

/** After a pause of the machine, what is late must not block the server that is measured. */
const mostAtOnce = 20

/** Publishes to all rooms in turns, at a rate that is kept even if a turn was late. */
export async function publishPaced(
  perSecond: number,
  seconds: number,
  publish: (room: string, text: string) => void,
): Promise<void> {
  const startedAtMs = performance.now()
  const all = perSecond * seconds
  for (let sent = 0; sent < all; ) {
    const due = Math.min(
      ...[all, sent + mostAtOnce, ((performance.now() - startedAtMs) * perSecond) / 1_000],
    )
    for (; sent < due; sent++) publish(String(sent % rooms), textOfEvent())
    await sleep(1)
  }
}
