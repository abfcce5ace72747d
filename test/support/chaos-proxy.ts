/**
 * A TCP proxy that misbehaves on purpose, between a client and a server on this machine.
 *
 * How to use it, most common first:
 *   cutAfterBytes   each connection is destroyed after a random number of bytes from the server, so
 *                   frames are torn in the middle of a line, an id, a multi-byte character
 *   cutAll()        every open connection is destroyed now
 *   stall()         nothing moves in either direction, also not on new connections, until resume()
 *   strand()        the open connections fall silent for good without being closed: half-open sockets,
 *                   as behind a router that forgot them; new ones work
 *   stopFaults()    no more of all this, except for what is stranded already
 *   retarget(port)  the server came back on another port
 *
 * It does not read HTTP: a cut is a cut of the socket, as a dying network makes it.
 */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

type ByteRange = readonly [least: number, most: number]

export interface ChaosProxyOptions {
  readonly targetPort: number
  /** Range of bytes after which a connection is cut, both ends inclusive; default: never. */
  readonly cutAfterBytes?: ByteRange
  /** Random numbers in [0, 1); a seeded generator makes a run repeatable. */
  readonly random: () => number
}

export interface ChaosProxy {
  readonly port: number
  /** Connections cut so far by the byte budget. */
  readonly cuts: () => number
  /** Connections accepted so far. */
  readonly accepted: () => number
  /** Connections that are open now, stranded ones included. */
  readonly open: () => number
  /** The budget of connections from now on. */
  cutAfter(bytes: ByteRange): void
  cutAll(): void
  stall(): void
  resume(): void
  strand(): void
  stopFaults(): void
  retarget(port: number): void
  close(): Promise<void>
}

/** One connection: two sockets and what moves between them. */
interface Link {
  setFlowing(isFlowing: boolean): void
  strand(): void
  spare(): void
  destroy(): void
}

export async function createChaosProxy(options: ChaosProxyOptions): Promise<ChaosProxy> {
  const { random } = options
  let { targetPort, cutAfterBytes } = options
  let isStalled = false
  let cuts = 0
  let accepted = 0
  const links = new Set<Link>()

  function randomBudget(): number {
    if (!cutAfterBytes) return Infinity
    const [least, most] = cutAfterBytes
    return least + random() * (most - least)
  }

  function createLink(client: Socket): Link {
    const upstream = connect(targetPort, '127.0.0.1')
    let budget = randomBudget()
    let isFlowing = true
    let isStranded = false
    /** What the client said while nothing moves. It is read all the same: that shows when it leaves. */
    let unsent: Buffer[] = []

    const link: Link = {
      setFlowing(shallFlow) {
        isFlowing = shallFlow && !isStranded
        if (!isFlowing) {
          upstream.pause()
          return
        }
        for (const bytes of unsent) upstream.write(bytes)
        unsent = []
        upstream.resume()
      },
      strand() {
        isStranded = true
        link.setFlowing(false)
      },
      spare() {
        budget = Infinity
      },
      destroy() {
        links.delete(link)
        client.destroy()
        upstream.destroy()
      },
    }
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true)
      socket.on('error', () => socket.destroy())
    }
    client.on('close', link.destroy)
    // A stranded client does not learn that the server has closed the connection.
    upstream.on('close', () => isStranded || link.destroy())
    client.on('data', (bytes: Buffer) => {
      if (isFlowing) upstream.write(bytes)
      else unsent.push(bytes)
    })
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
      // The last bytes are flushed before the cut, so that the cut lands exactly at the random byte.
      client.write(rest, () => client.destroy())
    })
    if (isStalled) link.setFlowing(false)
    return link
  }

  const server = createServer((client) => {
    accepted += 1
    links.add(createLink(client))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const cutAll = () => {
    for (const link of links) link.destroy()
  }
  const setStalled = (shallStall: boolean) => {
    isStalled = shallStall
    for (const link of links) link.setFlowing(!shallStall)
  }
  return {
    port: (server.address() as AddressInfo).port,
    cuts: () => cuts,
    accepted: () => accepted,
    open: () => links.size,
    cutAfter(bytes) {
      cutAfterBytes = bytes
    },
    cutAll,
    stall: () => setStalled(true),
    resume: () => setStalled(false),
    strand() {
      for (const link of links) link.strand()
    },
    stopFaults() {
      cutAfterBytes = undefined
      for (const link of links) link.spare()
      setStalled(false)
    },
    retarget(port) {
      targetPort = port
    },
    close() {
      cutAll()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
