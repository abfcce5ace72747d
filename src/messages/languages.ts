/**
 * The available languages, each loaded on demand: a page that loads one does not download the others.
 */
import type { Messages } from './messages.ts'

/** BCP 47 tags of the languages that come with the package. */
export const languages = ['en', 'de', 'es', 'fr', 'pt-BR', 'ja', 'zh-Hans', 'ar'] as const

/** One of {@link languages}. */
export type LanguageTag = (typeof languages)[number]

const loaders: { readonly [Tag in LanguageTag]: () => Promise<Messages> } = {
  en: async () => (await import('./en.ts')).en,
  de: async () => (await import('./de.ts')).de,
  es: async () => (await import('./es.ts')).es,
  fr: async () => (await import('./fr.ts')).fr,
  'pt-BR': async () => (await import('./pt-br.ts')).ptBR,
  ja: async () => (await import('./ja.ts')).ja,
  'zh-Hans': async () => (await import('./zh-hans.ts')).zhHans,
  ar: async () => (await import('./ar.ts')).ar,
}

/**
 * Loads a language that is chosen while the page runs. With a language that is known before, import its
 * entry instead.
 *
 * @returns a promise that rejects as `import()` does, for example without a network
 * @example
 * const messages = await loadMessages(matchLanguage(navigator.languages))
 */
export function loadMessages(language: LanguageTag): Promise<Messages> {
  return loaders[language]()
}

/**
 * The first preferred language that is available in the same script: European Portuguese matches `pt-BR`,
 * traditional Chinese does not match `zh-Hans`.
 *
 * @param wanted BCP 47 tags, most wanted first, such as `navigator.languages`; others are skipped
 * @returns `en` if none of them is available
 */
export function matchLanguage(wanted: readonly string[]): LanguageTag {
  for (const tag of wanted) {
    const script = scriptOf(tag)
    const found = languages.find((language) => script && scriptOf(language) === script)
    if (found) return found
  }
  return 'en'
}

/** Language and script, such as `zh-Hans`; undefined for what is not a tag. */
function scriptOf(tag: string): string | undefined {
  try {
    const { language, script } = new Intl.Locale(tag).maximize()
    return `${language}-${script}`
  } catch {
    return undefined
  }
}
