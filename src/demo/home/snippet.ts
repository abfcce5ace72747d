/**
 * The code that shows the number of the front page, ready to be pasted into an application. A test compiles it against the
 * package.
 */
import type { TokenInfo } from '../../money/index.ts'

export interface SnippetParts {
  /** Of the server. */
  readonly url: string
  readonly account: string
  readonly token: TokenInfo
}

export function printSnippet({ url, account, token }: SnippetParts): string {
  return `import { AccountBalance, GaugeProvider } from 'streamgauge'
import 'streamgauge/styles.css'

<GaugeProvider url="${url}" account="${account}">
  <AccountBalance kind="withdrawable" token={{ symbol: '${token.symbol}', decimals: ${token.decimals} }} />
</GaugeProvider>
`
}

/** A piece of code and how it is drawn; `address` may be shortened on the screen. */
export interface SnippetPiece {
  readonly kind: 'plain' | 'keyword' | 'text' | 'tag' | 'address'
  readonly code: string
}

const pieces =
  /(?<address>[GC][A-Z2-7]{55})|(?<text>(['"])(?!G[A-Z2-7]{55}).*?\3)|\b(?<keyword>import|from)\b|(?<=<\/?)(?<tag>[A-Z]\w*)/g

/** The pieces of one line. */
export function piecesOf(line: string): readonly SnippetPiece[] {
  const found: SnippetPiece[] = []
  let end = 0
  for (const match of line.matchAll(pieces)) {
    const [kind, code = ''] =
      Object.entries(match.groups ?? {}).find(([, group]) => group !== undefined) ?? []
    if (match.index > end) found.push({ kind: 'plain', code: line.slice(end, match.index) })
    found.push({ kind: kind as SnippetPiece['kind'], code })
    end = match.index + code.length
  }
  return end < line.length ? [...found, { kind: 'plain', code: line.slice(end) }] : found
}
