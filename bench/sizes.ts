/**
 * `npm run bench -- sizes`: what a page downloads for each way to show a live number, as docs/which.md
 * compares them. Every candidate is installed from the registry at a fixed version, and built and
 * compressed by the same tool. Needs `npm run build` before.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'

interface Candidate {
  readonly name: string
  /** With its version; null for this package, which is linked. */
  readonly install: string | null
  /** What a page imports. */
  readonly source: string
}

const candidates: readonly Candidate[] = [
  {
    name: 'streamgauge, the generic client',
    install: null,
    source: "export { createSseClient } from 'streamgauge/connection'",
  },
  {
    name: 'streamgauge, FlowingBalance of given data',
    install: null,
    source: "export { FlowingBalance } from 'streamgauge'",
  },
  {
    name: 'streamgauge, FlowingBalance with connection and store',
    install: null,
    source: "export { FlowingBalance, GaugeProvider } from 'streamgauge'",
  },
  {
    name: 'streamgauge, all widgets',
    install: null,
    source: "export * from 'streamgauge'",
  },
  {
    name: 'number-flow (with the browser’s EventSource)',
    install: '@number-flow/react@0.6.2',
    source: "export { default } from '@number-flow/react'",
  },
  {
    name: 'TanStack Query with streamedQuery',
    install: '@tanstack/react-query@5.108.0',
    source:
      "export { experimental_streamedQuery, QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'",
  },
  {
    name: 'fetch-event-source',
    install: '@microsoft/fetch-event-source@2.0.1',
    source: "export { fetchEventSource } from '@microsoft/fetch-event-source'",
  },
  {
    name: 'centrifuge-js',
    install: 'centrifuge@5.8.0',
    source: "export { Centrifuge } from 'centrifuge'",
  },
  {
    name: 'Ably',
    install: 'ably@2.28.0',
    source: "export { Realtime } from 'ably'",
  },
  {
    name: 'Pusher',
    install: 'pusher-js@8.6.0',
    source: "export { default } from 'pusher-js'",
  },
  {
    name: 'PubNub',
    install: 'pubnub@12.0.3',
    source: "export { default } from 'pubnub'",
  },
]

/** Prints bytes after minification and gzip, React left out, and what is loaded on demand. */
export async function measureSizes(): Promise<void> {
  if (!existsSync('dist/index.js')) throw new Error('dist is empty. Run `npm run build` first.')
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-sizes-'))
  try {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
    const wanted = candidates.flatMap(({ install }) => install ?? [])
    const flags = ['--legacy-peer-deps', '--no-audit', '--no-fund', '--ignore-scripts']
    const { status } = spawnSync('npm', ['install', ...flags, ...wanted], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    if (status !== 0) throw new Error('The peers could not be installed: npm failed.')
    mkdirSync(join(folder, 'node_modules'), { recursive: true })
    symlinkSync(resolve('.'), join(folder, 'node_modules/streamgauge'))
    console.log('\n| | version | kB gzip | on demand |\n|---|---|---:|---:|')
    for (const candidate of candidates) {
      const { first, later } = await sizeOf(folder, candidate)
      const version = candidate.install?.split('@').at(-1) ?? 'this one'
      console.log(`| ${candidate.name} | ${version} | ${kilobytes(first)} | ${kilobytes(later)} |`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const kilobytes = (bytes: number) => (bytes === 0 ? '' : (bytes / 1000).toFixed(1))

async function sizeOf(
  folder: string,
  { source }: Candidate,
): Promise<{ readonly first: number; readonly later: number }> {
  const entry = join(folder, 'entry.js')
  writeFileSync(entry, source)
  const built = (await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        input: entry,
        preserveEntrySignatures: 'exports-only',
        external: (id) => /^react(-dom)?(\/|$)/.test(id),
      },
    },
  })) as Rolldown.RolldownOutput
  const chunks = built.output.filter((each) => each.type === 'chunk')
  const initial = new Set<string>()
  const take = (name: string) => {
    const chunk = chunks.find(({ fileName }) => fileName === name)
    if (!chunk || initial.has(name)) return
    initial.add(name)
    for (const other of chunk.imports) take(other)
  }
  for (const { fileName, isEntry } of chunks) if (isEntry) take(fileName)
  const bytesOf = (isFirst: boolean) =>
    chunks
      .filter(({ fileName }) => initial.has(fileName) === isFirst)
      .reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0)
  return { first: bytesOf(true), later: bytesOf(false) }
}
