/** The languages: complete, in their own words and digits, and found by the tags that browsers send. */
import { describe, expect, it } from 'vitest'
import { en } from '../../src/messages/en.ts'
import { languages, loadMessages, matchLanguage } from '../../src/messages/languages.ts'
import type { Messages } from '../../src/messages/messages.ts'
import { createPlural } from '../../src/messages/plural.ts'
import { createSamples } from './samples.ts'

type Text = string | ((parts: object) => string)

/** Every text of a language by its path, such as `card.ends`. */
function textsOf({ language: _, ...groups }: Messages): ReadonlyMap<string, Text> {
  return new Map<string, Text>(
    Object.entries<object>(groups).flatMap(([group, texts]) =>
      Object.entries<Text>(texts as { readonly [key: string]: Text }).map(
        ([key, text]) => [`${group}.${key}`, text] as const,
      ),
    ),
  )
}

const samplesOf = (locale: string) =>
  new Map<string, readonly object[]>(
    Object.entries<object>(createSamples(locale)).flatMap(([group, sentences]) =>
      Object.entries(sentences as { readonly [key: string]: readonly object[] }).map(
        ([key, parts]) => [`${group}.${key}`, parts] as const,
      ),
    ),
  )

/** A language in a locale, and the digits of that locale. */
const locales = [
  ...languages.map((language) => ({ language, locale: language })),
  { language: 'en', locale: 'en-GB' },
  { language: 'ar', locale: 'ar-EG' },
  { language: 'ar', locale: 'ar-AE' },
] as const

const isolates = /[\u2066-\u2069\u200e\u200f\u061c]/g

describe.each(languages)('the language %s', (language) => {
  it('has every text, as a function wherever English has one', async () => {
    const shapeOf = (messages: Messages) =>
      [...textsOf(messages)].map(([path, text]) => `${path}: ${typeof text}`).sort()
    expect(shapeOf(await loadMessages(language))).toEqual(shapeOf(en))
  })

  it('names itself', async () => {
    expect((await loadMessages(language)).language).toBe(language)
  })

  it('has no text that is empty, untidy or left in English', async () => {
    const texts = textsOf(await loadMessages(language))
    const plain = [...texts].filter((entry): entry is [string, string] => !isSentence(entry[1]))
    const untidy = plain.filter(
      ([, text]) => text === '' || text !== text.trim() || / {2}/.test(text),
    )
    expect(untidy).toEqual([])
    const english = textsOf(en)
    const same = plain.filter(([path, text]) => text === english.get(path)).map(([, text]) => text)
    // Words that a language has from English.
    const shared = ['Live', 'Offline', 'Token']
    if (language !== 'en') expect(same.filter((text) => !shared.includes(text))).toEqual([])
  })
})

const isSentence = (text: Text) => typeof text === 'function'

describe.each(locales)('the sentences of $language in $locale', ({ language, locale }) => {
  it('contain every part, in full and isolated in pairs', async () => {
    for (const [path, text, parts, printed] of await print(language, locale)) {
      expect(printed, path).not.toMatch(/undefined|null|NaN|\[object|[{}$]| {2}|^\s|\s$/)
      expect(printed.match(/[\u2066-\u2068]/g)?.length, path).toBe(printed.match(/\u2069/g)?.length)
      const missing = partsToShow(parts).filter((part) => !plain(printed).includes(plain(part)))
      expect(missing, `${path}: ${printed} from ${text}`).toEqual([])
    }
  })

  it('have the digits of the locale and no others', async () => {
    const own = new Intl.NumberFormat(locale, { useGrouping: false }).format(9_876_543_210)
    for (const [path, , , printed] of await print(language, locale)) {
      const foreign = printed.match(/\p{Nd}/gu)?.filter((digit) => !own.includes(digit)) ?? []
      expect(foreign, `${path}: ${printed}`).toEqual([])
    }
  })

  it('differ in what they say about each kind of balance and each change', async () => {
    const printed = (await print(language, locale))
      .filter(([path]) => path === 'balance.sentence')
      .map(([, , , text]) => text)
    expect(new Set(printed).size).toBe(4 * 10)
  })
})

type Printed = readonly [path: string, text: Text, parts: object, printed: string]

async function print(
  language: (typeof languages)[number],
  locale: string,
): Promise<readonly Printed[]> {
  const samples = samplesOf(locale)
  const all = [...textsOf(await loadMessages(language))].flatMap(([path, text]) =>
    typeof text === 'string'
      ? []
      : (samples.get(path) ?? []).map((parts) => [path, text, parts, text(parts)] as const),
  )
  expect(all.length).toBeGreaterThan(60)
  return all
}

const plain = (text: string) => text.replace(isolates, '')

/** Small counts may be words, and the pace belongs to balances that move. */
function partsToShow(parts: object): readonly string[] {
  const { count = 3, change = 'growing' } = parts as { count?: number; change?: string }
  const left = new Set(['kind', 'change', 'count'])
  if (count < 3) left.add('number')
  if (change !== 'growing' && change !== 'falling') left.add('pace')
  return Object.entries(parts).flatMap(([name, part]) => (left.has(name) ? [] : [String(part)]))
}

describe('plurals', () => {
  it('have all six forms of Arabic', async () => {
    const { missed } = (await loadMessages('ar')).activity
    const forms = [0, 1, 2, 3, 11, 100].map((count) => missed({ count, number: 'N' }))
    expect(new Set(forms).size).toBe(6)
  })

  it('use the general form where a language has no other', () => {
    expect(createPlural('fr')(1_000_000, { one: 'jour', other: 'jours' })).toBe('jours')
    expect(createPlural('fr')(0, { one: 'jour', other: 'jours' })).toBe('jour')
  })

  it('follow the rules of English in the built-in texts', () => {
    const rules = new Intl.PluralRules('en')
    for (const count of [0, 1, 2, 11, 21, 100]) {
      const form = rules.select(count) === 'one' ? 'event' : 'events'
      expect(en.activity.missed({ count, number: 'N' })).toBe(`N ${form} missed`)
    }
  })
})

describe('matching languages', () => {
  it.each([
    [['de-AT', 'en'], 'de'],
    [['pt-PT'], 'pt-BR'],
    [['zh-CN'], 'zh-Hans'],
    [['zh'], 'zh-Hans'],
    [['ar-EG'], 'ar'],
    [['en-GB', 'de'], 'en'],
  ])('%s finds %s', (wanted, found) => {
    expect(matchLanguage(wanted)).toBe(found)
  })

  it('skips unavailable languages, and tags that are invalid', () => {
    expect(matchLanguage(['sw', 'not a tag', 'fr-CA', 'de'])).toBe('fr')
    // Traditional script: readers of it would rather read their second language.
    expect(matchLanguage(['zh-TW', 'ja'])).toBe('ja')
    expect(matchLanguage([])).toBe('en')
  })
})
