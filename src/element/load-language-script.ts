/** How the classic script loads texts: the module next to it. In the place of load-language.ts. */
import type { LanguageTag } from '../messages/languages.ts'
import type { PartialMessages } from '../messages/messages.ts'
import type { TextSet } from './load-language.ts'
import { importNextTo } from './script-url.ts'

/** Loads texts of one language. Rejects as `import()` does. */
export async function loadLanguage(language: LanguageTag, set: TextSet): Promise<PartialMessages> {
  const name = [language.toLowerCase(), set].filter(Boolean).join('-')
  const { texts } = await importNextTo<{ readonly texts: PartialMessages }>(`messages/${name}.js`)
  return texts
}
