/**
 * Redis servers and the connections to them, on virtual time: a client as the package `redis` has it, for the engine of
 * the log, whose own code does everything else. What travels arrives in order on each connection and in any order between
 * connections. A server can be killed and frozen; a route, which is how one machine reaches Redis, can be cut, can be
 * silent, and can lose messages of the bus.
 */
import { createHash } from 'node:crypto'
import type { RedisClient } from '../../server/log/redis-connection.ts'
import { type Appended, createRedisModel, type RedisModel, type Reply } from './redis-model.ts'
import {
  createMachine,
  createPipe,
  type Machine,
  type Pipe,
  type VirtualTime,
} from './virtual-time.ts'

export interface SimulatedRedis {
  readonly model: RedisModel
  readonly isUp: boolean
  /** Ends all connections. What it has stays: {@link RedisModel.replaceBy} takes it away. */
  kill(): void
  /** As another process, with what it has. */
  start(): void
  freeze(): void
  thaw(): void
  /** @internal of the connections */
  open(connection: Connection): Session
}

/** What a server has of a connection. */
interface Session {
  receive(args: readonly string[], answer: (reply: Reply | Error) => void): void
  load(text: string): void
  subscribe(channel: string, done: () => void): void
  unsubscribe(channel: string, done: () => void): void
  end(): void
}

interface Connection {
  /** The server has ended it. */
  lost(error: Error): void
  message(channel: string, message: Buffer): void
}

export interface RedisWorld {
  readonly time: VirtualTime
  readonly random: () => number
}

const hashOf = (text: string) => createHash('sha1').update(text).digest('hex')
const hashes = new Map<string, string>()

export function createSimulatedRedis(
  { time, random }: RedisWorld,
  onAppended: (entry: Appended) => void,
): SimulatedRedis {
  let machine: Machine = createMachine(time)
  let scripts = new Map<string, string>()
  const connections = new Set<Connection>()
  const channels = new Map<string, Set<Connection>>()
  const model = createRedisModel({
    newId: () => Math.floor(random() * 2 ** 52).toString(36),
    scriptOf: (hash) => scripts.get(hash),
    publish(channel, text) {
      const message = Buffer.from(text)
      for (const connection of channels.get(channel) ?? []) connection.message(channel, message)
    },
    onAppended,
  })
  const leave = (connection: Connection) => {
    connections.delete(connection)
    for (const members of channels.values()) members.delete(connection)
  }
  return {
    model,
    get isUp() {
      return machine.isAlive
    },
    kill() {
      machine.kill()
      for (const connection of [...connections]) {
        leave(connection)
        connection.lost(new Error('Socket closed unexpectedly'))
      }
    },
    start() {
      machine = createMachine(time)
      scripts = new Map()
      model.restart()
    },
    freeze: () => machine.freeze(),
    thaw: () => machine.thaw(),
    open(connection) {
      const mine = machine
      connections.add(connection)
      const enter = (run: () => void) => mine.enter(() => connections.has(connection) && run())
      return {
        receive(args, answer) {
          enter(() => {
            try {
              answer(model.run(args))
            } catch (error) {
              answer(error as Error)
            }
          })
        },
        load(text) {
          if (!hashes.has(text)) hashes.set(text, hashOf(text))
          scripts.set(hashes.get(text) ?? '', text)
        },
        subscribe(channel, done) {
          enter(() => {
            const members = channels.get(channel) ?? new Set()
            channels.set(channel, members.add(connection))
            done()
          })
        },
        unsubscribe(channel, done) {
          enter(() => {
            channels.get(channel)?.delete(connection)
            done()
          })
        },
        end: () => leave(connection),
      }
    },
  }
}

/** How one machine reaches Redis. */
export interface RedisRoute {
  /** A client that is not connected yet, of the server that the route leads to when it connects. */
  createClient(): Promise<RedisClient>
  leadTo(server: SimulatedRedis): void
  cutAll(): void
  /** Nothing arrives in either direction until it is resumed. */
  stall(): void
  resume(): void
  /** The connections that are open now stay silent; new ones are not. */
  strand(): void
  /** How many messages of the bus in a thousand are lost. */
  loseMessages(perThousand: number): void
}

