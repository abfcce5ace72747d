/**
 * The server of the bench, with its log in memory. Prints its port; every line of its input,
 * `<per second> <seconds>`, publishes to all rooms in turns, and prints `done` after the last event.
 */
import { createInterface } from 'node:readline'
import { memoryLog, serve, serveFeed } from '../../server/index.ts'
import { defineFeed, event, fields, shortTextField } from '../../src/feeds/index.ts'
import { anyTextField } from '../../src/protocol/fields.ts'
import { publishPaced } from '../server/events.ts'
import { textOfEvent } from './events.ts'

const posts = defineFeed({
  name: 'posts',
  path: '/events',
  events: {
    posted: event({
      body: fields<{ room: string; text: string }>({ room: shortTextField, text: anyTextField }),
      meaning: 'Someone posted in a room.',
      example: { room: 'lobby', text: 'Good morning' },
    }),
  },
  filter: { rooms: { topic: 'room' } },
  topicsOf: ({ room }) => [`room:${room}`],
})

const feed = serveFeed(posts, { log: memoryLog() })
const { port } = await serve({
  port: 0,
  feeds: [feed],
  config: { maxConnectionsPerIp: 20_000, connectionRatePerIp: 20_000 },
})
console.log(port)
for await (const line of createInterface({ input: process.stdin })) {
  const [perSecond, seconds] = line.split(' ').map(Number)
  await publishPaced(perSecond ?? 0, seconds ?? 0, (room) => {
    void feed.publish({ type: 'posted', room, text: textOfEvent() })
  })
  console.log('done')
}
process.exit(0)
