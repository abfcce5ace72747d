/** The nginx of examples/nginx before two servers, of which one shuts down. */
import { randomUUID } from 'node:crypto'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canUseNginx, type Nginx, startNginx } from '../support/nginx.ts'
import { type SpawnedServer, spawnServer } from '../support/spawn.ts'
import { alice, bob, token } from '../support/wired.ts'

const body = JSON.stringify({
  sender: alice,
  recipient: bob,
  tokenAddress: token,
  ratePerSecond: '1',
  depositedAmount: '1000000',
})

/** What a server may do with the commands that reach it while it shuts down. */
const refuse = (response: ServerResponse) =>
  response.writeHead(503, { connection: 'close', 'retry-after': '1' }).end()
const cut = (response: ServerResponse) => void response.socket?.destroy()

describe.skipIf(!canUseNginx)('nginx before a server that shuts down and one that does not', () => {
  let leaving: Server
  let leave: (response: ServerResponse) => void = refuse
  let commandsAtLeaving = 0
  let server: SpawnedServer
  let nginx: Nginx

  beforeAll(async () => {
    leaving = createServer((incoming, response) => {
      incoming.resume().once('end', () => {
        commandsAtLeaving++
        leave(response)
      })
    })
    await new Promise<void>((resolve) => leaving.listen(0, '127.0.0.1', resolve))
    server = await spawnServer({ env: { LOG: 'memory', SIMULATE: 'off' } })
    nginx = await startNginx([(leaving.address() as AddressInfo).port, server.port])
  })
  afterAll(async () => {
    await nginx?.stop()
    await server?.stop()
    leaving?.close()
  })

  const create = (headers: Readonly<Record<string, string>>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const options = {
        method: 'POST',
        rejectUnauthorized: false,
        headers: { 'content-type': 'application/json', ...headers },
      }
      request(`${nginx.url}/streams`, options, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
        .once('error', reject)
        .end(body)
    })

  /** Statuses of commands until the leaving server has received two of them. */
  async function createUntilBothAreAsked(
    hasKeys: boolean,
  ): Promise<readonly (number | undefined)[]> {
    const statuses: (number | undefined)[] = []
    const before = commandsAtLeaving
    while (commandsAtLeaving < before + 2) {
      statuses.push(await create(hasKeys ? { 'idempotency-key': randomUUID() } : {}))
    }
    return statuses
  }

  it.each([
    ['refuses', refuse, 503],
    ['cuts off', cut, 502],
  ])(
    'passes on commands with an idempotency key that the first one %s, and no others',
    async (_, how, status) => {
      leave = how
      expect(await createUntilBothAreAsked(false)).toContain(status)
      expect(new Set(await createUntilBothAreAsked(true))).toEqual(new Set([201]))
    },
  )
})
