import { setupWorker } from 'msw/browser'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createConnection } from '../../src/connection/client.ts'
import {
  payments,
  printAccountAddress,
  printContractAddress,
} from '../../src/feeds/payments/index.ts'
import { createMockBackend } from '../../src/mocks/index.ts'
import { createHandlers } from '../../src/mocks/msw.ts'

const command = {
  sender: printAccountAddress(new Uint8Array(32).fill(1)),
  recipient: printAccountAddress(new Uint8Array(32).fill(2)),
  tokenAddress: printContractAddress(new Uint8Array(32).fill(3)),
  ratePerSecond: 5n,
  depositedAmount: 1_000n,
}

const backend = createMockBackend()
const worker = setupWorker(...createHandlers(backend))

beforeAll(async () => {
  await worker.start({ quiet: true, onUnhandledFrame: 'bypass' })
})
afterEach(() => {
  backend.dropConnections()
})
afterAll(async () => {
  await worker.stop()
  await backend.close()
})

describe('the server in the tab, behind the service worker', () => {
  it('answers a fetch of the page', async () => {
    const response = await fetch('/healthz')
    expect(await response.json()).toEqual({ status: 'ok' })
  })

  it('leaves the page’s own files alone', async () => {
    expect((await fetch('/mockServiceWorker.js')).headers.get('content-type')).toMatch(/javascript/)
  })

  it('feeds a native EventSource, which reconnects by itself with its cursor', async () => {
    const source = new EventSource('/events/subscribe?all=true')
    const heard: string[] = []
    const arrivals = new EventTarget()
    for (const type of ['stream.created', 'stream.topped_up']) {
      source.addEventListener(type, () => {
        heard.push(type)
        arrivals.dispatchEvent(new Event('arrival'))
      })
    }
    const arrival = () => once(arrivals, 'arrival')

    await once(source, 'message') // connected
    const first = arrival()
    const { stream } = await backend.ledger.create(command)
    await first

    const second = arrival()
    expect(backend.dropConnections()).toBe(1)
    // Appended while no client is connected: only a replay from the cursor can bring it.
    await backend.ledger.topUp({ streamId: stream.streamId, amount: 1n })
    await second
    expect(heard).toEqual(['stream.created', 'stream.topped_up'])
    source.close()
  }, 15_000)

  it('feeds our client, and notices when it disconnects', async () => {
    const connection = createConnection({
      feed: payments,
      url: '',
      filter: { all: true },
      snapshot: false,
    })
    const events = connection[Symbol.asyncIterator]()
    connection.open()
    await new Promise<void>((resolve) => {
      const stop = connection.subscribe(() => {
        if (connection.getSnapshot().status !== 'open') return
        stop()
        resolve()
      })
    })
    await backend.ledger.create(command)
    expect((await events.next()).value).toMatchObject({ type: 'stream.created' })
    expect(backend.openConnections).toBe(1)
    connection.close()
    await expect.poll(() => backend.openConnections).toBe(0)
  })
})

function once(target: EventTarget, type: string): Promise<Event> {
  return new Promise((resolve) => {
    target.addEventListener(type, resolve, { once: true })
  })
}
