/**
 * flowfi-server.ts on a free port of 127.0.0.1, in real time: for clients that bring their own network.
 * Ends with `close`.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { createFlowfiServer, type FlowfiServer } from './flowfi-server.ts'

export interface FlowfiSocket {
  readonly server: FlowfiServer
  readonly url: string
  close(): Promise<void>
}

/** Starts listening. The caller closes it. */
export async function listenAsFlowfi(): Promise<FlowfiSocket> {
  const server = createFlowfiServer({
    clock: { nowMs: () => Date.now() },
    timers: {
      after(delayMs, run) {
        const timer = setTimeout(run, delayMs)
        return () => clearTimeout(timer)
      },
    },
  })
  const http = createServer(async (request, answer) => {
    const gone = new AbortController()
    answer.once('close', () => gone.abort())
    const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ])
    try {
      const fetch = server.fetchFrom(request.socket.remoteAddress)
      const response = await fetch(request.url ?? '/', { headers, signal: gone.signal })
      answer.writeHead(response.status, Object.fromEntries(response.headers))
      if (response.body === null) answer.end()
      else {
        Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0])
          .on('error', () => answer.destroy())
          .pipe(answer)
      }
    } catch {
      answer.destroy()
    }
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  return {
    server,
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.stop()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}
