/** docs/errors.md has every code of every error class and every problem, with a cause and what to do. */
import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { httpProblems } from '../../server/node/http-problems.ts'
import { companyProblems } from '../../src/feeds/company/problems.ts'
import { paymentsProblems } from '../../src/feeds/payments/problems.ts'
import { problemCodes } from '../../src/protocol/errors.ts'

const page = readFileSync('docs/errors.md', 'utf8')

/** The rows of the tables under a heading, head and ruler left out. */
function rowsUnder(heading: string): readonly (readonly string[])[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? ''
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
}

const codesUnder = (heading: string) =>
  rowsUnder(heading).map(([code = '']) => code.replaceAll('`', ''))

/** The codes of every error class, as its union of literals lists them. */
const unions = globSync(['src/**/*.{ts,tsx}', 'server/**/*.ts'])
  .filter((path) => !path.startsWith('src/demo/'))
  .flatMap((path) => [
    ...readFileSync(path, 'utf8').matchAll(
      /^export type (\w+Error)Code =([\s\S]+?)(?:\n\n|(?![\s\S]))/gm,
    ),
  ])
  .map(([, name = '', text = '']) => ({
    name,
    codes: [...text.matchAll(/'([a-z_]+)'/g)].map(([, code = '']) => code),
  }))

describe('docs/errors.md', () => {
  it('has a section for every error class with codes', () => {
    const classes = [...page.matchAll(/^## (\w+Error)$/gm)].map(([, name = '']) => name)
    expect(unions.length).toBeGreaterThan(6)
    expect(classes.sort()).toEqual(unions.map(({ name }) => name).sort())
  })

  it.each(unions)('has exactly the codes of $name', ({ name, codes }) => {
    expect(codes.length).toBeGreaterThan(0)
    expect([...codesUnder(name)].sort()).toEqual([...codes].sort())
  })

  it('has exactly the problems of the server, with their status', () => {
    const problems = { ...problemCodes, ...httpProblems, ...paymentsProblems, ...companyProblems }
    const rows = rowsUnder('Problems').map(([code = '', status = '']) => [
      code.replaceAll('`', ''),
      Number(status),
    ])
    expect(Object.fromEntries(rows)).toEqual(
      Object.fromEntries(Object.entries(problems).map(([code, { status }]) => [code, status])),
    )
  })

  it('says for each code why, and what to do', () => {
    const rows = [...unions.map(({ name }) => name), 'Problems'].flatMap(rowsUnder)
    const silent = rows.filter((cells) => cells.slice(-2).some((cell) => cell.length < 8))
    expect(silent).toEqual([])
  })
})
