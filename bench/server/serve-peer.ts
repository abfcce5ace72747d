/**
 * A process with one of the peers. Prints its port; every line of its input publishes:
 *
 *   once <room>                        one event
 *   paced <per second> <seconds>       events to rooms 0 to 999 in turns; prints `done` after the last
 */
import { createInterface } from 'node:readline'
import { sharedPeers } from '../instances/peers.ts'
import { publishPaced, textOfEvent } from './events.ts'
import { peers } from './peers.ts'

const name = process.argv[2] ?? ''
const peer = await (peers[name] ?? sharedPeers[name])?.()
if (peer === undefined) throw new Error(`There is no peer ${name}.`)
console.log(peer.port)
for await (const line of createInterface({ input: process.stdin })) {
  const [task, first = '', second = ''] = line.split(' ')
  if (task === 'once') peer.publish(first, textOfEvent())
  else {
    await publishPaced(Number(first), Number(second), peer.publish)
    console.log('done')
  }
}
process.exit(0)
