/**
 * A server that does nothing but answer, in a process of its own: how long it takes is what the machine costs, not
 * the server under attack. Prints its port, and ends with its input.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const server = createServer((_, response) => response.end('ok'))
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
process.stdin.resume().on('end', () => process.exit(0))
