/**
 * The language of an element: that of the nearest `lang` around it, as the browser has it for spelling and fonts.
 * Follows changes of `lang` anywhere on the page with one observer, while there are elements. Loads the texts of a
 * language on demand; until they are there, texts are in English.
 */
import { matchLanguage } from '../messages/languages.ts'
import type { Messages } from '../messages/messages.ts'
import { warnOfElement } from './element-warnings.ts'
import { loadLanguage } from './load-language.ts'

/** What `lang` says for the element, across shadow roots; empty for nothing. */
export function languageOf(element: Element): string {
  let node: Element | null = element
  while (node) {
    const found: Element | null = node.closest('[lang]')
    if (found) return found.getAttribute('lang') ?? ''
    const root: Node = node.getRootNode()
    node = root instanceof ShadowRoot ? root.host : null
  }
  return ''
}

const loaded = new Map<string, Messages | null>()

/**
 * The texts of a language, or undefined: English, or not loaded yet, and then `onLoad` is called.
 *
 * @param lang a BCP 47 tag
 */
export function messagesIn(lang: string, onLoad: () => void): Messages | undefined {
  const tag = matchLanguage([lang])
  if (tag === 'en') return undefined
  const messages = loaded.get(tag)
  if (messages !== undefined) return messages ?? undefined
  void load(tag).then(onLoad)
  return undefined
}

const loading = new Map<string, Promise<void>>()

function load(tag: Parameters<typeof loadLanguage>[0]): Promise<void> {
  let promise = loading.get(tag)
  if (!promise) {
    promise = loadLanguage(tag).then(
      (messages) => void loaded.set(tag, messages),
      (error: unknown) => {
        loaded.set(tag, null)
        const reason = error instanceof Error ? error.message : String(error)
        warnOfElement(
          'language_unavailable',
          `The texts in ${tag} were not loaded, so they are in English: ${reason}. Put the files of dist/element next to the script.`,
        )
      },
    )
    loading.set(tag, promise)
  }
  return promise
}

const followers = new Set<() => void>()
const observers = new Map<Document, { readonly observer: MutationObserver; users: number }>()

/** Calls `listener` when a `lang` of the document has changed, until it is called off. */
export function followLanguage(owner: Document, listener: () => void): () => void {
  let entry = observers.get(owner)
  if (!entry) {
    const observer = new MutationObserver(() => {
      for (const follower of followers) follower()
    })
    observer.observe(owner, { attributes: true, attributeFilter: ['lang'], subtree: true })
    entry = { observer, users: 0 }
    observers.set(owner, entry)
  }
  const { observer } = entry
  entry.users += 1
  followers.add(listener)
  return () => {
    followers.delete(listener)
    entry.users -= 1
    if (entry.users > 0) return
    observer.disconnect()
    observers.delete(owner)
  }
}
