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
const connection = await connect({
  servers: process.env.NATS_URL ?? 'nats://localhost:4222',
  maxReconnectAttempts: -1,
})
const stream = jetstream(connection)
const run = crypto.randomUUID()

/** Sends it until NATS has it: with its id, a repeat is stored once. */
async function publish(subject, body, id) {
  for (;;) {
    try {
      return await stream.publish(subject, JSON.stringify(body), { msgID: `${run} ${id}` })
    } catch (error) {
      console.log(`NATS does not answer (${error.message}). Trying again.`)
      await sleep(500)
    }
  }
}

for (let sent = 1; sent <= count; sent++) {
  const value = 100 + Math.round(50 * Math.sin(sent / 10))
  const metric = { companyId, value, unit: 'people', atMs: Date.now() }
  await publish('metrics.active_volunteers', metric, `metric ${sent}`)
  const flag = { companyId, flag: 'profile_complete', isSet: sent % 2 === 0 }
  await publish('journey.onboarding', flag, `flag ${sent}`)
  if (sent % 10 === 1) console.log(`active_volunteers of ${companyId}: ${value}`)
  await sleep(200)
}
await connection.close()
