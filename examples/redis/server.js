/** One of several servers that share a Redis: payments, on the port and the Redis of its environment. */
import { paymentsFeed, redisLog, serve } from 'streamgauge/server'

const url = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379'
const log = await redisLog({ url })
const server = await serve({
  port: Number(process.env.PORT ?? 3001),
  feeds: [paymentsFeed({ log })],
  // Addresses of callers come from nginx, which is on this machine.
  config: { trustedProxies: ['127.0.0.1'] },
})
console.log(`Payments at ${server.url}`)

process.once('SIGTERM', async () => {
  await server.close(5_000)
  process.exit(0)
})
