/** Who may import whom: the arrows of CONTRIBUTING.md, read from the sources themselves. */
import { describe, expect, it } from 'vitest'
import { type LogEngineName, logEngines } from '../../server/log/engines.ts'
import { readSources, type Source } from './sources.ts'

const sources = readSources('src/**/*.{ts,tsx}', 'server/**/*.ts', 'stories/**/*.{ts,tsx}')

type PartName =
  | 'money'
  | 'protocol'
  | 'ports'
  | 'warnings'
  | 'system'
  | 'platform'
  | 'feeds'
  | 'payments'
  | 'orders'
  | 'company'
  | 'connection'
  | 'store'
  | 'messages'
  | 'session'
  | 'paymentsSession'
  | 'react'
  | 'query'
  | 'queryReact'
  | 'ordersReact'
  | 'companyReact'
  | 'widgets'
  | 'index'
  | 'element'
  | 'app'
  | 'ledger'
  | 'bridges'
  | 'ordersServer'
  | 'companyServer'
  | 'simulators'
  | 'node'
  | 'cli'
  | 'mocks'
  | 'testing'
  | 'demo'
  | 'stories'

/** A part of the house: its files, and the other parts that they may import. */
interface Part {
  readonly files: RegExp
  readonly mayImport: readonly PartName[]
}

/** What works for any feed. */
const generic: readonly PartName[] = ['feeds', 'protocol', 'money']
/** What also knows payment streams. */
const ofPayments: readonly PartName[] = ['payments', ...generic]

