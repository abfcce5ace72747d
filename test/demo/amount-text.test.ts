/** Amounts without a known token, in the words of each language. */
import { describe, expect, it } from 'vitest'
import { counted, printTokens } from '../../src/demo/amount-text.ts'
import { loadPageLanguage } from '../../src/demo/page-language.tsx'
import type { LanguageTag } from '../../src/messages/index.ts'

const expected: {
  readonly [Tag in LanguageTag]: { readonly units: readonly string[]; readonly base: string }
} = {
  en: { units: ['1 unit', '2 units', '3 units', '1,000,000 units'], base: '1 base unit' },
  de: {
    units: ['1 Einheit', '2 Einheiten', '3 Einheiten', '1.000.000 Einheiten'],
    base: '1 Basiseinheit',
  },
  es: {
    units: ['1 unidad', '2 unidades', '3 unidades', '1.000.000 de unidades'],
    base: '1 unidad base',
  },
  fr: { units: ['1 unité', '2 unités', '3 unités', '1 000 000 d’unités'], base: '1 unité de base' },
  'pt-BR': {
    units: ['1 unidade', '2 unidades', '3 unidades', '1.000.000 de unidades'],
    base: '1 unidade base',
  },
  ja: { units: ['1 単位', '2 単位', '3 単位', '1,000,000 単位'], base: '1 基本単位' },
  'zh-Hans': { units: ['1 单位', '2 单位', '3 单位', '1,000,000 单位'], base: '1 基本单位' },
  ar: { units: ['وحدة واحدة', 'وحدتان', '3 وحدات', '1,000,000 وحدة'], base: 'وحدة أساسية واحدة' },
}

const plainSpaces = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

describe.each(Object.entries(expected))('amounts in %s', (tag, { units, base }) => {
  it('have the plural form of their number', async () => {
    const { messages } = await loadPageLanguage(tag as LanguageTag)
    const { create } = messages
    const printed = [1n, 2n, 3n, 1_000_000n].map((each) => create.units(counted(each, tag)))
    expect(printed.map(plainSpaces)).toEqual(units)
    expect(plainSpaces(printTokens(1n, null, tag, create.inBaseUnits))).toBe(base)
  })

  it('have their symbol instead if the token is known', () => {
    const token = { symbol: 'USDC', decimals: 0 }
    expect(plainSpaces(printTokens(1n, token, tag))).toBe('1 USDC')
  })
})
