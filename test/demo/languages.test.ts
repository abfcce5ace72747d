/** The languages of the page: complete, and in words of their own. */
import { describe, expect, it } from 'vitest'
import { english } from '../../src/demo/messages/english.ts'
import { type PageMessages, problemCodes } from '../../src/demo/messages/page-messages.ts'
import { loadPageLanguage } from '../../src/demo/page-language.tsx'
import { languages } from '../../src/messages/index.ts'

type Text = string | ((parts: object) => string)

/** Every text by its path. Problems are optional, and compared by their codes. */
function textsOf({ problem: _, ...messages }: PageMessages): ReadonlyMap<string, Text> {
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
  period: 'week',
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

/** Words that a language has from English, or shares with it by accident. */
const shared = /^(?:Live|System|Streams|Token|Menu|Network)$/

describe.each(translated)('the page in %s', (language) => {
  it('has every text, and a sentence where English has one', async () => {
    const { messages } = await loadPageLanguage(language)
    const shapeOf = (each: PageMessages) =>
      [...textsOf(each)].map(([path, text]) => `${path}: ${typeof text}`).sort()
    expect(shapeOf(messages)).toEqual(shapeOf(english))
    expect(Object.keys(messages.problem).sort()).toEqual([...problemCodes].sort())
  })

  it('has no text that is empty, untidy or left in English', async () => {
    const own = textsOf((await loadPageLanguage(language)).messages)
    const texts = [...own].filter(([, text]) => typeof text === 'string')
    const untidy = texts.filter(([, text]) => !/^\S(?:.*\S)?$/.test(String(text)))
    expect(untidy).toEqual([])
    const inEnglish = textsOf(english)
    const same = texts.filter(
      ([path, text]) => text === inEnglish.get(path) && !shared.test(String(text)),
    )
    expect(same).toEqual([])
  })

  it('names every part that English names, with nothing left over', async () => {
    const inEnglish = textsOf(english)
    for (const [path, text] of textsOf((await loadPageLanguage(language)).messages)) {
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
