/** Tables of the documentation that repeat what code decides: variables, attributes, parts, words. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultAppConfig } from '../../server/app-config.ts'
import { configRanges } from '../../server/config-check.ts'
import { readConfig } from '../../server/node/config.ts'
import { en } from '../../src/messages/en.ts'
import { connectionEnglish } from '../../src/messages/english.ts'
import { languages } from '../../src/messages/languages.ts'
import { warningTexts } from '../../src/warnings.ts'
import type { ConnectionCondition } from '../../src/widgets/connection-badge/connection-text.ts'
import { widgets } from '../../src/widgets/registry.ts'
import { literalsIn, pages, printTable, readTable, withGenerated } from './markdown.ts'

const exported = JSON.parse(
  readFileSync(new URL('./public-surface.json', import.meta.url), 'utf8'),
) as Record<string, readonly string[]>

const code = (text: string) => `\`${text}\``

describe('docs/server.md', () => {
  const rows = readTable('docs/server.md', 'variable')
  /** What a value needs next to it. */
  const needed: Readonly<Record<string, Record<string, string>>> = {
    'AUTH=jwt': { JWT_SECRET: 's'.repeat(32), JWT_ISSUER: 'issuer', JWT_AUDIENCE: 'audience' },
  }
  const chain = {
    SOROBAN_RPC_URL: 'https://rpc.example',
    CONTRACT_IDS: `C${'A'.repeat(55)}`,
  }
  /** What a variable needs next to it, whatever its value. */
  const baseOf = (name: string) => {
    if (/^(?:CHAIN_|START_LEDGER)/.test(name)) return chain
    return /^NATS_(?!URL)/.test(name) ? { NATS_URL: 'nats://localhost:4222' } : {}
  }
  const isAccepted = (name: string, value: string) =>
    readConfig({ ...baseOf(name), ...needed[`${name}=${value}`], [name]: value }).ok

  it('names exactly the variables that the configuration reads', () => {
    const asked = new Set<string>()
    const environment: Record<string, string | undefined> = {}
    readConfig(
      new Proxy(environment, {
        get(_, name) {
          asked.add(String(name))
          return undefined
        },
      }),
    )
    expect(rows.map(([name]) => name)).toEqual(expect.arrayContaining([...asked].map(code)))
    expect(rows).toHaveLength(asked.size)
  })

  it.each(rows)('says the default of %s: %s', (variable = '', otherwise = '') => {
    const [name = ''] = literalsIn(variable)
    const [value] = literalsIn(otherwise)
    // Without a literal nothing in particular is the default, so setting anything has to differ.
    if (value === undefined) return
    const base = baseOf(name)
    expect(readConfig({ ...base, [name]: value })).toEqual(readConfig(base))
  })

  it.each(rows)('says what %s may be (default %s): %s', (variable = '', _ = '', values = '') => {
    const [name = ''] = literalsIn(variable)
    const range = /^`(\d+)` to `(\d+)`$/.exec(values)
    if (!range) {
      for (const value of literalsIn(values)) expect(isAccepted(name, value)).toBe(true)
      return
    }
    const [, least = '', most = ''] = range
    expect(isAccepted(name, least)).toBe(true)
    expect(isAccepted(name, most)).toBe(true)
    expect(isAccepted(name, String(BigInt(least) - 1n))).toBe(false)
    expect(isAccepted(name, String(BigInt(most) + 1n))).toBe(false)
  })

  it('lists every word of those that accept words only', () => {
    for (const [variable = '', , values = ''] of rows) {
      const [name = ''] = literalsIn(variable)
      const result = readConfig({ [name]: '"' })
      const message = result.ok ? '' : result.mistakes.join()
      const words = /one of (.+)\.$/.exec(message)?.[1]?.split(', ')
      if (words) expect([...literalsIn(values)].sort(), name).toEqual(words.sort())
    }
  })
})

