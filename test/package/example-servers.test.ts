/**
 * The servers of the examples, as someone runs them who has only the tarball: outside the checkout, without
 * anything that the package does not depend on, and on Node 20 where the machine has one.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { canUseNginx, startNginx } from '../support/nginx.ts'
import { canUseRedis, startRedis } from '../support/redis-server.ts'
import { createProject, findNode20, type Project } from './project.ts'

const origins = {
  vite: ['http://localhost:5173', 'http://localhost:4173'],
  next: ['http://localhost:3000'],
}

describe('the servers of the examples', () => {
  const projects: Project[] = []
  const children: ChildProcess[] = []

  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit')
    }
    for (const project of projects.splice(0)) project.remove()
  })

  function open(example: string, ...linked: readonly string[]): Project {
    const project = createProject({ example })
    projects.push(project)
    project.link(...linked)
    return project
  }

  async function start(
    project: Project,
    env: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const child = spawn(findNode20() ?? process.execPath, [join(project.folder, 'server.js')], {
      env: { ...process.env, PORT: '0', ...env },
    })
    children.push(child)
    let printed = ''
    return new Promise((resolve, reject) => {
      const read = (text: Buffer) => {
        printed += text
        const url = /Payments at (http:\S+)/.exec(printed)?.[1]
        if (url) resolve(url)
      }
      child.stdout.on('data', read)
      child.stderr.on('data', read)
      child.once('exit', () => reject(new Error(`The server ended early.\n${printed}`)))
    })
  }

  it.each(Object.entries(origins))(
    'of %s prints where it listens, has streams to show, and lets its pages read them',
    async (example, allowed) => {
      const url = await start(open(example))
      for (const origin of allowed) {
        const answer = await fetch(`${url}/streams?limit=5`, { headers: { origin } })
        expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
      }
      await expect
        .poll(
          async () => {
            const answer = await fetch(`${url}/streams?limit=5`)
            return ((await answer.json()) as { streams: readonly unknown[] }).streams.length
          },
          { timeout: 20_000 },
        )
        .toBe(5)
    },
  )

  it.skipIf(!canUseRedis || !canUseNginx)(
    'of redis act as one behind the nginx of the example',
    async () => {
      const redis = await startRedis('--appendonly', 'yes')
      onTestFinished(() => redis.stop())
      const project = open('redis', 'redis')
      const env = { REDIS_URL: redis.url }
      const urls = await Promise.all([1, 2, 3].map(() => start(project, env)))
      const nginx = await startNginx(
        urls.map((url) => Number(new URL(url).port)),
        ({ port, targetPorts }) => httpOf(join(project.folder, 'nginx.conf'), port, targetPorts),
      )
      onTestFinished(() => nginx.stop())
      const { port } = new URL(nginx.url)
      const answer = await fetch(`http://127.0.0.1:${port}/streams`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'once' },
        body: JSON.stringify({
          sender: 'GAAZI4TCR3TY5OJHCTJC2A4QSY6CJWJH5IAJTGKIN2ER7LBNVKOCCWN7',
          recipient: 'GBRPYHIL2CI3FNQ4BXLFMNDLFJUNPU2HY3ZMFSHONUCEOASW7QC7OX2H',
          tokenAddress: 'CAS3J7GYLGXMF6TDJBBYYSE3HQ6BBSMLNUQ34T6TZMYMW2EVH34XOWMA',
          ratePerSecond: '1000',
          depositedAmount: '864000000',
        }),
      })
      expect(answer.status).toBe(201)
      for (const url of urls) {
        const { streams } = (await (await fetch(`${url}/streams`)).json()) as { streams: unknown[] }
        expect(streams).toHaveLength(1)
      }
    },
  )
})

/** What is in the `http` context of the example, for other ports. */
function httpOf(file: string, port: number, targetPorts: readonly number[]): string {
  let next = 0
  const text = readFileSync(file, 'utf8')
    .replace(/127\.0\.0\.1:300\d/g, () => `127.0.0.1:${targetPorts[next++]}`)
    .replace('listen 8080;', `listen 127.0.0.1:${port};`)
  expect(next).toBe(targetPorts.length)
  return text.slice(text.indexOf('http {') + 'http {'.length, text.lastIndexOf('}'))
}
