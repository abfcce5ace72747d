/** The documentation names the benches that there are. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const read = (path: string) => readFileSync(path, 'utf8')
const benches = [...read('bench/run.ts').matchAll(/^ {2}'?([\w-]+)'?: \(\) => measure/gm)].map(
  ([, name = '']) => name,
)
const pages = [
  'README.md',
  ...['docs', 'docs/decisions'].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
]
const named = new Set(
  pages.flatMap((page) =>
    [...read(page).matchAll(/npm run bench -- ([\w-]+)/g)].map(([, name = '']) => name),
  ),
)

describe('benches', () => {
  it('are all documented, and none is documented that does not exist', () => {
    expect(benches.length).toBeGreaterThan(3)
    expect([...named].sort()).toEqual([...benches].sort())
  })

  it('have the environment variables that docs/bench.md names', () => {
    const sources = readdirSync('bench', { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => read(`bench/${name}`))
      .join('\n')
    const variables = new Set(
      [...read('docs/bench.md').matchAll(/\bBENCH_[A-Z_]+/g)].map(([name]) => name),
    )
    expect([...variables].filter((name) => !sources.includes(`'${name}'`))).toEqual([])
  })
})