const parts: Record<PartName, Part> = {
  money: { files: /^src\/money\//, mayImport: [] },
  protocol: { files: /^src\/protocol\//, mayImport: ['money', 'ports'] },
  // Interfaces and one constant, for the browser side and the server alike.
  ports: { files: /^src\/platform\/(ports|timer-limit)\.ts$/, mayImport: [] },
  // Dropped from production bundles together with whatever uses it.
  warnings: {
    files: /^src\/(development|warnings|stored-keys|process-env\.d)\.ts$/,
    mayImport: [],
  },
  // What browsers, workers and Node all have.
  system: { files: /^src\/platform\/system\.ts$/, mayImport: ['ports'] },
  platform: {
    files: /^src\/platform\/(?!(ports|timer-limit|system)\.ts$)/,
    mayImport: ['ports', 'system'],
  },
  // With the resource feed: a kind of feed, whatever the resource is.
  feeds: { files: /^src\/feeds\/([^/]+$|resource\/)/, mayImport: ['protocol', 'money', 'ports'] },
  payments: {
    files: /^src\/feeds\/payments\//,
    mayImport: ['feeds', 'store', 'protocol', 'money', 'ports'],
  },
  orders: { files: /^src\/feeds\/orders\//, mayImport: ['feeds', 'protocol', 'money', 'ports'] },
  company: { files: /^src\/feeds\/company\//, mayImport: ['feeds', 'protocol'] },
  connection: {
    files: /^src\/connection\//,
    mayImport: [...generic, 'platform', 'ports', 'warnings'],
  },
  store: { files: /^src\/store\//, mayImport: generic },
  // Texts of widgets; they know nothing of what is shown.
  messages: { files: /^src\/messages\//, mayImport: [] },
  session: {
    files: /^src\/((connected-)?session|session-watch)\.ts$/,
    mayImport: [...generic, 'connection', 'store', 'platform', 'ports', 'warnings'],
  },
  paymentsSession: {
    files: /^src\/(payments-session|local-session|tokens)\.ts$/,
    mayImport: [...ofPayments, 'session', 'warnings'],
  },
  react: {
    files: /^src\/react\/(?!(orders|company)\/)/,
    mayImport: [
      ...ofPayments,
      'messages',
      'paymentsSession',
      'session',
      'connection',
      'store',
      'platform',
      'ports',
      'warnings',
    ],
  },
  // Without a framework: any QueryClient, by its methods.
  query: {
    files: /^src\/query\/[^/]+$/,
    mayImport: [...generic, 'connection', 'platform', 'ports', 'warnings'],
  },
  queryReact: {
    files: /^src\/query\/react\//,
    mayImport: [...generic, 'query', 'react', 'session', 'warnings'],
  },
  ordersReact: {
    files: /^src\/react\/orders\//,
    mayImport: [...generic, 'orders', 'queryReact', 'react'],
  },
  companyReact: {
    files: /^src\/react\/company\//,
    mayImport: [...generic, 'company', 'react', 'store'],
  },
  widgets: {
    files: /^src\/widgets\//,
    mayImport: [
      ...ofPayments,
      'messages',
      'react',
      'paymentsSession',
      'session',
      'connection',
      'store',
      'warnings',
    ],
  },
  index: {
    files: /^src\/(index|dashboard|table|actions)\.ts$/,
    mayImport: [
      ...ofPayments,
      'messages',
      'widgets',
      'react',
      'paymentsSession',
      'session',
      'connection',
      'store',
    ],
  },
  // Widgets as custom elements.
  element: {
    files: /^src\/element\//,
    // Its dashboards follow every feed that a server of this package has.
    mayImport: [
      ...ofPayments,
      'messages',
      'widgets',
      'react',
      'paymentsSession',
      'session',
      'company',
      'companyReact',
      'orders',
    ],
  },
  // The part of the server that also runs in a browser tab, for any feed.
  app: {
    files:
      /^server\/(app|app-config|app-env|config-check|option-names)\.ts$|^server\/(feeds\/([^/]+$|resource\/)|(hub|auth|ops)\/)/,
    mayImport: [...generic, 'ports', 'system'],
  },
  ledger: {
    files: /^server\/(ledger|feeds\/payments)\//,
    mayImport: [...ofPayments, 'app', 'ports', 'system'],
  },
  // From other systems into the log of a feed.
  bridges: {
    files: /^server\/bridges\//,
    mayImport: [...ofPayments, 'app', 'ledger', 'ports', 'system'],
  },
  companyServer: {
    files: /^server\/feeds\/company\//,
    mayImport: ['company', ...generic, 'app', 'ports', 'system'],
  },
  ordersServer: {
    files: /^server\/feeds\/orders\//,
    mayImport: ['orders', ...generic, 'app', 'ports', 'system'],
  },
  // What keeps the feeds of a server busy, in Node and in a tab.
  simulators: {
    files: /^server\/simulators\//,
    mayImport: ['app', 'ledger', 'companyServer', 'ordersServer', 'ports'],
  },
  node: {
    files: /^server\/(index\.ts$|node\/)/,
    mayImport: [
      ...ofPayments,
      'company',
      'orders',
      'app',
      'ledger',
      'bridges',
      'companyServer',
      'ordersServer',
      'simulators',
      'ports',
      'system',
    ],
  },
  // The program of users and operators: a client, with the protocol's own reader and connection.
  cli: {
    files: /^server\/cli\//,
    mayImport: ['app', 'connection', 'protocol'],
  },
  mocks: {
    files: /^src\/mocks\//,
    mayImport: [
      ...ofPayments,
      'company',
      'orders',
      'app',
      'ledger',
      'companyServer',
      'ordersServer',
      'simulators',
      'ports',
      'system',
    ],
  },
  testing: {
    files: /^src\/testing\//,
    mayImport: [
      ...ofPayments,
      'mocks',
      'app',
      'ledger',
      'react',
      'paymentsSession',
      'session',
      'connection',
      'store',
      'platform',
      'ports',
      'system',
    ],
  },
  demo: {
    files: /^src\/demo\//,
    mayImport: [
      ...ofPayments,
      'company',
      'companyReact',
      'orders',
      'ordersReact',
      'index',
      'messages',
      'mocks',
      // Its dialog and its fields look and behave as those of the kit, which are not public.
      'widgets',
      // The plug of the front page replaces parts of it.
      'platform',
      'ports',
    ],
  },
  stories: { files: /^stories\//, mayImport: ['index', 'messages', 'mocks'] },
}

const partNames = Object.keys(parts) as PartName[]

/**
 * The registry declares which log engines run in a tab. Their files, what those import, and what the rest
 * of the application imports of server/log belong to it; every other file of server/log is Node-only.
 */
const logFilesOfApp = (() => {
  const isLogFile = (path: string) => path.startsWith('server/log/')
  const engineFiles = (runsInTab: boolean) =>
    (Object.keys(logEngines) as LogEngineName[])
      .filter((name) => logEngines[name].runsInTab === runsInTab)
      .map((name) => `server/log/${name}.ts`)
  const nodeOnly = new Set(['server/log/engines.ts', ...engineFiles(false)])
  const filesOf = new Map(sources.map((source) => [source.path, source.files]))
  const imported = sources.filter(({ path }) => parts.app.files.test(path)).flatMap((s) => s.files)
  const found = new Set<string>()
  const visit = (path: string): void => {
    if (!isLogFile(path) || nodeOnly.has(path) || found.has(path)) return
    found.add(path)
    filesOf.get(path)?.forEach(visit)
  }
  ;[...engineFiles(true), ...imported].forEach(visit)
  return found
})()

function partOf(path: string): PartName | undefined {
  if (path.startsWith('server/log/')) return logFilesOfApp.has(path) ? 'app' : 'node'
  return partNames.find((name) => parts[name].files.test(path))
}

function forbidden(source: Source): readonly string[] {
  const own = partOf(source.path)
  if (!own) return [`${source.path} belongs to no part: add it to this test and CONTRIBUTING.md`]
  return source.files
    .filter((file) => !/\.(css(\?inline)?|json)$/.test(file))
    .flatMap((file) => {
      const other = partOf(file)
      const isAllowed =
        other === own || (other !== undefined && parts[own].mayImport.includes(other))
      return isAllowed ? [] : [`${source.path} (${own}) imports ${file} (${other ?? 'outside'})`]
    })
}

describe('the import direction', () => {
  it('has sources in every part', () => {
    for (const name of partNames) {
      expect(sources.filter((source) => partOf(source.path) === name).length, name).toBeGreaterThan(
        0,
      )
    }
  })

  it('holds for every file, types included', () => {
    expect(sources.flatMap(forbidden)).toEqual([])
  })

  it('takes from the registry which log engines run in a tab', () => {
    for (const [name, { runsInTab }] of Object.entries(logEngines)) {
      expect(partOf(`server/log/${name}.ts`), name).toBe(runsInTab ? 'app' : 'node')
    }
    expect(partOf('server/log/event-log.ts')).toBe('app')
  })

  it('leaves Node to the Node-only parts', () => {
    const offenders = sources
      .filter((source) => !['node', 'cli'].includes(partOf(source.path) ?? ''))
      .flatMap((source) =>
        source.imports
          .filter((name) => name.startsWith('node:') || name.startsWith('@hono/node-server'))
          .map((name) => `${source.path} imports ${name}`),
      )
    expect(offenders).toEqual([])
  })

  it('loads SQLite where a log is opened, not where modules are loaded', () => {
    const atLoad = sources.filter((source) => source.runtimeImports.includes('node:sqlite'))
    expect(atLoad.map((source) => source.path)).toEqual([])
  })

  it('leaves the connection out of what pages without a network load', () => {
    const graph = new Map(sources.map((source) => [source.path, source.runtimeFiles]))
    const loaded = new Set([
      'src/react/session-provider.tsx',
      'src/widgets/stream-card/stream-card.tsx',
    ])
    // A set that grows while it is read is read to its end.
    for (const path of loaded) for (const file of graph.get(path) ?? []) loaded.add(file)
    // An error class and an empty snapshot: no behaviour.
    const allowed = ['src/connection/errors.ts', 'src/connection/status-view.ts']
    const connecting = [...loaded].filter((path) => path.startsWith('src/connection/'))
    expect(connecting.filter((path) => !allowed.includes(path))).toEqual([])
  })

  it('leaves the checks of tokens out of what mocks load', () => {
    const graph = new Map(sources.map((source) => [source.path, source]))
    const loaded = new Set(['src/mocks/index.ts', 'src/mocks/msw.ts', 'src/testing/index.ts'])
    for (const path of loaded)
      for (const file of graph.get(path)?.runtimeFiles ?? []) loaded.add(file)
    expect(loaded.size).toBeGreaterThan(50)
    expect([...loaded].filter((path) => graph.get(path)?.imports.includes('jose'))).toEqual([])
  })

  it('gives each heavy package one owner', () => {
    const owners: Record<string, RegExp> = {
      zustand: /^src\/store\/create-store\.ts$/,
      preact: /^src\/element\/preact-root\.ts$/,
      react: /^(src\/(react|widgets|element|demo|(testing|query)\/react)|stories)\//,
      // Query only behind `streamgauge/query/react`, the hooks of orders and the page's orders, Virtual only in the bodies
      // of tables, Table only in what ranks streams: the adapter itself, and what has no table, load none of them.
      '@tanstack':
        /^src\/((query\/react|demo\/orders)\/|widgets\/(live-table\/use-virtual-rows\.ts|stream-table\/(ranking\.ts|stream-table-body\.tsx))$)/,
      // Only behind `streamgauge/testing/react`: the contract suite of a feed works without it.
      '@testing-library': /^src\/testing\/react\//,
      // Only behind `streamgauge/msw`: the mock backend itself works without it.
      msw: /^src\/(mocks\/handlers\.ts$|demo\/)/,
      'eventsource-parser': /^src\/protocol\/frame-parser\.ts$/,
      hono: /^server\//,
      '@nats-io': /^server\/bridges\/nats-/,
      '@stellar': /^server\/bridges\/chain-decoder\.ts$/,
      'rate-limiter-flexible': /^server\/(ops\/rate-limiter|log\/redis-rates)\.ts$/,
      'ipaddr.js': /^server\/ops\/client-address\.ts$/,
      // Not in what mocks load: the application takes any authenticator.
      jose: /^server\/auth\/(jwt|key-set|development-token)\.ts$/,
    }
    const offenders = sources.flatMap((source) =>
      source.imports
        .filter((name) => {
          const owner = owners[name.split('/')[0] ?? '']
          return owner !== undefined && !owner.test(source.path)
        })
        .map((name) => `${source.path} imports ${name}`),
    )
    expect(offenders).toEqual([])
  })

  it('has no circular import, types included', () => {
    const graph = new Map(sources.map((source) => [source.path, source.files]))
    expect(findCycle(graph)).toEqual([])
  })

  it('names what it exports: no `export *`', () => {
    expect(sources.filter((source) => source.hasExportStar).map((source) => source.path)).toEqual(
      [],
    )
  })
})

/** The files of one cycle, in order; empty when there is none. Depth first, each file once. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const finished = new Set<string>()
  const trail: string[] = []
  const visit = (path: string): readonly string[] => {
    if (finished.has(path)) return []
    const start = trail.indexOf(path)
    if (start >= 0) return [...trail.slice(start), path]
    trail.push(path)
    for (const next of graph.get(path) ?? []) {
      const cycle = visit(next)
      if (cycle.length > 0) return cycle
    }
    trail.pop()
    finished.add(path)
    return []
  }
  for (const path of graph.keys()) {
    const cycle = visit(path)
    if (cycle.length > 0) return cycle
  }
  return []
}
