/**
 * Publishes numbers of a company to NATS, a few a second, until it is stopped:
 *
 *   node examples/nats/publish.js acme
 *
 * NATS_URL: where NATS is, by default nats://localhost:4222. COUNT: how many, by default without end.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { jetstream } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'

const companyId = process.argv[2] ?? 'acme'
const count = Number(process.env.COUNT ?? Number.POSITIVE_INFINITY)
const connection = await connect({ servers: process.env.NATS_URL ?? 'nats://localhost:4222' })
const stream = jetstream(connection)

for (let sent = 1; sent <= count; sent++) {
  const value = 100 + Math.round(50 * Math.sin(sent / 10))
  await stream.publish(
    'metrics.active_volunteers',
    JSON.stringify({ companyId, value, unit: 'people', atMs: Date.now() }),
  )
  await stream.publish(
    'journey.onboarding',
    JSON.stringify({ companyId, flag: 'profile_complete', isSet: sent % 2 === 0 }),
  )
  if (sent % 10 === 1) console.log(`active_volunteers of ${companyId}: ${value}`)
  await sleep(200)
}
await connection.close()
