/**
 * The language of the page: chosen by the user, stored in the browser, loaded on demand together with the
 * texts of the widgets, and applied to the document.
 */
import { createContext, useContext, useLayoutEffect, useRef, useState } from 'react'
import {
  type LanguageTag,
  languages,
  loadMessages,
  type Messages,
  matchLanguage,
} from '../messages/index.ts'
import { languageKey } from './language-key.ts'
import { english } from './messages/english.ts'
import type { PageMessages } from './messages/page-messages.ts'

/** A language that is loaded. */
export interface PageLanguage {
  readonly tag: LanguageTag
  readonly messages: PageMessages
  /** Texts of the widgets; undefined: their own English. */
  readonly widgets: Messages | undefined
}

/** Until another one is loaded. */
export const inEnglish: PageLanguage = { tag: 'en', messages: english, widgets: undefined }

const loaders: {
  readonly [Tag in Exclude<LanguageTag, 'en'>]: () => Promise<PageMessages>
} = {
  de: async () => (await import('./messages/de.ts')).de,
  es: async () => (await import('./messages/es.ts')).es,
  fr: async () => (await import('./messages/fr.ts')).fr,
  'pt-BR': async () => (await import('./messages/pt-br.ts')).ptBR,
  ja: async () => (await import('./messages/ja.ts')).ja,
  'zh-Hans': async () => (await import('./messages/zh-hans.ts')).zhHans,
  ar: async () => (await import('./messages/ar.ts')).ar,
}

/** Loads the texts of page and widgets; rejects as `import()` does. */
export async function loadPageLanguage(tag: LanguageTag): Promise<PageLanguage> {
  if (tag === 'en') return inEnglish
  const [widgets, messages] = await Promise.all([loadMessages(tag), loaders[tag]()])
  return { tag, widgets, messages }
}

/** The language chosen earlier, else the first available one of the browser's languages. */
export function readLanguage(): LanguageTag {
  try {
    const stored = localStorage.getItem(languageKey)
    const known = languages.find((tag) => tag === stored)
    if (known) return known
  } catch {
    // Storage is blocked, so no choice was stored.
  }
  return matchLanguage(navigator.languages)
}

/** The user's own locale of a language, such as `en-GB`; else the language itself. */
export function localeOf(tag: LanguageTag): string {
  return (
    navigator.languages.find(
      (wanted) => matchLanguage([wanted]) === tag && !isGuess(wanted, tag),
    ) ?? tag
  )
}

/** `matchLanguage` returns `en` for languages that are not available. */
function isGuess(wanted: string, tag: LanguageTag): boolean {
  return tag === 'en' && !/^en\b/i.test(wanted)
}

/**
 * The current language of the page, and a function to change it.
 *
 * @param load loads a language; {@link loadPageLanguage} outside tests
 */
export function useLanguageChoice(initial: PageLanguage, load = loadPageLanguage) {
  const [shown, setShown] = useState(initial)
  const { tag } = shown
  // Before painting, so that the layout does not visibly flip.
  useLayoutEffect(() => {
    document.documentElement.lang = tag
    document.documentElement.dir = tag === 'ar' ? 'rtl' : 'ltr'
  }, [tag])

  const lastChoice = useRef<LanguageTag>(null)
  async function choose(wanted: LanguageTag): Promise<void> {
    lastChoice.current = wanted
    const loaded = await load(wanted).catch(() => null)
    // If loading fails, the page and the menu keep the current language. A slow load does not undo a later choice.
    if (!loaded || lastChoice.current !== wanted) return
    setShown(loaded)
    try {
      localStorage.setItem(languageKey, wanted)
    } catch {
      // Storage is blocked: the choice lasts until the page is closed.
    }
  }
  return { shown, choose }
}

export const PageMessagesContext = createContext<PageMessages>(english)
PageMessagesContext.displayName = 'PageMessages'

/** The texts of the page in its language. */
export function usePageMessages(): PageMessages {
  return useContext(PageMessagesContext)
}
