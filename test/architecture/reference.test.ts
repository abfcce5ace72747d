/**
 * The reference in docs/api is what the doc comments say, and nothing public is without a description.
 * `npm run reference` writes it again.
 */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { findUndocumented, type Reference, readReference } from '../../reference/model.ts'
import { printPages } from '../../reference/pages.ts'
import { widgets } from '../../src/widgets/registry.ts'

describe('the reference', () => {
  let reference: Reference
  let pages: ReadonlyMap<string, string>

  beforeAll(async () => {
    reference = await readReference()
    pages = printPages(reference)
  }, 120_000)

  it('describes every public name, option and part in a sentence at least', () => {
    expect(findUndocumented(reference)).toEqual([])
  })

  it('has every type that a public name mentions, except those on record as internal', () => {
    expect(reference.hidden).toEqual([])
  })

  it('is up to date: npm run reference', () => {
    const written = globSync('docs/api/*.md').map((path) => basename(path))
    expect(written.sort()).toEqual([...pages.keys()].sort())
    for (const [page, text] of pages) expect(readFileSync(`docs/api/${page}`, 'utf8')).toBe(text)
  })

  it('has every widget with each of its parts', () => {
    const missing = widgets.flatMap(({ name, parts, entry = 'streamgauge' }) => {
      const page = pages.get(`${entry}.md`) ?? ''
      const section = page.split(`\n### ${name}\n`)[1]?.split('\n### ')[0] ?? ''
      // A generic component has its parts without its own name.
      return parts.filter((part) => !new RegExp(`\\| \`(${name}\\.)?${part}\` \\|`).test(section))
    })
    expect(missing).toEqual([])
  })

  it('has no heading twice on a page, so that links to names are exact', () => {
    for (const [page, text] of pages) {
      const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, name = '']) => name.toLowerCase())
      const twice = headings.filter((name, index) => headings.indexOf(name) !== index)
      expect(twice, page).toEqual([])
    }
  })

  it('is in Storybook, page by page', () => {
    for (const page of pages.keys()) {
      const name = page === 'README.md' ? 'index' : page.replace('.md', '')
      const path = `stories/reference/${name}.mdx`
      expect(existsSync(path), path).toBe(true)
      expect(readFileSync(path, 'utf8')).toContain(`docs/api/${page}?raw`)
    }
  })
})
