/** Server processes on one Redis, over real sockets. Part of `npm run test:long -- redis`. */
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { canUseRedis } from '../../support/redis-server.ts'
import { type SpawnedServer, spawnFailingServer, spawnServer } from '../../support/spawn.ts'
import { until } from '../../support/until.ts'
import { alice, bob, token } from '../../support/wired.ts'
import { redisForTest } from './redis-world.ts'

vi.setConfig({ testTimeout: 120_000 })

const isSkipped = !canUseRedis || process.env['REDIS_FAILURES'] === undefined

async function startServer(url: string): Promise<SpawnedServer> {
  const env = { LOG: 'redis', REDIS_URL: url, REDIS_PERSISTENCE: 'optional', SIMULATE: 'off' }
  const server = await spawnServer({ env })
  onTestFinished(() => server.stop())
  return server
}

/** What a subscriber has received, with the cursor to continue from. */
function subscribe(server: SpawnedServer, cursor?: string) {
  const leaving = new AbortController()
  const reader = {
    text: '',
    ids: () => [...reader.text.matchAll(/^id: (\S+)\nevent: stream/gm)],
    leave: () => leaving.abort(),
  }
  const headers = cursor === undefined ? {} : { 'last-event-id': cursor }
  const url = `${server.url}/events/subscribe?all=true`
  void (async () => {
    const response = await fetch(url, { headers, signal: leaving.signal })
    for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      reader.text += text
    }
  })().catch(() => undefined)
  onTestFinished(reader.leave)
  return reader
}

describe.skipIf(isSkipped)('server processes on one Redis', () => {
  it('continue exactly for the clients of one that was killed', async () => {
    const redis = await redisForTest()
    const [one, other] = await Promise.all([startServer(redis.url), startServer(redis.url)])
    const post = async (server: SpawnedServer, path: string, body: object) => {
      const response = await fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    }
    const first = subscribe(one)
    await until(() => first.text.includes('connected'), 20_000, 'it is connected')
    const created = await post(other, '/streams', {
      ...{ sender: alice, recipient: bob, tokenAddress: token },
      ...{ ratePerSecond: '1', depositedAmount: '1000000000' },
    })
    expect(created.status).toBe(201)
    const id = created.body['streamId']
    for (let n = 0; n < 20; n++) await post(other, `/streams/${id}/top-up`, { amount: '1' })
    await until(() => first.ids().length > 10, 20_000, 'events are received')
    await one.kill('SIGKILL')
    for (let n = 0; n < 20; n++) await post(other, `/streams/${id}/top-up`, { amount: '1' })
    const cursor = first.ids().at(-1)?.[1]
    const second = subscribe(other, cursor)
    await until(() => first.ids().length + second.ids().length >= 41, 20_000, 'all are received')
    expect(second.text).toContain('"recovered":true')
    const offsets = [...first.ids(), ...second.ids()].map(([, each]) => Number(each?.split('.')[1]))
    expect(offsets).toEqual(Array.from({ length: 41 }, (_, n) => n + 1))
    const isReady = async () => (await fetch(`${other.url}/readyz`)).status === 200
    await until(isReady, 20_000, 'the other one is ready')
  })

  it('do not start without Redis, and say where it should be', async () => {
    const env = { LOG: 'redis', REDIS_URL: 'redis://:secret@127.0.0.1:1' }
    const { code, stderr } = await spawnFailingServer({ env })
    expect(code).toBe(1)
    expect(stderr).toMatch(/The server did not start\. Redis at 127\.0\.0\.1:1 cannot be used/)
    expect(stderr).not.toContain('secret')
  })
})
