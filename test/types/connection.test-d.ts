/** Programs that must compile, and programs that must not. Checked by the compiler, never run. */
import { expectTypeOf } from 'vitest'
import {
  type Connection,
  type ConnectionSnapshot,
  createConnection,
  createSseClient,
  readSseEvents,
  type SseEvent,
} from '../../src/connection/index.ts'
import type { PaymentEvent } from '../../src/feeds/payments/events.ts'
import { payments } from '../../src/feeds/payments/payments.ts'
import { useSSE } from '../../src/react/use-sse.ts'

declare const connection: Connection<typeof payments>
declare const snapshot: ConnectionSnapshot

connection.on('stream.withdrawn', (event) => {
  expectTypeOf(event.amount).toEqualTypeOf<bigint>()
  expectTypeOf(event.recipient).toEqualTypeOf<string>()
  // @ts-expect-error a withdrawal has no rate
  event.ratePerSecond
})
// @ts-expect-error not the name of an event
connection.on('stream.withdraw', () => {})
// @ts-expect-error a listener of another event
connection.on('stream.paused', (event: Extract<PaymentEvent, { type: 'stream.resumed' }>) => event)

for await (const event of connection) expectTypeOf(event).toEqualTypeOf<PaymentEvent>()
for await (const event of createSseClient({ url: '/feed' })) {
  expectTypeOf(event).toEqualTypeOf<SseEvent>()
}
const numbers = readSseEvents({
  url: '/answers',
  body: new URLSearchParams({ prompt: 'Hello' }),
  parse: ({ data }) => (data === '' ? undefined : Number(data)),
  isLast: (event, parsed) => event.type === 'end' || (parsed ?? 0) > 9,
  reconnect: ({ code, error }) => code === 'offline' || error?.status === 409,
})
for await (const event of numbers) expectTypeOf(event).toEqualTypeOf<number>()
export function Feed() {
  useSSE('/feed', (event) => expectTypeOf(event).toEqualTypeOf<SseEvent>())
  useSSE('/feed', (event) => expectTypeOf(event).toEqualTypeOf<number>(), {
    parse: ({ data }: SseEvent) => Number(data),
  })
  useSSE('/feed', (event: SseEvent) => console.log(event.data), { pingMs: null })
  useSSE<number>('/feed', (event) => expectTypeOf(event).toEqualTypeOf<number>(), {
    parse: ({ data }) => (data === '' ? undefined : Number(data)),
    isLast: (_, parsed) => (parsed ?? 0) > 9,
  })
  // @ts-expect-error without parse there are events
  useSSE<number>('/feed', () => {})
  // @ts-expect-error an option does not replace parse
  useSSE<number>('/feed', () => {}, { pingMs: null })
  // @ts-expect-error nor does a listener of numbers
  useSSE('/feed', (event: number) => console.log(event))
  // @ts-expect-error parse and the listener have to agree
  useSSE('/feed', (event: number) => console.log(event), { parse: ({ data }: SseEvent) => data })
}
// @ts-expect-error without parse there are events
createSseClient<number>({ url: '/feed' })
// @ts-expect-error without parse there are events
readSseEvents<number>({ url: '/feed' })
createSseClient({ url: '/feed', reconnect: true })
// @ts-expect-error a stream can be sent once only
createSseClient({ url: '', body: new ReadableStream() })
// @ts-expect-error the answer to a request is resumed by GET, or not at all
createSseClient({ url: '', body: '', resumeMethod: 'POST' })
// @ts-expect-error the subscription of a feed is a GET
createConnection({ feed: payments, url: '', filter: { all: true }, body: '' })

createConnection({
  feed: payments,
  url: async () => '',
  filter: { users: ['G'] },
  getToken: async () => 'x',
})
createConnection({
  feed: payments,
  url: '',
  filter: { all: true },
  share: true,
  persist: false,
  hiddenPauseMs: 60_000,
})
// @ts-expect-error a storage reads and writes
createConnection({ feed: payments, url: '', filter: { all: true }, persist: { read: () => null } })
connection.setFilter({ streams: ['1'], users: ['G'] })
// @ts-expect-error the same word as everywhere
connection.setFilter({ streamIds: ['1'] })
// @ts-expect-error a filter is not optional
createConnection({ feed: payments, url: '' })
// @ts-expect-error nor is a feed
createConnection({ url: '', filter: { all: true } })
// @ts-expect-error one word for one thing: streams, not streamIds
createConnection({ feed: payments, url: '', filter: { streamIds: ['1'] } })
// @ts-expect-error the generic client has no filter
createSseClient({ url: '', filter: { all: true } })

if (snapshot.status === 'open') expectTypeOf(snapshot.phase).toEqualTypeOf<'syncing' | 'live'>()
if (snapshot.status === 'waiting') expectTypeOf(snapshot.retryAtMs).toEqualTypeOf<number>()
// @ts-expect-error only an open connection has a phase
snapshot.phase
expectTypeOf(snapshot.attempt).toEqualTypeOf<number>()
