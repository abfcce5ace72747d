/** A port for a program that cannot choose one by itself. */
import { createServer } from 'node:net'

/** A port of 127.0.0.1 that nothing listens on: free now, and most likely still free in a second. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
