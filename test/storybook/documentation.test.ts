/** What Storybook says about widgets is read out of the documentation: a table that moves leaves no page empty. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { argTypesOf } from '../../.storybook/controls.ts'
import { readWidgetFacts } from '../../.storybook/widget-facts.ts'
import { widgetIndexer } from '../../.storybook/widget-stories.ts'
import { widgets } from '../../src/widgets/registry.ts'
import type { WidgetEntry } from '../../src/widgets/widget-entry.ts'

const read = (path: string) => readFileSync(path, 'utf8')
const texts = {
  references: globSync('docs/api/*.md').map(read),
  widgets: read('docs/widgets.md'),
  theming: read('docs/theming.md'),
  accessibility: read('docs/accessibility.md'),
}
const factsOf = ({ name, folder }: WidgetEntry) =>
  readWidgetFacts(name, texts, globSync(`src/widgets/${folder}/*.css`).map(read).join('\n'))

describe.each(widgets)('the page of $name', (widget) => {
  const facts = factsOf(widget)

  it('says what the widget is, with lines to copy', () => {
    expect(facts.shows).not.toBe('')
    expect(facts.description).not.toBe('')
    expect(facts.usage).toMatch(/^import \{ .+ \} from 'streamgauge/)
    expect(facts.usage).toContain(`<${widget.name}`)
    const props = facts.props.map(({ name }) => name)
    const tag = new RegExp(`<${widget.name}((?: \\w+=(?:"[^"]*"|\\{[^<{}]*\\}))*)`, 'g')
    const used = [...facts.usage.matchAll(tag)].flatMap(([, attributes = '']) =>
      [...attributes.matchAll(/ (\w+)=/g)].map(([, name = '']) => name),
    )
    expect(used.filter((name) => !props.includes(name))).toEqual([])
  })

  it('has a meaning for every part of the registry', () => {
    const described = facts.parts.filter(({ meaning }) => meaning !== '').map(({ name }) => name)
    const parts = widget.parts.map((part) => `${widget.name}.${part}`)
    expect([...described].sort()).toEqual([...parts].sort())
  })

  it('lists the variables that its rules read, and promises about accessibility', () => {
    const hasRules = existsSync(`src/widgets/${widget.folder}/${widget.folder}.css`)
    expect(facts.variables.length > 0).toBe(hasRules)
    expect(facts.promises.length).toBeGreaterThan(3)
  })
})

describe('the facts of a widget', () => {
  const balance = readWidgetFacts('FlowingBalance', texts, 'color: var(--_sg-ink)')

  it('have the values of a union, whether it is written out or has a name', () => {
    const valuesOf = (name: string) => balance.props.find((prop) => prop.name === name)?.values
    expect(valuesOf('size')).toEqual(['hero', 'text'])
    expect(valuesOf('kind')).toEqual(['streamed', 'withdrawable', 'remaining', 'withdrawn'])
    expect(valuesOf('digits')).toEqual([])
    expect(valuesOf('streamId')).toEqual([])
  })

  it('have variables with their meaning, and no links to files that Storybook does not have', () => {
    expect(balance.variables).toEqual([{ name: '--sg-ink', meaning: 'text, in three strengths' }])
    expect(JSON.stringify(widgets.map(factsOf))).not.toMatch(/\]\(/)
  })

  it('decide the controls', () => {
    const controls = argTypesOf(balance.props)
    expect(controls['kind']).toMatchObject({ control: { type: 'inline-radio' } })
    expect(controls['digits']).toMatchObject({ control: { type: 'number' } })
    expect(controls['hideSymbol']).toMatchObject({ control: { type: 'boolean' } })
    expect(controls['streamId']).toMatchObject({ control: { type: 'text' } })
    expect(controls['stream']).toMatchObject({ control: false })
  })
})

describe('the sidebar', () => {
  it('has all states of every widget, and a playground unless its props cannot be made up', async () => {
    const entries = await widgetIndexer.createIndex('.storybook/widget-stories.ts', {
      makeTitle: String,
    })
    const titlesOf = (name: string) =>
      entries.filter(({ exportName }) => exportName === name).map(({ title }) => title)
    expect(titlesOf('AllStates').map((title) => title?.split('/')[1])).toEqual(
      widgets.map(({ name }) => name),
    )
    expect(titlesOf('Playground')).toEqual(expect.arrayContaining(['Streams/StreamCard']))
    expect(titlesOf('Playground')).not.toContain('Streams/StreamList')
  })
})
