/** Addresses that ask for an encrypted connection. */
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { connectToNats, loadNats } from '../../../server/bridges/nats-client.ts'
import { companyFeed, companyMessages, memoryLog, natsBridge } from '../../../server/index.ts'

describe('an address with tls:', () => {
  it('is refused by a server without TLS, before a password is sent', async () => {
    const received: string[] = []
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.on('data', (data) => {
        received.push(`${data}`)
        // What a server without TLS answers to CONNECT and PING.
        socket.write('+OK\r\nPONG\r\n')
      })
      socket.write(`INFO ${JSON.stringify({ server_id: 'S', version: '2.10.0', proto: 1 })}\r\n`)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const servers = [`tls://ann:secret@127.0.0.1:${port}`]
    const attempt = connectToNats(await loadNats(false), 'test', { servers }).then(async (each) => {
      await each.close()
      return 'connected'
    })
    await expect(attempt).rejects.toThrow('tls')
    expect(received.join('')).not.toContain('secret')
    server.close()
  })

  it('does not go with addresses that do not ask for it', () => {
    const options = { feed: companyFeed({ log: memoryLog() }), messages: companyMessages }
    const mixed = ['tls://a:4222', 'nats://b:4222']
    expect(() => natsBridge({ ...options, servers: mixed })).toThrow('only some of the servers')
    expect(() => natsBridge({ ...options, servers: ['tls://a', 'tls://b'] })).not.toThrow()
  })
})
