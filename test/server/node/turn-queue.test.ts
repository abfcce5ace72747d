import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { openFront } from '../../../server/node/front.ts'
import { createTurnQueue } from '../../../server/node/turn-queue.ts'

/** A clock that only work moves, and a loop that the test turns. */
function createLoop() {
  let nowMs = 0
  const due: (() => void)[] = []
  const done: string[] = []
  const queue = createTurnQueue({ nowMs: () => nowMs, nextTurn: (run) => due.push(run) })
  return {
    queue,
    done,
    /** Work that takes so long, at once or in a promise. */
    task: (name: string, ms: number) => () => {
      done.push(name)
      void Promise.resolve()
        .then(() => {})
        .then(() => {
          nowMs += ms
        })
    },
    /** Returns what was done in one turn. */
    async turn(): Promise<readonly string[]> {
      const before = done.length
      for (const run of due.splice(0)) run()
      await settled()
      return done.slice(before)
    },
  }
}

/** After all ticks and promises of this turn. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('work that sockets bring', () => {
  it('is done at once while the turn has time left', () => {
    const { queue, done, task } = createLoop()
    for (const name of ['a', 'b', 'c']) queue.run(task(name, 1))
    expect(done).toEqual(['a', 'b', 'c'])
  })

  it('waits for later turns after 10 ms of it, in order, promises of the tasks included', async () => {
    const { queue, done, task, turn } = createLoop()
    const names = Array.from({ length: 12 }, (_, index) => String(index))
    for (const name of names) {
      queue.run(task(name, 4))
      // Each socket is read in a callback of its own, after which promises are settled.
      await Promise.resolve().then(() => Promise.resolve())
    }
    expect(done).toEqual(['0', '1', '2'])
    // The end of the turn whose time they have used up.
    expect(await turn()).toEqual([])
    expect(await turn()).toEqual(['3', '4', '5'])
    expect(await turn()).toEqual(['6', '7', '8'])
    // What comes meanwhile waits behind them.
    queue.run(task('late', 4))
    expect(await turn()).toEqual(['9', '10', '11'])
    expect(await turn()).toEqual(['late'])
    expect(await turn()).toEqual([])
    queue.run(task('next', 1))
    expect(done.at(-1)).toBe('next')
  })

  it('begins with ends, which make room', async () => {
    const { queue, task, turn } = createLoop()
    queue.run(task('long', 10))
    await settled()
    queue.run(task('request', 1))
    queue.run(task('end', 1), true)
    expect(await turn()).toEqual([])
    expect(await turn()).toEqual(['end', 'request'])
  })
})

/** The front of a server without a network: a socket is what a test writes into it. */
function createSockets(onRequest: () => void) {
  let nowMs = 0
  let turnedAtMs = 0
  const longest = { ms: 0 }
  const server = createServer()
  const front = openFront(server, {
    app: {
      app: {
        routes: [],
        async fetch() {
          nowMs += 1
          onRequest()
          return new Response('')
        },
      },
    },
    paths: ['/feed'],
    work: createTurnQueue({ nowMs: () => nowMs }),
  })
  return {
    front,
    longest,
    connect() {
      const stream = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
      const socket = Object.assign(stream, { remoteAddress: '127.0.0.1' }) as unknown as Socket
      server.emit('connection', socket)
      return socket
    },
    /** Turns the loop until a condition holds, and notes the longest work of one turn. */
    async until(isTrue: () => boolean) {
      do {
        await settled()
        longest.ms = Math.max(longest.ms, nowMs - turnedAtMs)
        turnedAtMs = nowMs
      } while (!isTrue())
    },
  }
}

const head = Buffer.from('GET /feed HTTP/1.1\r\nHost: localhost\r\n\r\n')

describe('a thousand clients whose requests arrive in one turn', () => {
  it('are answered in turns of 10 ms', async () => {
    let answered = 0
    const { front, longest, connect, until } = createSockets(() => {
      answered++
    })
    const sockets = Array.from({ length: 1_000 }, connect)
    for (const socket of sockets) socket.emit('data', head)
    await until(() => answered === 1_000)
    expect(longest.ms).toBeLessThanOrEqual(12)
    for (const socket of sockets) socket.destroy()
    front.close()
  })

  it('are not answered when they have hung up meanwhile', async () => {
    let answered = 0
    const { front, connect, until } = createSockets(() => {
      answered++
    })
    const sockets = Array.from({ length: 40 }, connect)
    for (const socket of sockets) socket.emit('data', head)
    const early = answered
    for (const socket of sockets) socket.emit('end')
    await until(() => sockets.every(({ destroyed }) => destroyed))
    expect(early).toBeGreaterThan(0)
    expect(early).toBeLessThan(40)
    expect(answered).toBe(early)
    front.close()
  })
})
