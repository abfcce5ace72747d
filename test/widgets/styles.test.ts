/** The style sheets: one layer, one prefix, nothing of the host's touched; and the registry. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { widgets } from '../../src/widgets/registry.ts'

const folder = 'src/widgets'
const styles = readFileSync('src/styles.css', 'utf8')
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

describe.each(sheets)('the style sheet $path', ({ path, text }) => {
  it('is imported by styles.css', () => {
    expect(styles).toContain(`@import "./widgets/${path}";`)
  })

  it('is entirely in the layer', () => {
    expect(withoutComments(text).trim()).toMatch(/^@layer streamgauge \{[\s\S]*\}$/)
  })

  it('selects only by its own classes and documented attributes', () => {
    for (const selector of selectorsOf(text)) {
      expect(selector).toMatch(/^(\.sg-|:root$|\[data-(theme|density)[=\]])/)
      expect(selector).not.toMatch(/(^|[\s>+~(])[a-z]+(?=[\s.:[>+~)]|$)(?<!rtl|ltr)/)
    }
  })

  // But for the switches with which Lightning CSS rewrites light-dark(): see tokens.css.
  it('prefixes its variables and animations', () => {
    const names = [...text.matchAll(/(--[\w-]+)\s*:|@keyframes\s+([\w-]+)/g)]
    for (const [, variable, animation] of names) {
      expect(variable ?? `--${animation}`).toMatch(/^--(sg-|lightningcss-(light|dark)$)/)
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
    const helpers = ['icons', 'part', 'stream-view', 'theme', 'formatting']
    const folders = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !helpers.includes(entry.name))
      .map((entry) => entry.name)
    expect(widgets.map((widget) => widget.folder).sort()).toEqual(folders.sort())
  })
})
