/**
 * A program that uses every entry of the package: type-checked, built with Vite, rendered on a server,
 * and the packaged server started. Nothing is installed besides the package's own dependencies and
 * what the program itself needs, so a declaration or a file that wants more is found.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProject, type Project } from './project.ts'

describe('a program that uses every entry', () => {
  let project: Project
  const assets = () => join(project.folder, 'dist/assets')

  beforeAll(() => {
    project = createProject({ fixture: 'consumer' })
    project.link(
      '@types/node',
      '@types/react',
      '@types/react-dom',
      '@vitejs/plugin-react',
      'msw',
      'react',
      'react-dom',
      'vite',
    )
  })
  afterAll(() => project.remove())

  it('type-checks, declarations of the package included', async () => {
    await project.run('tsc', '--project', '.')
  })

  it('builds with Vite without a warning, into a script and a style sheet', async () => {
    const printed = await project.run('vite', 'build', '--logLevel', 'warn')
    expect(printed).not.toContain('use client')
    expect(readdirSync(assets()).map((name) => name.split('.').at(-1))).toEqual(
      expect.arrayContaining(['js', 'css']),
    )
  })

  it('renders on a server, and the packaged server answers', async () => {
    const rendered = ['--outDir', 'rendered', '--logLevel', 'warn']
    await project.run('vite', 'build', '--ssr', 'render.tsx', ...rendered)
    const printed = await project.run('node', 'rendered/render.js')
    expect(printed).toContain('data-status="streaming"')
    expect(printed).toContain('server answered 200')
  })
})
