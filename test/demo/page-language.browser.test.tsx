/** Which language a page has while others are loaded. */
import { act, renderHook } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import {
  inEnglish,
  type PageLanguage,
  readLanguage,
  useLanguageChoice,
} from '../../src/demo/page-language.tsx'
import type { LanguageTag } from '../../src/messages/index.ts'

afterEach(() => {
  localStorage.removeItem('streamgauge.language')
  document.documentElement.lang = 'en'
  document.documentElement.dir = 'ltr'
})

function createChoice() {
  const waiting = new Map<LanguageTag, (language: PageLanguage) => void>()
  const load = (tag: LanguageTag) =>
    new Promise<PageLanguage>((resolve) => waiting.set(tag, resolve))
  const { result } = renderHook(() => useLanguageChoice(inEnglish, load))
  return {
    choose: (tag: LanguageTag) => void result.current.choose(tag),
    arrives: (tag: LanguageTag) => act(async () => waiting.get(tag)?.({ ...inEnglish, tag })),
    shown: () => result.current.shown.tag,
  }
}

describe('two languages that are chosen one after the other', () => {
  it('leave the page in the second one if the first one is loaded later', async () => {
    const { choose, arrives, shown } = createChoice()
    choose('de')
    choose('fr')
    await arrives('fr')
    expect(shown()).toBe('fr')
    await arrives('de')
    expect(shown()).toBe('fr')
    expect(readLanguage()).toBe('fr')
  })

  it('leave the page in the first one until the second one is loaded', async () => {
    const { choose, arrives, shown } = createChoice()
    choose('de')
    await arrives('de')
    choose('fr')
    expect(shown()).toBe('de')
    await arrives('fr')
    expect(shown()).toBe('fr')
  })
})
