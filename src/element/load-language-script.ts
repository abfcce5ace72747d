/**
 * How the classic script loads a language: the module next to it. In the place of load-language.ts.
 */
import type { LanguageTag } from '../messages/languages.ts'
import type { Messages } from '../messages/messages.ts'

// Known only while the script runs for the first time.
const scriptUrl = (document.currentScript as HTMLScriptElement | null)?.src ?? document.baseURI

/** Loads the texts of one language. Rejects as `import()` does. */
export async function loadLanguage(language: LanguageTag): Promise<Messages> {
  const url = new URL(`messages/${language.toLowerCase()}.js`, scriptUrl)
  const module: Readonly<Record<string, Messages>> = await import(/* @vite-ignore */ url.href)
  const [messages] = Object.values(module)
  if (!messages) throw new Error(`${url.href} exports nothing`)
  return messages
}
