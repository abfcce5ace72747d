/** What the built demo page publishes: code, styles and fonts; its sources only when they are asked for. */
import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const files = globSync('build/page/**/*', { withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => `${entry.parentPath}/${entry.name}`)

describe('the built page', () => {
  it('has its code and styles', () => {
    expect(files.some((path) => path.endsWith('.js'))).toBe(true)
    expect(files.some((path) => path.endsWith('.css'))).toBe(true)
  })

  it('contains no source map and names none', () => {
    expect(files.filter((path) => path.endsWith('.map'))).toEqual([])
    const naming = files.filter(
      (path) =>
        /\.(?:js|css)$/.test(path) && readFileSync(path, 'utf8').includes('sourceMappingURL='),
    )
    expect(naming).toEqual([])
  })
})
