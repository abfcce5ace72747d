/**
 * A real server of another project behind a proxy whose connections can be cut, and the requests that
 * reached it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ChaosProxy, createChaosProxy } from '../support/chaos-proxy.ts'

export interface SeenRequest {
  readonly method: string
  readonly url: string
  readonly cursor: string | null
  readonly isAnswered: () => boolean
}

export interface CutServer {
  /** Through the proxy. */
  readonly url: string
  readonly requests: readonly SeenRequest[]
  /** Every open connection is destroyed now. */
  cut: ChaosProxy['cutAll']
  close(): Promise<void>
}

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

/** @param handle is called for every request that is made with the client under test */
export async function createCutServer(handle: Handler): Promise<CutServer> {
  const requests: SeenRequest[] = []
  const server = createServer((request, response) => {
    const cursor = request.headers['last-event-id']
    requests.push({
      method: request.method ?? '',
      url: request.url ?? '',
      cursor: typeof cursor === 'string' ? cursor : null,
      isAnswered: () => response.headersSent,
    })
    handle(request, response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const proxy = await createChaosProxy({ targetPort: port, random: () => 0 })
  return {
    url: `http://127.0.0.1:${proxy.port}`,
    requests,
    cut: proxy.cutAll,
    async close() {
      await proxy.close()
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** The whole body of a request. */
export async function textOf(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8')
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}
