/** The languages of the page and its views: complete, and in words of their own. */
import { describe, expect, it } from 'vitest'
import { dashboardLanguages } from '../../src/demo/dashboard/dashboard-language.ts'
import { english as dashboardEnglish } from '../../src/demo/dashboard/messages/english.ts'
import { homeLanguages } from '../../src/demo/home/home-language.ts'
import { english as homeEnglish } from '../../src/demo/home/messages/english.ts'
import { english } from '../../src/demo/messages/english.ts'
import { english as ordersEnglish } from '../../src/demo/orders/messages/english.ts'
import { ordersLanguages } from '../../src/demo/orders/orders-language.ts'
import { loadPageLanguage } from '../../src/demo/page-language.tsx'
import { type LanguageTag, languages } from '../../src/messages/index.ts'

type Text = string | ((parts: object) => string)

/** Every text by its path. */
function textsOf(messages: object): ReadonlyMap<string, Text> {
  const texts = new Map<string, Text>()
  const add = (path: string, value: Text | object) => {
    if (typeof value === 'string' || typeof value === 'function') texts.set(path, value as Text)
    else for (const [key, each] of Object.entries(value)) add(`${path}.${key}`, each)
  }
  add('', messages)
  return texts
}

/** Whatever a text may ask for. No part has a digit. */
const parts = {
  id: 'Id',
  party: 'Party',
  amount: 'Amount',
  example: 'Example',
  unit: 'Unit',
  recipient: 'Recipient',
  deposit: 'Deposit',
  day: 'Day',
  duration: 'Duration',
  end: 'End',
  number: 'Number',
  symbol: 'Symbol',
  time: 'Time',
  here: 'Here',
  there: 'There',
  period: 'week',
  value: 'Value',
  count: 3,
}

/** The names of the parts that a sentence reads. */
function partsReadBy(text: (parts: object) => string): readonly string[] {
  const read = new Set<string>()
  text(
    new Proxy(parts, {
      get(target, name) {
        read.add(String(name))
        return Reflect.get(target, name)
      },
    }),
  )
  return [...read].sort()
}

const translated = languages.filter((language) => language !== 'en')

const catalogues: readonly {
  readonly name: string
  readonly english: object
  readonly load: (tag: Exclude<LanguageTag, 'en'>) => Promise<object>
}[] = [
  {
    name: 'page',
    english,
    load: async (tag) => (await loadPageLanguage(tag)).messages,
  },
  { name: 'front page', english: homeEnglish, load: (tag) => homeLanguages[tag]() },
  { name: 'dashboard', english: dashboardEnglish, load: (tag) => dashboardLanguages[tag]() },
  { name: 'orders', english: ordersEnglish, load: (tag) => ordersLanguages[tag]() },
]

const inEveryLanguage = translated.flatMap((language) =>
  catalogues.map(({ name, ...catalogue }) => ({ name, language, ...catalogue })),
)

/** Words that a language has from English, or shares with it by accident. */
const shared = /^(?:Live|System|Streams|Token|Menu|Network)$/

describe.each(inEveryLanguage)('the texts of the $name in $language', ({ language, ...texts }) => {
  it('are all there, with a sentence where English has one', async () => {
    const shapeOf = (each: object) =>
      [...textsOf(each)].map(([path, text]) => `${path}: ${typeof text}`).sort()
    expect(shapeOf(await texts.load(language))).toEqual(shapeOf(texts.english))
  })

  it('are not empty, untidy or left in English', async () => {
    const own = textsOf(await texts.load(language))
    const plain = [...own].filter(([, text]) => typeof text === 'string')
    const untidy = plain.filter(([, text]) => !/^\S(?:.*\S)?$/.test(String(text)))
    expect(untidy).toEqual([])
    const inEnglish = textsOf(texts.english)
    const same = plain.filter(
      ([path, text]) => text === inEnglish.get(path) && !shared.test(String(text)),
    )
    expect(same).toEqual([])
  })

  it('name every part that English names, with nothing left over', async () => {
    const inEnglish = textsOf(texts.english)
    for (const [path, text] of textsOf(await texts.load(language))) {
      const original = inEnglish.get(path)
      if (typeof text === 'string' || typeof original !== 'function') continue
      const printed = text(parts)
      expect(printed, path).not.toMatch(/undefined|null|\[object|[{}$]| {2}|^\s|\s$/)
      // The count only decides on a plural, which some languages do not have.
      const named = partsReadBy(original).filter((name) => name !== 'count')
      for (const name of named.filter((each) => each !== 'period')) {
        expect(printed, `${path}, ${name}`).toContain(String(parts[name as keyof typeof parts]))
      }
    }
  })
})
