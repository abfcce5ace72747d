/** The program `streamgauge`, as someone runs it who has installed the tarball, on Node 20 where there is one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postStream } from '../support/post-stream.ts'
import { type SpawnedServer, spawnServer } from '../support/spawn.ts'
import { until } from '../support/until.ts'
import { createProject, findNode20, type Project, tarball } from './project.ts'

describe('the program of the package', () => {
  let project: Project
  let server: SpawnedServer

  beforeAll(async () => {
    const node = findNode20()
    project = createProject({ ...(node !== null && { node }) })
    const started = spawnServer({ env: { LOG: 'memory', SIMULATE: 'off', PING_MS: '500' } })
    await project.install(tarball)
    server = await started
  })
  afterAll(async () => {
    await server?.stop()
    project?.remove()
  })

  const npx = (...given: readonly string[]) =>
    project.run('npx', '--no-install', 'streamgauge', ...given)

  it('shows its commands', async () => {
    expect(await npx('--help')).toContain('streamgauge doctor <url>')
  })

  it('finds nothing wrong with a server of this version', async () => {
    const printed = await npx('doctor', `${server.url}/`, '--seconds', '1')
    expect(printed).toMatch(/Nothing is wrong\.\n$/)
  })

  it('prints events as they come', async () => {
    const printed = npx('tail', `${server.url}/`, '--count', '1', '--json')
    const connections = async () => {
      const answer = await fetch(`${server.url}/events/stats`)
      return ((await answer.json()) as { activeConnections: number }).activeConnections
    }
    await until(async () => (await connections()) === 1, 60_000, 'the program is connected')
    await postStream(server.url)
    expect(JSON.parse(await printed)).toMatchObject({ type: 'stream.created' })
  })

  it('makes tokens', async () => {
    process.env['JWT_SECRET'] = 'development-secret-of-32-bytes-or-more'
    const given = ['--subject', 'G', '--issuer', 'http://localhost', '--audience', 'streamgauge']
    expect(await npx('token', ...given)).toMatch(/^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+\n$/)
  })
})
