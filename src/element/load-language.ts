/**
 * How the texts of a language are loaded. In the sources they are one object; the builds of the scripts have a file for each
 * set of texts, and put a generated module (element-build.ts) or load-language-script.ts in the place of this file.
 */
import { type LanguageTag, loadMessages } from '../messages/languages.ts'
import type { PartialMessages } from '../messages/messages.ts'

/** The texts of the widgets in the script itself, those of its parts, and those of the widgets that send commands. */
export const textSets = ['', 'parts', 'actions'] as const

/** The name of a set of texts. */
export type TextSet = (typeof textSets)[number]

/** Loads texts of one language. Rejects as `import()` does. */
export function loadLanguage(language: LanguageTag, _: TextSet): Promise<PartialMessages> {
  return loadMessages(language)
}
