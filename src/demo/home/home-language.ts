/** The texts of the front page in the language of the page. */
import { createContext, useContext } from 'react'
import type { MessageLoaders } from '../view-messages.ts'
import { english } from './messages/english.ts'
import type { HomeMessages } from './messages/home-messages.ts'

/** Texts of the front page in each language but English. */
export const homeLanguages: MessageLoaders<HomeMessages> = {
  de: async () => (await import('./messages/de.ts')).de,
  es: async () => (await import('./messages/es.ts')).es,
  fr: async () => (await import('./messages/fr.ts')).fr,
  'pt-BR': async () => (await import('./messages/pt-br.ts')).ptBR,
  ja: async () => (await import('./messages/ja.ts')).ja,
  'zh-Hans': async () => (await import('./messages/zh-hans.ts')).zhHans,
  ar: async () => (await import('./messages/ar.ts')).ar,
}

export const HomeMessagesContext = createContext<HomeMessages>(english)
HomeMessagesContext.displayName = 'HomeMessages'

export function useHomeMessages(): HomeMessages {
  return useContext(HomeMessagesContext)
}