describe('the settings in docs/server.md', () => {
  const rows = readTable('docs/server.md', 'setting')

  it('are all of them, with their defaults', () => {
    const documented = rows.map(([name = '', otherwise = '']) => [
      literalsIn(name)[0],
      JSON.parse(literalsIn(otherwise)[0] ?? ''),
    ])
    expect(Object.fromEntries(documented)).toEqual(defaultAppConfig)
  })

  it('have the ranges that are checked, and the variables that set them', () => {
    const environment = readConfig({})
    for (const [setting = '', , values = '', variable = ''] of rows) {
      const [name = ''] = literalsIn(setting)
      const range = values.match(/\d+/g)?.map(Number)
      expect(range, name).toEqual(configRanges[name as keyof typeof configRanges])
      const isVariable = environment.ok && name in environment.config
      const constant = name.replace(/[A-Z]/g, '_$&').toUpperCase()
      expect(literalsIn(variable), name).toEqual(isVariable ? [constant] : [])
    }
  })
})

describe('docs/widgets.md', () => {
  const references = ['streamgauge', 'table', 'dashboard', 'actions'].map((name) => ({
    name,
    text: readFileSync(`docs/api/${name}.md`, 'utf8'),
  }))
  const toReference = (cell: string, page = 'streamgauge') =>
    cell
      .replaceAll('](#', `](api/${page}.md#`)
      .replaceAll('](streamgauge.md', '](api/streamgauge.md')
      .replaceAll('](dashboard.md', '](api/dashboard.md')
      .replaceAll('](table.md', '](api/table.md')
      .replaceAll('](actions.md', '](api/actions.md')

  /** What every part takes, which the page says once. */
  const common = ['className', 'render', 'style']

  /** Name, whether it may be left out, and meaning, as the reference has them. */
  function propsOf(type: string) {
    const page = references.find(({ text }) => text.includes(`\n### ${type}\n`))
    const section = page?.text.split(`\n### ${type}\n`)[1]?.split('\n### ')[0] ?? ''
    const rows = section.matchAll(/^\| `(\w+)(\??)` \| (.+) \| (.+) \|$/gm)
    return [...rows].map(([, prop = '', optional = '', type = '', meaning = '']) => ({
      prop,
      isOptional: optional !== '',
      type,
      meaning: toReference(meaning, page?.name),
    }))
  }

  /** The types of the props of each provider: one that takes a session as well has two. */
  const providers: Readonly<Record<string, readonly string[]>> = {
    GaugeProvider: ['OwnSessionProps', 'SessionProviderProps'],
    SessionProvider: ['SessionProviderProps'],
    FeedProvider: ['OwnFeedProps', 'FeedSessionProviderProps'],
    LanguageProvider: ['LanguageProviderProps'],
    StreamScope: ['StreamScopeProps'],
  }

  /** A row for each meaning of a prop, and the providers that take it. */
  function providerRows(): readonly (readonly string[])[] {
    const takers = new Map<string, Set<string>>()
    for (const [provider, types] of Object.entries(providers)) {
      const given = types
        .flatMap(propsOf)
        .filter(({ prop, type }) => prop !== 'children' && type !== '`undefined`')
      expect(given.length, provider).toBeGreaterThan(0)
      for (const { prop, isOptional, meaning } of given) {
        // An alternative to the other props is not required, though its type says so.
        const isRequired = !isOptional && (types.length === 1 || prop !== 'session')
        const row = `${prop}\n${meaning}`
        takers.set(row, takers.get(row) ?? new Set())
        takers.get(row)?.add(`${code(provider)}${isRequired ? ' (required)' : ''}`)
      }
    }
    return [...takers]
      .map(([row, names]) => {
        const [prop = '', meaning = ''] = row.split('\n')
        return [code(prop), [...names].join(', '), meaning]
      })
      .sort(([one = ''], [other = '']) => one.localeCompare(other, 'en'))
  }

  it('says the props of every widget and provider as the reference does', () => {
    const rows = widgets.flatMap(({ name }) =>
      propsOf(`${name}Props`)
        .filter(({ prop }) => !common.includes(prop))
        .map(({ prop, meaning }) => [code(name), code(prop), meaning]),
    )
    expect(rows.length).toBeGreaterThan(40)
    const props = printTable(['widget', 'prop', 'meaning'], rows)
    const index = readFileSync('docs/api/README.md', 'utf8')
    const hooks = [
      ...index.matchAll(
        /^\| (\[`use\w+`\]\((?:streamgauge|dashboard|table|actions)\.md#\w+\)) \| .+ \| hook \| (.+) \|$/gm,
      ),
    ]
    expect(hooks.length).toBeGreaterThan(20)
    const { actual, expected } = withGenerated('docs/widgets.md', {
      props,
      'provider props': printTable(['prop', 'of', 'meaning'], providerRows()),
      hooks: printTable(
        ['hook', 'what it returns or does'],
        hooks.map(([, hook = '', meaning = '']) => [toReference(hook), toReference(meaning)]),
      ),
    })
    expect(actual).toBe(expected)
  })

  it('lists every provider that the package exports', () => {
    const exportedProviders = (exported['.'] ?? []).filter((name) => name.endsWith('Provider'))
    expect(Object.keys(providers)).toEqual(expect.arrayContaining(exportedProviders))
  })

  it('has a row for every widget', () => {
    const rows = readTable('docs/widgets.md', 'widget').map(([widget]) => widget)
    expect(rows).toEqual(widgets.map(({ name }) => code(name)))
  })
})

describe('the guides', () => {
  it('name every value that the main entry exports', () => {
    const guides = pages.filter((page) => !page.startsWith('docs/api/'))
    const text = guides.map((page) => readFileSync(page, 'utf8')).join('\n')
    const missing = (exported['.'] ?? []).filter((name) => !new RegExp(`\\b${name}\\b`).test(text))
    expect(missing).toEqual([])
  })
})

describe('docs/theming.md', () => {
  const attributes = new Map<string, Set<string>>()
  const meanings = new Map<string, string>()
  for (const widget of widgets) {
    for (const { name, values, meaning } of widget.attributes) {
      const known = attributes.get(name) ?? new Set()
      for (const value of values) known.add(value)
      attributes.set(name, known)
      if (!meanings.has(name)) meanings.set(name, meaning)
    }
  }
  const bearersOf = (name: string) =>
    widgets
      .filter((widget) => widget.attributes.some((attribute) => attribute.name === name))
      .map((widget) => code(widget.name))

  it('has the attributes and parts of the registry', () => {
    const { actual, expected } = withGenerated('docs/theming.md', {
      attributes: printTable(
        ['attribute', 'values', 'meaning', 'on'],
        [...attributes].map(([name, values]) => [
          code(name),
          [...values].map((value) => (value === '' ? 'there or not' : code(value))).join(' '),
          meanings.get(name) ?? '',
          bearersOf(name).join(' '),
        ]),
      ),
      parts: printTable(
        ['widget', 'class of its root', 'parts', 'hook'],
        widgets.map(({ name, className, parts, hook }) => [
          code(name),
          code(`.${className}`),
          parts.map(code).join(' ') || 'none',
          code(hook),
        ]),
      ),
    })
    expect(actual).toBe(expected)
  })

  it('names exactly the variables that a page may set', () => {
    const sheets = globSync('src/widgets/**/*.css').map((path) => readFileSync(path, 'utf8'))
    const read = sheets.join('\n').matchAll(/var\(\s*(--sg-[\w-]+)/g)
    const settable = new Set([...read].map(([, name = '']) => name))
    const documented = readTable('docs/theming.md', 'variable').flatMap(([names = '']) =>
      literalsIn(names),
    )
    expect([...documented].sort()).toEqual([...settable].sort())
  })
})

describe('docs/languages.md', () => {
  it('has every language with its entry and export', async () => {
    const rows = readTable('docs/languages.md', 'language').map(([, entry = '', name = '']) => ({
      entry: literalsIn(entry)[0],
      name: literalsIn(name)[0],
    }))
    expect(rows.map(({ entry }) => entry)).toEqual(
      languages.map((language) => `streamgauge/messages/${language}`),
    )
    for (const { entry, name } of rows) {
      expect(exported[`./${entry?.slice('streamgauge/'.length)}`]).toEqual([name])
    }
  })

  it('names every group of texts', () => {
    const { language: _, ...groups } = en
    const text = readFileSync('docs/languages.md', 'utf8')
    expect(Object.keys(groups).filter((group) => !text.includes(`\`${group}\``))).toEqual([])
  })
})

describe('docs/recovery.md', () => {
  it('has every word that the badge can show', () => {
    const shown = readTable('docs/recovery.md', 'situation').map(([, , badge = '']) => badge)
    const badge = widgets.find(({ name }) => name === 'ConnectionBadge')
    const conditions = badge?.attributes.find(({ name }) => name === 'data-condition')?.values ?? []
    expect(conditions).toContain('reconnecting')
    const missing = conditions.filter((condition) => {
      const label = connectionEnglish[condition as ConnectionCondition]
      return !shown.some((cell) => cell.includes(label))
    })
    expect(missing).toEqual([])
  })
})

/** How pages that are in the published package link to files that are not. */
const repository = 'https://github.com/streamgauge/streamgauge/blob/main/'

describe.each([...pages, 'CONTRIBUTING.md', 'src/protocol/PROTOCOL.md'])('%s', (page) => {
  const text = readFileSync(page, 'utf8')

  it('links to files that exist', () => {
    const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target)
    const broken = links.filter((target) => {
      if (target.startsWith(repository)) return !existsSync(target.slice(repository.length))
      return !/^https?:/.test(target) && !existsSync(join(dirname(page), target))
    })
    expect(broken).toEqual([])
  })

  it('labels links to decisions with their own number', () => {
    const links = [...text.matchAll(/\[(\d{4})\]\(\S*?\/?(\d{4})-[\w-]+\.md/g)]
    expect(links.filter(([, label, number]) => label !== number).map(([link]) => link)).toEqual([])
  })

  it('names no file of the sources that does not exist', () => {
    const named = [...text.matchAll(/`((?:src|server|test|docs|bench)\/[\w./-]+\.(?:tsx?|md))`/g)]
    expect(named.map(([, path = '']) => path).filter((path) => !existsSync(path))).toEqual([])
  })
})

describe('docs/conformance.md', () => {
  it('gives our client the full column, over all the cases there are', () => {
    const files = globSync('test/conformance/cases/*.json')
    const cases = files.flatMap(
      (file) => (JSON.parse(readFileSync(file, 'utf8')) as { cases: [] }).cases,
    )
    const totals = readTable('docs/conformance.md', 'group').flatMap(([group = '', ours = '']) => {
      const [, passed, all] = /^(\d+) of (\d+)$/.exec(ours) ?? []
      expect(passed, `${group}: ${ours}`).toBe(all)
      return group.startsWith('**') ? [Number(all)] : []
    })
    expect(totals.reduce((sum, count) => sum + count, 0)).toBe(cases.length)
  })
})

describe('docs/warnings.md', () => {
  const rows = readTable('docs/warnings.md', 'code').map(([cell = '']) => cell)

  it('has every warning, in the order of the code', () => {
    expect(rows.map((cell) => literalsIn(cell)[0])).toEqual(Object.keys(warningTexts))
  })

  it('can be linked to by code', () => {
    for (const cell of rows) expect(cell).toContain(`<a id="${literalsIn(cell)[0]}"></a>`)
  })
})
