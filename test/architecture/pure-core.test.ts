/**
 * The pure core takes time, randomness and the page as arguments. `tsconfig.pure.json` compiles its files
 * without DOM and Node types; this test refuses what plain JavaScript still offers: clocks and randomness.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readSources } from './sources.ts'

const pure = readSources(
  'src/money/*.ts',
  'src/protocol/*.ts',
  'src/feeds/**/*.ts',
  'src/store/*.ts',
  'src/connection/{machine,subscription}*.ts',
  'src/connection/{control-frames,delivery-count,feed-request,filter-check,persistent-list,reconnect-policy,server-clock}.ts',
  'server/ledger/contract.ts',
)

const ambient =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.|\bcrypto\.|\b(?:set|clear)(?:Timeout|Interval)\b|\bglobalThis\b|\bwindow\.|\bdocument\.|\bnavigator\.|\bprocess\./

function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
}

/** The only files that may touch the ambient world on the browser side. */
const ambientOwners = [
  'src/platform/system.ts',
  'src/platform/browser.ts',
  'src/platform/browser-tabs.ts',
]

describe('the pure core', () => {
  it('exists', () => {
    expect(pure.length).toBeGreaterThan(20)
  })

  it.each(pure.map((source) => [source.path, source.text]))(
    '%s has no clock and no randomness',
    (_, text) => {
      expect(codeOf(text).match(ambient)?.[0]).toBeUndefined()
    },
  )

  it('is what tsconfig.pure.json compiles without DOM and Node types', () => {
    const config = JSON.parse(readFileSync('tsconfig.pure.json', 'utf8')) as {
      include: string[]
      compilerOptions: { lib: string[]; types: string[] }
    }
    expect(config.compilerOptions.types).toEqual([])
    expect(config.compilerOptions.lib).not.toContain('DOM')
    for (const path of config.include.filter((each) => !each.endsWith('.d.ts'))) {
      expect(
        pure.some((source) => source.path.startsWith(path)),
        path,
      ).toBe(true)
    }
  })
})

describe('the ambient world of the browser side', () => {
  const others = readSources(
    'src/{connection,feeds,store,react,platform}/**/*.{ts,tsx}',
    'src/{session,connected-session,payments-session,local-session,tokens}.ts',
  )

  it.each(
    others
      .filter((source) => !ambientOwners.includes(source.path))
      .map((source) => [source.path, source.text]),
  )('is not touched by %s', (_, text) => {
    // The window of an element that is handed in, `view`, is not ambient.
    expect(
      codeOf(text).match(
        /\bDate\.now\b|\bMath\.random\b|\bperformance\.now\b|(?<!view\.)\bset(?:Timeout|Interval)\(/,
      )?.[0],
    ).toBeUndefined()
  })
})
