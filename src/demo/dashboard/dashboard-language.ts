/** The texts of the dashboard in the language of the page. */
import { createContext, useContext } from 'react'
import type { MessageLoaders } from '../view-messages.ts'
import type { DashboardMessages } from './messages/company-view-messages.ts'
import { english } from './messages/english.ts'

/** Texts of the dashboard in each language but English. */
export const dashboardLanguages: MessageLoaders<DashboardMessages> = {
  de: async () => (await import('./messages/de.ts')).de,
  es: async () => (await import('./messages/es.ts')).es,
  fr: async () => (await import('./messages/fr.ts')).fr,
  'pt-BR': async () => (await import('./messages/pt-br.ts')).ptBR,
  ja: async () => (await import('./messages/ja.ts')).ja,
  'zh-Hans': async () => (await import('./messages/zh-hans.ts')).zhHans,
  ar: async () => (await import('./messages/ar.ts')).ar,
}

export const DashboardMessagesContext = createContext<DashboardMessages>(english)
DashboardMessagesContext.displayName = 'DashboardMessages'

export function useDashboardMessages(): DashboardMessages {
  return useContext(DashboardMessagesContext)
}

/**
 * The text for a name that comes over the wire, or the name itself as words: `active_volunteers` reads "Active
 * volunteers".
 */
export function textOf(texts: Readonly<Record<string, string>>, name: string): string {
  const known = Object.hasOwn(texts, name) ? texts[name] : undefined
  if (known !== undefined) return known
  const words = name.replace(/[._-]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Names that have a text in the sequence of the texts, then all others. */
export function inKnownOrder(
  names: readonly string[],
  texts: Readonly<Record<string, string>>,
): readonly string[] {
  const known = Object.keys(texts).filter((name) => names.includes(name))
  return [...known, ...names.filter((name) => !known.includes(name))]
}
