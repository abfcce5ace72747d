/**
 * The language of the page: chosen by the user, kept per browser, loaded on demand together with the
 * texts of the widgets, and applied to the document.
 */
import { createContext, useContext, useLayoutEffect, useState } from 'react'
import {
  type LanguageTag,
  languages,
  loadMessages,
  type Messages,
  matchLanguage,
} from '../messages/index.ts'
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

const key = 'streamgauge.language'

/** The language chosen earlier, else the first of the browser's that there is. */
export function readLanguage(): LanguageTag {
  try {
    const stored = localStorage.getItem(key)
    const known = languages.find((tag) => tag === stored)
    if (known) return known
  } catch {
    // Where nothing may be stored, nothing was chosen.
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

/** `matchLanguage` answers `en` for languages that there are not. */
function isGuess(wanted: string, tag: LanguageTag): boolean {
  return tag === 'en' && !/^en\b/i.test(wanted)
}

/** The language that the page shows, and how to show another one. */
export function useLanguageChoice(initial: PageLanguage) {
  const [shown, setShown] = useState(initial)
  const { tag } = shown
  // Before it is painted: a page must not turn around in front of its reader.
  useLayoutEffect(() => {
    document.documentElement.lang = tag
    document.documentElement.dir = tag === 'ar' ? 'rtl' : 'ltr'
  }, [tag])

  async function choose(wanted: LanguageTag): Promise<void> {
    const loaded = await loadPageLanguage(wanted).catch(() => null)
    // Without a network the page stays in its language, and the choice shows it.
    if (!loaded) return
    setShown(loaded)
    try {
      localStorage.setItem(key, wanted)
    } catch {
      // A browser that stores nothing still shows the language until it is closed.
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
