/** The style sheets: one layer, one prefix, nothing of the host's touched; and the registry. */
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { widgets } from '../../src/widgets/registry.ts'

const folder = 'src/widgets'
const published = ['styles', 'dashboard', 'table', 'actions'].map((name) =>
  readFileSync(`src/${name}.css`, 'utf8'),
)
const sheets = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.css'))
  .map((path) => ({ path, text: readFileSync(`${folder}/${path}`, 'utf8') }))

const withoutComments = (css: string) => css.replace(/\/\*[\s\S]*?\*\//g, '')

/** The selectors of a sheet, one by one, without at-rules and steps of animations. */
function selectorsOf(css: string): readonly string[] {
  return [...withoutComments(css).matchAll(/([^{};]+)\{/g)]
    .map(([, head = '']) => head.trim())
    .filter((head) => !head.startsWith('@') && !/^(from|to|\d+%)$/.test(head))
    .flatMap((head) => head.split(/,(?![^(]*\))/))
    .map((selector) => selector.trim())
}

/** The variables that a sheet declares. */
const declaredIn = (css: string) =>
  [...withoutComments(css).matchAll(/(?<=[{;]\s*)(--[\w-]+)\s*:/g)].map(([, name = '']) => name)

describe.each(sheets)('the style sheet $path', ({ path, text }) => {
  it('is imported by a published style sheet, and by none of them twice', () => {
    const imports = published.map((text) => text.split(`@import "./widgets/${path}";`).length - 1)
    expect(Math.max(...imports)).toBe(1)
  })

  it('is entirely in the layer', () => {
    expect(withoutComments(text).trim()).toMatch(/^@layer streamgauge \{[\s\S]*\}$/)
  })

  it('selects only by its own classes and documented themes', () => {
    for (const selector of selectorsOf(text)) {
      expect(selector).toMatch(
        /^(:where\(\s*)?(\.sg-|(\.light|\.dark|\[(data-(theme|density)|dir).*\])\)$)/,
      )
      expect(selector).not.toMatch(/(^|[\s>+~(])[a-z]+(?=[\s.:[>+~)]|$)/)
    }
  })

  it('has no selector that bundlers replace by one of languages', () => {
    expect(withoutComments(text)).not.toMatch(/:(dir|lang)\(/)
  })

  it('declares only variables of its own, none of those that a page sets', () => {
    for (const name of declaredIn(text)) expect(name).toMatch(/^--_sg-/)
  })

  it('reads only variables that are computed, or that it gives a default', () => {
    const declared = sheets.flatMap((sheet) => declaredIn(sheet.text))
    const read = text.matchAll(/var\(\s*(--[\w-]+)\s*(,?)/g)
    for (const [, name = '', comma] of read) {
      if (comma) expect(name).toMatch(/^--_?sg-/)
      else expect(declared).toContain(name)
    }
  })

  it('prefixes its animations', () => {
    for (const [, name] of text.matchAll(/@keyframes\s+([\w-]+)/g)) expect(name).toMatch(/^sg-/)
  })

  it('sets no color-scheme but on widgets, and has no light-dark() that a bundler can rewrite', () => {
    const css = withoutComments(text)
    expect(css.match(/color-scheme:[^;]*/g) ?? []).toEqual(
      path === 'theme/tokens.css' ? ['color-scheme: var(--_sg-scheme, inherit)'] : [],
    )
    const functions = css.matchAll(/(?<!@supports[^{]*)light-dark\(((?:[^()]|\([^()]*\))*)\)/g)
    for (const [, pair = ''] of functions) {
      expect(pair.replace(/\([^()]*\)/g, ''), pair).not.toContain(',')
    }
  })
})

// Pages read what is in effect; what they set themselves has no value unless they do.
describe.each(globSync(['src/demo/styles/*.css', '.storybook/*.css']))('%s', (path) => {
  it('reads the variables that are computed', () => {
    expect(readFileSync(path, 'utf8').match(/var\(\s*--sg-[\w-]+/g) ?? []).toEqual([])
  })
})

describe('the variables of the kit', () => {
  const tokens = withoutComments(sheets.find(({ path }) => path === 'theme/tokens.css')?.text ?? '')

  it('are computed at the root of every widget with a look', () => {
    const roots = [...tokens.matchAll(/:where\(\s*(\.sg-theme,[^)]*)\)/g)].map(([, list = '']) =>
      list.split(',').map((name) => name.trim()),
    )
    // Those of other entries have the class `sg-theme`: test/contracts looks for it.
    const looks = widgets.filter(
      ({ name, entry }) => !['Announcer', 'StreamList'].includes(name) && !entry,
    )
    expect(roots.length).toBeGreaterThan(1)
    for (const list of roots) {
      expect(list).toEqual(
        expect.arrayContaining(['.sg-theme', ...looks.map(({ className }) => `.${className}`)]),
      )
    }
  })

  it('take what the page has set first', () => {
    const computed = tokens.matchAll(/--_sg-([\w-]+):\s*([^;]*);/g)
    const internal = ['scheme', 'direction', 'compact', 'or']
    for (const [, name = '', value] of computed) {
      if (!internal.includes(name)) expect(value).toMatch(new RegExp(`^var\\(\\s*--sg-${name},`))
    }
  })
})

describe.each(widgets)('the registry entry of $name', (widget) => {
  it('has its folder and its stories', () => {
    expect(existsSync(`${folder}/${widget.folder}`)).toBe(true)
    expect(existsSync(`stories/${widget.stories}`)).toBe(true)
  })
})

describe('the registry', () => {
  it('has an entry for every folder of a widget', () => {
    const helpers = [
      'account-view',
      'data-view',
      'dialog',
      'form',
      'formatting',
      'glyph',
      'icons',
      'part',
      'stream-view',
      'theme',
    ]
    const folders = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !helpers.includes(entry.name))
      .map((entry) => entry.name)
    expect(widgets.map((widget) => widget.folder).sort()).toEqual(folders.sort())
  })
})
