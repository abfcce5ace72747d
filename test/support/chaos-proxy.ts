/**
 * A TCP proxy that misbehaves on purpose, between a client and a server on this machine.
 *
 * How to use it, most common first:
 *   cutAfterBytes   each connection is destroyed after a random number of bytes from the server, so
 *                   frames are torn in the middle of a line, an id, a multi-byte character
 *   retarget(port)  the server came back on another port
 *   cutAll()        every open connection is destroyed now
 *
 * It does not read HTTP: a cut is a cut of the socket, as a dying network makes it.
 */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface ChaosProxyOptions {
  readonly targetPort: number
  /** Range of bytes after which a connection is cut, both ends inclusive; default: never. */
  readonly cutAfterBytes?: readonly [least: number, most: number]
  /** Dice in [0, 1); a seeded one makes a run repeatable. */
  readonly random: () => number
}

export interface ChaosProxy {
  readonly port: number
  /** Connections cut so far by the byte budget. */
  readonly cuts: () => number
  retarget(port: number): void
  cutAll(): void
  close(): Promise<void>
}

export async function createChaosProxy(options: ChaosProxyOptions): Promise<ChaosProxy> {
  let targetPort = options.targetPort
  let cuts = 0
  const sockets = new Set<Socket>()

  const server = createServer((client) => {
    const upstream = connect(targetPort, '127.0.0.1')
    const [least, most] = options.cutAfterBytes ?? [Infinity, Infinity]
    let budget = least === Infinity ? Infinity : least + options.random() * (most - least)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.pipe(upstream)
    upstream.on('data', (bytes: Buffer) => {
      if (bytes.length < budget) {
        budget -= bytes.length
        client.write(bytes)
        return
      }
      cuts += 1
      const rest = bytes.subarray(0, Math.floor(budget))
      budget = 0
      upstream.destroy()
      // The last bytes are flushed before the cut, so that the tear lands where the dice said.
      client.write(rest, () => client.destroy())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const cutAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    cuts: () => cuts,
    retarget: (port) => {
      targetPort = port
    },
    cutAll,
    close: () => {
      cutAll()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
