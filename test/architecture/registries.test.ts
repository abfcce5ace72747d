/**
 * What is listed somewhere is there, and what is there is listed: widgets, log engines, event types
 * and scenarios. The failure names the place that was forgotten; the places are those of
 * CONTRIBUTING.md, "Where do I add". What each of them promises is for the suites in test/contracts.
 */

import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { ScenarioName } from '../../server/ledger/simulator.ts'
import { logEngines } from '../../server/log/engines.ts'
import { type NodeConfig, readConfig } from '../../server/node/config.ts'
import { paymentEvents, paymentEventTypes } from '../../src/feeds/payments/events.ts'
import { applyEvent, createdStream, isContained } from '../../src/feeds/payments/stream-rules.ts'
import { activityEnglish as messages } from '../../src/messages/english.ts'
import { languages } from '../../src/messages/languages.ts'
import { createMockBackend, type MockBackendOptions } from '../../src/mocks/index.ts'
import { describeEntry } from '../../src/widgets/activity-feed/event-text.ts'
import { widgets } from '../../src/widgets/registry.ts'
import { readSources } from './sources.ts'

const read = (path: string) => readFileSync(path, 'utf8')
const sorted = (names: Iterable<string>) => [...names].sort()

describe('the registry of widgets', () => {
  /** A folder is a widget when its file of the same name exports a component of the same name. */
  const found = readdirSync('src/widgets', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ folder: name, component: pascalCase(name) }))
    .filter(({ folder, component }) => {
      const file = `src/widgets/${folder}/${folder}.tsx`
      return existsSync(file) && new RegExp(`^export const ${component}\\b`, 'm').test(read(file))
    })

  it('lists every folder that is a widget, and no other', () => {
    expect(sorted(widgets.map(({ folder, name }) => `${folder}: ${name}`))).toEqual(
      sorted(found.map(({ folder, component }) => `${folder}: ${component}`)),
    )
  })

  it('names the stories of each, and every other stories file is about all of them', () => {
    expect(
      sorted([
        'compositions.stories.tsx',
        'controls.stories.tsx',
        'interactions.stories.tsx',
        'languages.stories.tsx',
        ...widgets.map(({ stories }) => stories),
      ]).map((file) => `stories/${file}`),
    ).toEqual(sorted(globSync('stories/*.stories.tsx').map((path) => path.replaceAll('\\', '/'))))
  })

  it('are shown in every language', () => {
    const shown = [...read('stories/languages.stories.tsx').matchAll(/inLanguage\('(.+)'\)/g)]
    expect(shown.map(([, language]) => language)).toEqual([...languages])
  })

  it('has exactly the style sheets that the published ones bring together', () => {
    const published = ['styles', 'dashboard', 'table', 'actions']
      .map((name) => read(`src/${name}.css`))
      .join('')
    const imported = [...published.matchAll(/^@import "\.\/(.+)";$/gm)]
    expect(sorted(new Set(imported.map(([, path]) => `src/${path}`)))).toEqual(
      sorted(globSync('src/widgets/**/*.css').map((path) => path.replaceAll('\\', '/'))),
    )
  })

  // A widget without parts is nothing that can be seen.
  it.each(widgets.filter(({ parts }) => parts.length > 0))(
    'gives $name a look of its own, under its own class',
    ({ folder, className }) => {
      expect(read(`src/widgets/${folder}/${folder}.css`)).toContain(`.${className} {`)
    },
  )
})

describe('the registry of log engines', () => {
  /** A file `x.ts` is an engine when it exports `xLog`, which opens a log. */
  const engines = readSources('server/log/*.ts').filter(({ path, text }) =>
    new RegExp(`^export function ${basename(path, '.ts')}Log\\(`, 'm').test(text),
  )

  it('lists every engine under the name of its file', () => {
    expect(engines.length).toBeGreaterThan(0)
    expect(sorted(Object.keys(logEngines))).toEqual(
      sorted(engines.map(({ path }) => basename(path, '.ts'))),
    )
  })

  it('opens each of them from its own file', () => {
    const [registry] = readSources('server/log/engines.ts')
    expect(registry?.files).toEqual(expect.arrayContaining(engines.map(({ path }) => path)))
  })

  it.each(Object.keys(logEngines))('is what LOG accepts: %s', (name) => {
    expect(readConfig({ LOG: name })).toMatchObject({ ok: true, config: { log: { engine: name } } })
  })
})

describe.each(paymentEventTypes)('the event %s', (type) => {
  const { example, meaning } = paymentEvents[type]
  const stream = {
    ...createdStream(paymentEvents['stream.created'].example),
    streamId: example.streamId,
  }

  it('has a rule in the store that answers for its own example', () => {
    expect(isContained(stream, example)).toBeTypeOf('boolean')
    expect(applyEvent(stream, example)).toMatchObject({ streamId: example.streamId })
  })

  it('has words in the activity feed', () => {
    const entry = { kind: 'event', key: type, event: example, position: null, receivedAtMs: 0 }
    const { title, detail } = describeEntry({ ...entry, kind: 'event' }, { messages, token: null })
    expect(title).not.toBe('')
    expect(detail).toContain(example.streamId)
  })

  it('is described in PROTOCOL.md', () => {
    expect(read('src/protocol/PROTOCOL.md')).toContain(`\n| \`${type}\` | ${meaning} |`)
  })
})

describe('the scenarios', () => {
  const [, list = ''] =
    /^const scenarios = \{ (.+) \} satisfies/m.exec(read('server/ledger/simulator.ts')) ?? []
  const names = list.split(', ') as ScenarioName[]

  it('are the ones that SIMULATE accepts, besides off', () => {
    const result = readConfig({ SIMULATE: 'no such scenario' })
    const message = result.ok ? '' : (result.mistakes[0] ?? '')
    const accepted = /one of (.+)\.$/.exec(message)?.[1]?.split(', ') ?? []
    expect(sorted(accepted)).toEqual(sorted(['off', ...names]))
  })

  it('are the same for the process and for the mocks', () => {
    type Accepted = 'off' | ScenarioName
    expectTypeOf<NodeConfig['simulate']>().toEqualTypeOf<Accepted>()
    expectTypeOf<NonNullable<MockBackendOptions['simulate']>>().toEqualTypeOf<Accepted>()
  })

  it.each(names)('can be played in the mocks: %s', async (simulate) => {
    const backend = createMockBackend({ simulate })
    await backend.simulator.step()
    const { streams } = await backend.ledger.list({ limit: 1 })
    expect(streams).toHaveLength(1)
    await backend.close()
  })
})

function pascalCase(kebab: string): string {
  return kebab.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
}
