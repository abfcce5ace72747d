/**
 * The way from clients to servers: a balancer that passes each request to one of the servers that are up, and the links
 * that the answers come over. A request that no server answers fails as in a browser.
 */
import type { FetchLike } from '../../src/platform/ports.ts'
import { createLink, type Link, type LinkScript } from './link.ts'
import type { SimulatedServer } from './server.ts'
import type { VirtualTime } from './virtual-time.ts'

export interface ClientNetwork {
  /** For one client. Its links are as its random numbers say. */
  fetchOf(random: () => number): FetchLike
  /** Those that are open now, in a server or in all. */
  links(server?: SimulatedServer): readonly Link[]
  /** Every link works well from now on, so that a run can end. */
  heal(): void
}

const perfect: LinkScript = {
  ...{ windowBytes: 65_536, pieceBytes: Infinity, paceMs: 0, cutAfterBytes: Infinity },
}

export function createClientNetwork(
  time: VirtualTime,
  servers: () => readonly SimulatedServer[],
): ClientNetwork {
  const open = new Map<Link, SimulatedServer>()
  let isHealed = false

  function scriptOf(random: () => number, isStream: boolean): LinkScript {
    if (isHealed || random() < 0.5) return perfect
    const isSlow = isStream && random() < 0.5
    return {
      windowBytes: isSlow ? 200 + random() * 2_000 : perfect.windowBytes,
      pieceBytes: isSlow ? 20 + random() * 400 : 1 + random() * 2_000,
      paceMs: isSlow ? 5 + random() * 60 : random() * 3,
      cutAfterBytes: random() < 0.25 ? 50 + random() * 6_000 : Infinity,
    }
  }

  return {
    fetchOf: (random) => async (input, init) => {
      const url = new URL(input)
      const signal = init.signal ?? new AbortController().signal
      const up = servers().filter(({ machine, app }) => machine.isAlive && app !== null)
      const server = up[Math.floor(random() * up.length)]
      if (server === undefined) {
        await time.sleep(1)
        signal.throwIfAborted()
        return new Response('no server is up', { status: 502 })
      }
      const link = createLink({
        ...{ time, random, signal, machine: server.machine },
        script: scriptOf(random, (init.method ?? 'GET') === 'GET'),
        usesSink: random() < 0.5,
        async answer(serverSignal, openSink) {
          const request = new Request(url, { ...init, signal: serverSignal })
          const bindings = openSink === undefined ? {} : { openSink }
          const { app } = server
          if (app === null) throw new TypeError('The server is gone.')
          return app.app.fetch(request, bindings)
        },
        onClosed: () => open.delete(link),
      })
      open.set(link, server)
      return link.response
    },
    links: (server) =>
      [...open].filter(([, own]) => server === undefined || own === server).map(([link]) => link),
    heal() {
      isHealed = true
    },
  }
}
