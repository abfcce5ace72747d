/** What a page loads: a bundler must be able to leave out the parts that the page does not use. */
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { build, type Rolldown } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProject, type Project } from './project.ts'

describe('a page that shows given streams, and connects on a lazily loaded route', () => {
  let project: Project
  let initial: readonly string[] = []
  let later: readonly string[] = []

  beforeAll(async () => {
    project = createProject({ fixture: 'given-streams' })
    project.link('react', 'react-dom')
    const { output } = (await build({
      root: project.folder,
      logLevel: 'warn',
      plugins: [react()],
      build: { write: false, rolldownOptions: { input: join(project.folder, 'main.tsx') } },
    })) as Rolldown.RolldownOutput
    const chunks = output.filter((file) => file.type === 'chunk')
    const atStart = new Set<string>()
    const addWithImports = (fileName: string) => {
      if (atStart.has(fileName)) return
      atStart.add(fileName)
      chunks.find((chunk) => chunk.fileName === fileName)?.imports.forEach(addWithImports)
    }
    for (const { isEntry, fileName } of chunks) if (isEntry) addWithImports(fileName)
    const modulesOf = (isWanted: (fileName: string) => boolean) =>
      chunks
        .filter(({ fileName }) => isWanted(fileName))
        .flatMap(({ moduleIds }) => moduleIds)
        .map((id) => id.replace(/^.*\/streamgauge\/dist\//, ''))
    initial = modulesOf((fileName) => atStart.has(fileName))
    later = modulesOf((fileName) => !atStart.has(fileName))
  }, 60_000)
  afterAll(() => project.remove())

  /** Everything but two files without behaviour: an error class and an empty snapshot. */
  const connection = /^src\/connection\/(?!errors|status-view)|^src\/connected-session|^vendor\//

  it('starts without any code of the connection', () => {
    expect(initial).toContain('src/widgets/flowing-balance/flowing-balance.js')
    expect(initial).toContain('src/widgets/stream-card/stream-card.js')
    expect(initial.filter((module) => connection.test(module))).toEqual([])
  })

  it('contains no language but English', () => {
    const all = [...initial, ...later]
    expect(all).toContain('src/messages/english.js')
    expect(all.filter((module) => /messages\/(?!english|cached-format)/.test(module))).toEqual([])
  })

  it('loads the connection with the route that uses it', () => {
    expect(later).toContain('src/connection/client.js')
    expect(later).toContain('src/react/gauge-provider.js')
  })
})
