/** The process as a person meets it: what it says, how it starts, how it ends. */
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { mintDevelopmentToken } from '../../../server/auth/development-token.ts'
import { readFeed } from '../../support/feed-reader.ts'
import { jwtSettings } from '../../support/guarded.ts'
import { type SpawnedServer, spawnFailingServer, spawnServer } from '../../support/spawn.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'streamgauge-main-'))
const running: SpawnedServer[] = []

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
})
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

async function start(env: Record<string, string> = {}): Promise<SpawnedServer> {
  const server = await spawnServer({ env: { LOG: 'memory', SIMULATE: 'off', ...env } })
  running.push(server)
  return server
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve))
}

describe('a server process', () => {
  it('prints in three lines what to open and what to request, and that callers are not identified', async () => {
    const server = await start()
    expect(server.stdout.trimEnd().split('\n')).toEqual([
      `Open     http://localhost:${server.port}`,
      `Watch    curl -N 'http://localhost:${server.port}/events/subscribe?all=true'`,
      `Ask      curl 'http://localhost:${server.port}/streams?limit=5'`,
    ])
    expect(server.stderr).toContain('AUTH=off')
  }, 20_000)

  it('does not start with AUTH=off on an address that others can reach', async () => {
    const { code, stderr } = await spawnFailingServer({ env: { LOG: 'memory', HOST: '0.0.0.0' } })
    expect(code).toBe(1)
    expect(stderr).toContain('AUTH is off and HOST is "0.0.0.0"')
    expect(stderr).toContain('Set AUTH=jwt')
  }, 20_000)

  it('asks for tokens with AUTH=jwt, serves no page, and logs no token', async () => {
    const server = await start({
      AUTH: 'jwt',
      JWT_SECRET: jwtSettings.secret,
      JWT_ISSUER: jwtSettings.issuer,
      JWT_AUDIENCE: jwtSettings.audience,
      LOG_LEVEL: 'debug',
    })
    const token = await mintDevelopmentToken({ ...jwtSettings, subject: 'auditor' })
    const statusOf = async (path: string, headers: Record<string, string> = {}) =>
      (await fetch(server.url + path, { headers })).status
    expect(await statusOf('/streams')).toBe(401)
    expect(await statusOf('/streams', { authorization: `Bearer ${token}` })).toBe(200)
    expect(await statusOf(`/streams?token=${token}`)).toBe(400)
    expect(await statusOf('/')).toBe(404)
    expect(server.stdout).toContain('Authorization: Bearer $TOKEN')
    expect(server.stderr).not.toContain('AUTH=off')
    expect(server.stderr).not.toContain(token)
  }, 20_000)

  it('drains on SIGTERM and exits with 0', async () => {
    const server = await start({ DRAIN_MS: '200' })
    const feed = readFeed(await fetch(`${server.url}/events/subscribe?all=true`))
    await until(() => feed.frames.length > 0)
    expect(await server.kill('SIGTERM')).toBe(0)
    expect(feed.frames.at(-1)).toMatchObject({ kind: 'reconnect', reason: 'draining' })
    expect(feed.error).toBeNull()
  }, 20_000)

  it('ends at once on the second SIGTERM', async () => {
    const server = await start({ DRAIN_MS: '3600000' })
    const feed = readFeed(await fetch(`${server.url}/events/subscribe?all=true`))
    await until(() => feed.frames.length > 0)
    server.signal('SIGTERM')
    await until(() => server.stderr.includes('going away'))
    expect(await server.kill('SIGTERM')).toBe(0)
  }, 20_000)

  it('keeps its epoch and its events over a restart, so cursors stay good', async () => {
    const env = { LOG: 'sqlite', DATA_DIR: dataDir, SIMULATE: 'payroll' }
    const first = await start(env)
    const feed = readFeed(await fetch(`${first.url}/events/subscribe?all=true`))
    await until(() => feed.cursor !== '')
    const { cursor } = feed
    await first.kill('SIGKILL')
    const second = await start({ ...env, SIMULATE: 'off' })
    const again = readFeed(
      await fetch(`${second.url}/events/subscribe?all=true&lastEventId=${cursor}`),
    )
    await until(() => again.frames.length > 0)
    expect(again.frames[0]).toMatchObject({ kind: 'connected', recovered: true })
    await again.leave()
  }, 20_000)
})

describe('a server process whose log cannot be written', () => {
  it('logs that the simulation fails', async () => {
    const lockedDir = join(dataDir, 'locked')
    const env = { LOG: 'sqlite', DATA_DIR: lockedDir }
    const first = await start(env)
    await fetch(`${first.url}/streams`)
    await first.kill('SIGKILL')
    const other = new DatabaseSync(join(lockedDir, 'streamgauge.db'))
    other.exec('BEGIN IMMEDIATE')
    try {
      const second = await start({ ...env, SIMULATE: 'payroll' })
      await until(() => second.stderr.includes('a simulated step failed; trying again'))
      expect(second.stderr).toContain('log_unavailable')
    } finally {
      other.close()
    }
  }, 20_000)
})

describe('a server process that cannot start', () => {
  it('reports every mistake in its environment', async () => {
    const { code, stdout, stderr } = await spawnFailingServer({
      env: { AUTH: 'basic', LOG: 'kafka', PING_MS: 'soon' },
    })
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr.trimEnd().split('\n')).toHaveLength(4)
    expect(stderr).toMatch(
      /AUTH is "basic"[\s\S]*LOG is "kafka"|LOG is "kafka"[\s\S]*AUTH is "basic"/,
    )
  }, 20_000)

  it('reports in one sentence that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = String(typeof address === 'object' && address ? address.port : 0)
    const { code, stderr } = await spawnFailingServer({ env: { PORT: port, LOG: 'memory' } })
    other.close()
    expect(code).toBe(1)
    expect(stderr.trimEnd()).toBe(
      `The server did not start. Port ${port} on 127.0.0.1 is in use by another program. End that one, or set PORT.`,
    )
  }, 20_000)

  it('reports in one sentence that it cannot write its data', async () => {
    const taken = join(dataDir, 'a-file')
    writeFileSync(taken, '')
    const { code, stderr } = await spawnFailingServer({ env: { DATA_DIR: taken } })
    expect(code).toBe(1)
    expect(stderr.trimEnd()).toBe(
      `The server did not start. The event log in ${taken} cannot be opened: EEXIST. Set DATA_DIR to a folder that can be written.`,
    )
  }, 20_000)
})