export function createRedisRoute(
  { time, random }: RedisWorld,
  machine: Machine,
  first: SimulatedRedis,
): RedisRoute {
  let server = first
  let isStalled = false
  let lostPerThousand = 0
  const open = new Set<{ pipes: readonly Pipe[]; lose(error: Error): void }>()
  // Mostly fast, at times much slower than what comes later on another connection.
  const latencyMs = () => (random() < 0.05 ? random() * 60 : random() * 2)

  function createClient() {
    const up = createPipe(time, latencyMs)
    const down = createPipe(time, latencyMs)
    const pipes = [up, down]
    const listeners = { error: [] as ((error: Error) => void)[], end: [] as (() => void)[] }
    const subscriptions = new Map<string, (message: Buffer) => void>()
    const pending = new Set<(error: Error) => void>()
    let isOpen = false
    let session: Session | null = null

    function close(error: Error): void {
      if (!isOpen) return
      isOpen = false
      open.delete(own)
      for (const pipe of pipes) pipe.close()
      for (const reject of [...pending]) reject(error)
      const ended = session
      session = null
      // The server notices it later, and not at all before what was sent has arrived.
      time.after(latencyMs(), () => ended?.end())
    }
    function lose(error: Error): void {
      if (!isOpen) return
      close(error)
      for (const listener of listeners.end) listener()
    }
    const own = { pipes, lose }
    const back = (run: () => void) => down.send(() => machine.enter(() => isOpen && run()))
    const connection: Connection = {
      lost: (error) => back(() => lose(error)),
      message(channel, message) {
        if (random() * 1_000 < lostPerThousand) return
        back(() => subscriptions.get(channel)?.(message))
      },
    }

    function ask<Answer>(
      send: (to: Session, answer: (reply: Answer | Error) => void) => void,
    ): Promise<Answer> {
      return new Promise((resolve, reject) => {
        if (!isOpen) return reject(new Error('The client is closed'))
        pending.add(reject)
        up.send(() => {
          if (session === null) return
          send(session, (reply) =>
            back(() => {
              pending.delete(reject)
              if (reply instanceof Error) reject(reply)
              else resolve(reply)
            }),
          )
        })
      })
    }

    return {
      get isOpen() {
        return isOpen
      },
      on(name: 'error' | 'end', listener: () => void) {
        listeners[name].push(listener)
      },
      connect: () =>
        new Promise<void>((resolve, reject) => {
          isOpen = true
          open.add(own)
          if (isStalled) for (const pipe of pipes) pipe.pause()
          pending.add(reject)
          up.send(() => {
            if (!isOpen) return
            if (!server.isUp) {
              const refused = new Error('connect ECONNREFUSED')
              down.send(() => machine.enter(() => close(refused)))
              return
            }
            session = server.open(connection)
            back(() => {
              pending.delete(reject)
              resolve()
            })
          })
        }),
      destroy: () => close(new Error('Disconnects client')),
      sendCommand: (args: readonly string[]) =>
        ask<Reply>((to, answer) => to.receive(args, answer)),
      scriptLoad: (text: string) =>
        ask<string>((to, answer) => {
          to.load(text)
          answer('')
        }),
      sSubscribe(channel: string, listener: (message: Buffer) => void) {
        subscriptions.set(channel, listener)
        return ask<string>((to, answer) => to.subscribe(channel, () => answer('')))
      },
      sUnsubscribe: (channel: string) =>
        ask<string>((to, answer) => to.unsubscribe(channel, () => answer(''))).then(() => {
          subscriptions.delete(channel)
        }),
    }
  }

  return {
    // What the engine uses of it.
    createClient: async () => createClient() as unknown as RedisClient,
    leadTo(other) {
      server = other
    },
    cutAll() {
      for (const { lose } of [...open]) lose(new Error('Socket closed unexpectedly'))
    },
    stall() {
      isStalled = true
      for (const { pipes } of open) for (const pipe of pipes) pipe.pause()
    },
    resume() {
      isStalled = false
      for (const { pipes } of open) for (const pipe of pipes) pipe.resume()
    },
    strand() {
      for (const { pipes } of open) for (const pipe of pipes) pipe.close()
    },
    loseMessages(perThousand) {
      lostPerThousand = perThousand
    },
  }
}
