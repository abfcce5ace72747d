/** The readiness of a real process whose database file is taken away. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type SpawnedServer, spawnServer } from '../../support/spawn.ts'
import { until } from '../../support/until.ts'

let dataDir: string
let server: SpawnedServer

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'streamgauge-readiness-'))
  server = await spawnServer({ env: { DATA_DIR: dataDir, LOG: 'sqlite', SIMULATE: 'off' } })
})
afterEach(async () => {
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

describe('a server whose database file was deleted', () => {
  it('is not ready and says so in its metrics, while its loop turns', {
    timeout: 60_000,
  }, async () => {
    const ready = async () => (await fetch(`${server.url}/readyz`)).status
    await until(async () => (await ready()) === 200, 20_000, 'the server is ready')
    rmSync(join(dataDir, 'streamgauge.db'))
    await until(async () => (await ready()) === 503, 20_000, 'the server is not ready')
    const answer = await fetch(`${server.url}/readyz`)
    expect(((await answer.json()) as { reasons: readonly string[] }).reasons).toContain(
      'file_missing',
    )
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    expect(metrics).toContain('\nstreamgauge_ready 0\n')
    expect(metrics).toContain('\nstreamgauge_not_ready{reason="file_missing"} 1\n')
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  })
})
