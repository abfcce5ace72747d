import { describe, expect, it } from 'vitest'
import { piecesOf, printSnippet } from '../../src/demo/home/snippet.ts'
import { snippetParts } from './snippet-parts.ts'

const lines = printSnippet(snippetParts).trimEnd().split('\n')

describe('the code on the front page', () => {
  it('has six lines', () => {
    expect(lines).toHaveLength(6)
  })

  it('is coloured without a character more or less', () => {
    for (const line of lines) {
      expect(
        piecesOf(line)
          .map(({ code }) => code)
          .join(''),
      ).toBe(line)
    }
    const kinds = lines.flatMap(piecesOf).filter(({ kind }) => kind === 'address')
    expect(kinds).toEqual([{ kind: 'address', code: snippetParts.account }])
  })
})
