/** Servers in the states that the rows of docs/bad-input.md need, each on a socket of its own. */

import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Authenticator } from '../../server/auth/authenticator.ts'
import { paymentsFeed } from '../../server/feeds/payments/payments-feed.ts'
import type { Ledger } from '../../server/ledger/commands.ts'
import type { EventLog } from '../../server/log/event-log.ts'
import { memoryLog } from '../../server/log/memory.ts'
import { sqliteLog } from '../../server/log/sqlite.ts'
import { type RunningServer, type ServeOptions, serve } from '../../server/node/serve.ts'
import { systemClock } from '../../src/platform/system.ts'
import { createProblem } from '../../src/protocol/errors.ts'
import { alice, bob, token } from '../support/wired.ts'

export interface World {
  readonly port: number
  /** Connects to a server that accepts no connection afterwards. Default: a new connection is made. */
  connection?(): Promise<Socket>
  close(): Promise<void>
}

const yearMs = 365 * 24 * 3_600_000

/**
 * Stream 1 is active, has paid out what had accrued when this started, and keeps paying 1,000 units a second; 2 is
 * paused, 3 cancelled, 4 begins in a year.
 */
async function open(
  options: Partial<ServeOptions> & {
    readonly log?: EventLog
    readonly clockByMs?: () => number
  } = {},
): Promise<
  World & { readonly server: RunningServer; readonly log: EventLog; readonly ledger: Ledger }
> {
  const { log = memoryLog(), clockByMs = () => 0, ...more } = options
  const clock = { ...systemClock, nowMs: () => systemClock.nowMs() + clockByMs() }
  const feed = paymentsFeed({ log, clock })
  const now = feed.ledger.nowSeconds()
  const terms = { sender: alice, recipient: bob, tokenAddress: token, ratePerSecond: 1_000n }
  const create = (startTime: number) =>
    feed.ledger.create({ ...terms, depositedAmount: 1_000_000_000n, startTime })
  for (let count = 0; count < 3; count++) await create(now - 60)
  await feed.ledger.topUp({ streamId: '1', amount: 1n }, { idempotencyKey: 'used' })
  await create(now + yearMs / 1_000)
  await feed.ledger.pause({ streamId: '2' })
  await feed.ledger.cancel({ streamId: '3' })
  const server = await serve({ port: 0, feeds: [feed], ...more })
  return { server, log, ledger: feed.ledger, port: server.port, close: () => server.close() }
}

/** Referenced: fetch aborts a response that is garbage-collected, and the subscription would end. */
const subscriptions: Response[] = []

/** An open subscription. Aborting it is left to the server that closes. */
async function subscribe({ port }: World): Promise<void> {
  subscriptions.push(await fetch(`http://127.0.0.1:${port}/events/subscribe?all=true`))
}

const refusing: Authenticator = {
  name: 'refusing',
  authenticate: async () => ({
    ok: false,
    problem: createProblem('unauthorized', 'The request was refused: it has no token. Send one.'),
  }),
}

const bobOnly: Authenticator = {
  name: 'bob',
  authenticate: async () => ({ ok: true, identity: { isTrusted: false, subject: bob } }),
}

export const worlds = {
  plain: () => open(),

  'behind an authenticator, without a token': () => open({ authenticator: refusing }),

  'as the recipient of all streams': () => open({ authenticator: bobOnly }),

  'while it drains': async () => {
    const world = await open()
    await subscribe(world)
    return {
      ...world,
      async connection() {
        const socket = connect(world.port, '127.0.0.1')
        await once(socket, 'connect')
        // Not before: it would end a connection without a request.
        void world.server.close(60_000)
        return socket
      },
    }
  },

  'with as many feeds as it may hold': async () => {
    const world = await open({ config: { maxConnections: 1 } })
    await subscribe(world)
    return world
  },

  'with as many feeds of this address as it may hold': async () => {
    const world = await open({ config: { maxConnectionsPerIp: 1 } })
    await subscribe(world)
    return world
  },

  'whose event log is out of reach': async () => {
    const world = await open()
    await world.log.close()
    return world
  },

  'on a full disk': async () => {
    const folder = mkdtempSync(join(tmpdir(), 'streamgauge-full-'))
    const log = sqliteLog({ file: join(folder, 'full.db'), maxFileBytes: 300_000 })
    const world = await open({ log })
    const event = { topics: ['x'], type: 'filler', data: JSON.stringify('x'.repeat(5_000)) }
    const fill = (): Promise<unknown> => log.append('other', event).then(fill)
    await fill().catch(() => {})
    // What is left in the last pages is used up by the command that is sent then.
    const topUp = (): Promise<unknown> =>
      world.ledger.topUp({ streamId: '1', amount: 1n }).then(topUp)
    await topUp().catch(() => {})
    return {
      ...world,
      async close() {
        await world.close()
        rmSync(folder, { recursive: true, force: true })
      },
    }
  },

  'whose clock was set by a year': async () => {
    let byMs = 0
    const world = await open({ clockByMs: () => byMs })
    byMs = yearMs
    return world
  },

  'with a damaged stream 1': async () => {
    const world = await open()
    const event = { topics: ['x'], type: 'stream.noted', data: '{}' }
    await world.log.append('payments', event, { key: 'stream:1', value: '{"streamId":' })
    return world
  },
} satisfies Record<string, () => Promise<World>>

export type WorldName = keyof typeof worlds
