/** Uses the example without React, and prints what happened as JSON. */
import { join } from 'node:path'
import { createFeedSession } from 'streamgauge'
import { createConnection } from 'streamgauge/connection'
import type { FeedEventOf } from 'streamgauge/feeds'
import { shipments } from './feed.ts'
import { mockShipments } from './mock.ts'
import { startServer } from './server.ts'

type ShipmentEvent = FeedEventOf<typeof shipments>

async function until(isTrue: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + 30_000
  while (!isTrue()) {
    if (Date.now() > deadlineMs) throw new Error('Waited 30 s in vain.')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

async function itemsOf(options: { url: string; fetch?: typeof fetch; hubs?: string[] }) {
  const { url, fetch: given, hubs } = options
  const session = createFeedSession({
    feed: shipments,
    url,
    ...(given && { fetch: given }),
    filter: hubs ? { hubs } : { all: true },
  })
  session.start()
  await until(() => session.store.getState().phase === 'ready')
  session.stop()
  return [...session.store.getState().items.values()]
}

const shown = (items: Awaited<ReturnType<typeof itemsOf>>) =>
  Object.fromEntries(items.map(({ id, hub, status }) => [id, `${hub} ${status}`]))

const file = join(import.meta.dirname, 'exercise.db')
const events: ShipmentEvent[] = []
let breaks = 0

const first = await startServer(file)
const connection = createConnection({
  feed: shipments,
  url: first.url,
  filter: { all: true },
  persist: false,
})
connection.onFrames((batch) => {
  for (const frame of batch) {
    if (frame.kind === 'event') events.push(frame.event)
    if (frame.kind === 'gap' || frame.kind === 'reset') breaks++
  }
})
const isLive = () => {
  const snapshot = connection.getSnapshot()
  return snapshot.status === 'open' && snapshot.phase === 'live'
}
const names = () => events.splice(0).map(({ type, id }) => `${type} ${id}`)

connection.open()
await until(isLive)
await first.publish({ type: 'shipment.registered', id: '1', hub: 'OSL' })
await first.publish({ type: 'shipment.moved', id: '1', hub: 'BGO' })
await until(() => events.length === 2)
const live = names()

// The server goes away, comes back on the same file, and something happened meanwhile.
await first.close()
const second = await startServer(file, first.port)
await second.publish({ type: 'shipment.delivered', id: '1' })
await second.publish({ type: 'shipment.registered', id: '2', hub: 'OSL' })
await until(() => events.length === 2)
const afterRestart = names()

const newcomer = shown(await itemsOf({ url: second.url }))
const onlyOslo = (await itemsOf({ url: second.url, hubs: ['OSL'] })).map(({ id }) => id)

const bad = { type: 'shipment.moved', id: 7 } as unknown as ShipmentEvent
const code = await second.publish(bad).then(
  () => 'published',
  (error: { readonly code: string }) => error.code,
)
const query = await fetch(`${second.url}/shipments/events?all=true&hub=OSL`)
const problem = (await query.json()) as { readonly code: string }
const stats = await fetch(`${second.url}/shipments/stats`)
const api = (await (await fetch(`${second.url}/asyncapi.json`)).json()) as {
  readonly channels: { readonly shipments: { readonly messages: object } }
}

const mock = mockShipments()
await mock.publish({ type: 'shipment.registered', id: '9', hub: 'TRD' })
const mocked = shown(await itemsOf({ url: 'http://localhost', fetch: mock.fetch as typeof fetch }))
await mock.close()

connection.close()
await second.close()
console.log(
  JSON.stringify({
    live,
    afterRestart,
    breaks,
    newcomer,
    onlyOslo,
    refused: [code, query.status, problem.code],
    stats: stats.status,
    documented: Object.keys(api.channels.shipments.messages),
    mocked,
  }),
)
