/** Amounts and time spans in forms, in the words of each language. */
import { describe, expect, it } from 'vitest'
import { createEnglish, fieldEnglish, unitEnglish } from '../../src/messages/actions-english.ts'
import { type LanguageTag, loadMessages } from '../../src/messages/index.ts'
import { printExact, printSpan, printUnits } from '../../src/widgets/form/amount-text.ts'
import { readAmount } from '../../src/widgets/form/read-amount.ts'

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
    const { unit } = await loadMessages(tag as LanguageTag)
    const style = { locale: tag, units: unit }
    const printed = [1n, 2n, 3n, 1_000_000n].map((each) => printUnits(each, style))
    expect(printed.map(plainSpaces)).toEqual(units)
    expect(plainSpaces(printExact(1n, null, style))).toBe(base)
  })

  it('have their symbol instead if the token is known', async () => {
    const { unit } = await loadMessages(tag as LanguageTag)
    const token = { symbol: 'USDC', decimals: 0 }
    expect(plainSpaces(printExact(1n, token, { locale: tag, units: unit }))).toBe('1 USDC')
  })
})

describe('a long amount in a form', () => {
  const token = { symbol: 'USDC', decimals: 7 }

  it('has places to break a line between its groups of digits only', () => {
    const text = printExact(1_234_567_890_123_456_789_1234567n, token, {
      locale: 'en-US',
      units: unitEnglish,
    })
    expect(text.split('\u200b')).toEqual([
      '1,',
      '234,',
      '567,',
      '890,',
      '123,',
      '456,',
      '789.1234567\u00a0USDC',
    ])
  })

  it('that fits on any line has none', () => {
    expect(printExact(12_345_0000000n, token, { locale: 'en-US', units: unitEnglish })).toBe(
      '12,345.00\u00a0USDC',
    )
  })
})

describe('the buttons of a stream', () => {
  it.each(Object.keys(expected))(
    'have names in %s that contain what is on them, so that they can be spoken',
    async (tag) => {
      const { action } = await loadMessages(tag as LanguageTag)
      const pairs = [
        [action['top-up'], action.nameTopUp],
        [action.withdraw, action.nameWithdraw],
        [action.payOut, action.namePayOut],
        [action.pause, action.namePause],
        [action.resume, action.nameResume],
        [action.cancel, action.nameCancel],
      ] as const
      for (const [label, nameOf] of pairs) {
        expect(nameOf({ id: '42' }).toLowerCase()).toContain(label.toLowerCase())
        expect(nameOf({ id: '42' })).toContain('42')
      }
    },
  )
})

describe('a time span in words', () => {
  it.each([
    [0n, 'less than a second'],
    [1n, '1 second'],
    [61n, '1 minute 1 second'],
    [86_400n, '1 day'],
    [90_061n, '1 day 1 hour'],
    [31_536_000n + 3n, '1 year'],
    [10n ** 40n, 'more than a million years'],
  ])('of %s seconds is %s', (seconds, text) => {
    expect(printSpan(seconds, 'en', createEnglish)).toBe(text)
  })
})

it('an amount in base units is refused when it has a point', () => {
  expect(readAmount('1.5', null, 'Amount', { locale: 'en-US', messages: fieldEnglish })).toEqual({
    error: 'Base units are whole numbers.',
  })
})
