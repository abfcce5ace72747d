/**
 * The servers of the examples, as someone runs them who has only the tarball: outside the checkout, without
 * anything that the package does not depend on, and on Node 20 where the machine has one.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
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

  async function start(example: string): Promise<string> {
    const project = createProject({ example })
    projects.push(project)
    project.link()
    const child = spawn(findNode20() ?? process.execPath, [join(project.folder, 'server.js')], {
      env: { ...process.env, PORT: '0' },
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
      const url = await start(example)
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
})
