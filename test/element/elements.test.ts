/** The list of elements, next to the widgets that there are and to what docs/script-tag.md says of them. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ElementEntry } from '../../src/element/element-entry.ts'
import { elements } from '../../src/element/elements.ts'
import { attributeOf } from '../../src/element/property.ts'
import { widgets } from '../../src/widgets/registry.ts'
import { printTable, readTable, withGenerated } from '../architecture/markdown.ts'

/** Widgets that are no elements, and why not. */
const without: Readonly<Record<string, string>> = {
  StreamList: 'arranges whatever the application renders; elements are arranged by the page',
}

const entries = Object.entries(elements) as [string, ElementEntry][]

const kebab = (name: string) => name.replace(/\B[A-Z]/g, '-$&').toLowerCase()

describe('the elements', () => {
  it('are there for every widget of the registry, under its name, or it says why not', () => {
    const tags = widgets
      .filter(({ name }) => !(name in without))
      .map(({ name }) => [`sg-${kebab(name)}`, name])
    expect(entries.map(([tag, { widget }]) => [tag, widget]).sort()).toEqual(tags.sort())
  })

  it('have a reason only for widgets that exist and are none', () => {
    const names = widgets.map(({ name }) => name)
    for (const name of Object.keys(without)) expect(names).toContain(name)
  })

  it('have attributes that no element of HTML has', () => {
    const taken = /^(id|class|style|title|lang|dir|hidden|slot|part|is|role|tabindex|translate)$/
    for (const [tag, { properties }] of entries) {
      for (const name of Object.keys(properties)) expect(attributeOf(name), tag).not.toMatch(taken)
    }
  })
})

/** One row for each meaning of a property, with the elements that have it. */
function propertyRows(): readonly (readonly string[])[] {
  const rows = new Map<string, { readonly cells: readonly string[]; readonly tags: string[] }>()
  for (const [tag, { properties }] of entries) {
    for (const [name, { meaning, accepts, otherwise, parse }] of Object.entries(properties)) {
      const isShown = otherwise !== undefined && otherwise !== false
      const cells = [
        parse ? `\`${attributeOf(name)}\`` : '(none)',
        `\`${name}\``,
        isShown ? `${meaning} Default \`${otherwise}\`.` : meaning,
        `${accepts[0]?.toUpperCase()}${accepts.slice(1)}.`,
      ]
      const row = rows.get(cells.join()) ?? { cells, tags: [] }
      row.tags.push(`\`${tag.replace('sg-', '')}\``)
      rows.set(cells.join(), row)
    }
  }
  return [...rows.values()].map(({ cells, tags }) => [
    ...cells,
    tags.length === entries.length ? 'all' : tags.join(', '),
  ])
}

describe('docs/script-tag.md', () => {
  const page = 'docs/script-tag.md'

  it('lists the elements and their properties as they are', () => {
    const tags = entries.map(([tag, { widget, display }]) => [
      `\`<${tag}>\``,
      `\`${widget}\``,
      display,
    ])
    const { actual, expected } = withGenerated(page, {
      elements: printTable(['element', 'widget', 'display'], tags),
      properties: printTable(
        ['attribute', 'property', 'what it is', 'accepts', 'of `sg-…`'],
        propertyRows(),
      ),
    })
    expect(actual).toBe(expected)
  })

  it('has a row for every warning', () => {
    const source = readFileSync('src/element/element-warnings.ts', 'utf8')
    const codes = [...source.matchAll(/^ {2}\| '(\w+)'$/gm)].map(([, code]) => `\`${code}\``)
    expect(codes.length).toBeGreaterThan(3)
    expect(readTable(page, 'code').map(([code]) => code)).toEqual(codes)
  })
})
