/**
 * An HTTP proxy that loses whole frames on purpose, as an intermediary with a full buffer would: what arrives is
 * well-formed, and nothing but the number of events shows that one is missing.
 */
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SwallowingProxy {
  readonly port: number
  /** The next frame with this event name does not arrive, on any connection. */
  swallow(eventName: string): void
  /** Frames that did not arrive. */
  readonly swallowed: () => number
  close(): Promise<void>
}

export async function createSwallowingProxy(targetPort: number): Promise<SwallowingProxy> {
  let wanted: string | null = null
  let swallowed = 0

  function isSwallowed(frame: string): boolean {
    if (wanted === null || !frame.split('\n').includes(`event: ${wanted}`)) return false
    wanted = null
    swallowed++
    return true
  }

  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming
    const upstream = request(
      { port: targetPort, host: '127.0.0.1', method, path: url, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        outgoing.flushHeaders()
        let text = ''
        answer.setEncoding('utf8').on('data', (part: string) => {
          const frames = (text + part).split('\n\n')
          text = frames.pop() ?? ''
          for (const frame of frames) if (!isSwallowed(frame)) outgoing.write(`${frame}\n\n`)
        })
        answer.on('end', () => outgoing.end(text))
        answer.on('error', () => outgoing.destroy())
      },
    )
    upstream.on('error', () => outgoing.destroy())
    outgoing.on('close', () => upstream.destroy())
    incoming.pipe(upstream)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    swallow(eventName) {
      wanted = eventName
    },
    swallowed: () => swallowed,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
