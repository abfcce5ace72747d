/** One server of a run: the whole application, on the log in Redis, as a process that can die. */
import { type App, createApp } from '../../server/app.ts'
import { companyFeed } from '../../server/feeds/company/company-feed.ts'
import { ordersFeed } from '../../server/feeds/orders/orders-feed.ts'
import { paymentsFeed } from '../../server/feeds/payments/payments-feed.ts'
import { LogError } from '../../server/log/errors.ts'
import type { EventLog } from '../../server/log/event-log.ts'
import { openRedisLog } from '../../server/log/redis-engine.ts'
import { silentLogger } from '../../server/ops/logger.ts'
import {
  createRedisRoute,
  type RedisRoute,
  type RedisWorld,
  type SimulatedRedis,
} from './redis-network.ts'
import { createMachine, type Machine } from './virtual-time.ts'

export interface SimulatedServer {
  readonly machine: Machine
  readonly route: RedisRoute
  /** Null until its log is open. */
  readonly app: App | null
  /** What is in memory stays for nothing: nothing of it happens any more. */
  kill(): void
}

export const limits = { maxReplay: 20, retentionEvents: 40, lookAheadFrames: 4 } as const

/** Starts one, and again whenever it cannot open its log, as a supervisor does. */
export function startServer(
  world: RedisWorld & {
    readonly newRandom: () => () => number
    readonly onError: (what: string) => void
  },
  redis: SimulatedRedis,
): SimulatedServer {
  const { time } = world
  const machine = createMachine(time)
  const route = createRedisRoute({ time, random: world.newRandom() }, machine, redis)
  const next = world.newRandom()
  const platform = { clock: time.clock, timers: machine.timers, random: { next } }
  let app: App | null = null

  async function open(): Promise<EventLog> {
    for (;;) {
      try {
        return await openRedisLog(
          {
            ...platform,
            url: 'redis://simulated',
            persistence: 'optional',
            pollMs: 800,
            timeoutMs: 400,
            retentionEvents: limits.retentionEvents,
          },
          async () => ({ clientOfMain: route.createClient, clientOf: noNodes }),
        )
      } catch {
        await new Promise<void>((resolve) => void machine.timers.after(150, resolve))
      }
    }
  }

  void open().then((log) => {
    app = createApp({
      feeds: [
        paymentsFeed({ log, clock: time.clock, timers: machine.timers }),
        companyFeed({ log, pingMs: 500, lookAheadFrames: limits.lookAheadFrames }),
        ordersFeed({ log, ...platform }),
      ],
      ...platform,
      logger: {
        ...silentLogger,
        error(facts, message) {
          const { error } = facts as { readonly error?: unknown }
          // Redis is out of reach at times.
          if (error instanceof LogError) return
          world.onError(`${message}: ${error instanceof Error ? error.stack : String(error)}`)
        },
      },
      config: {
        ...{ pingMs: 500, maxReplay: limits.maxReplay, stallMs: 1_500, retryMs: [100, 500] },
        ...{ allowedHosts: ['servers.test'], connectionRatePerIp: 0, pollRatePerIp: 0 },
        ...{ commandRate: 0, commandRatePerIp: 0, commandRatePerUser: 0 },
        ...{ maxReadsPerIp: 0, maxConnectionsPerIp: 0 },
      },
    })
  })

  return {
    machine,
    route,
    get app() {
      return app
    },
    kill() {
      route.cutAll()
      machine.kill()
      app?.close()
    },
  }
}

/** The simulated Redis is no cluster. */
function noNodes(): never {
  throw new Error('The simulated Redis has no nodes.')
}
