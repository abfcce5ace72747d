/** Servers that several processes of make one, over the Redis of `BENCH_REDIS`. */
import { createClient } from 'redis'
import { redisLog } from '../../server/log/redis.ts'
import { type Peer, startOwn, startRawPeer } from '../server/peers.ts'

const url = () => process.env['BENCH_REDIS'] ?? ''

export const sharedPeers: Readonly<Record<string, () => Promise<Peer>>> = {
  'streamgauge on Redis': async () =>
    startOwn(await redisLog({ url: url(), persistence: 'optional' })),

  /** The least that Node and Redis can do together: nothing is kept, and what is lost is lost. */
  'raw net, PUBLISH': async () => {
    const peer = await startRawPeer()
    const publisher = await createClient({ url: url() }).connect()
    const subscriber = await createClient({ url: url() }).connect()
    await subscriber.subscribe('posts', (message) => {
      const { room, data } = JSON.parse(message) as { room: string; data: string }
      peer.publish(room, data)
    })
    return {
      port: peer.port,
      publish: (room, data) => void publisher.publish('posts', JSON.stringify({ room, data })),
    }
  },
}
