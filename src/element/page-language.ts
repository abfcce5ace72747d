/**
 * The language of an element: that of the nearest `lang` around it, as the browser has it for spelling and fonts.
 * Follows changes of `lang` anywhere on the page with one observer, while there are elements. Loads the texts of a
 * language on demand; until they are there, texts are in English.
 */
import { type LanguageTag, matchLanguage } from '../messages/languages.ts'
import type { PartialMessages } from '../messages/messages.ts'
import { warnOfElement } from './element-warnings.ts'
import { loadLanguage, type TextSet } from './load-language.ts'

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

/** By language and set: null if it cannot be loaded. */
const loaded = new Map<string, PartialMessages | null>()
/** All sets of one language that are loaded, by their names. */
const combined = new Map<string, PartialMessages>()

/**
 * The texts of a language, or undefined: English, or not loaded yet, and then `onLoad` is called.
 *
 * @param lang a BCP 47 tag
 * @param sets which texts; the same language has several files
 */
export function messagesIn(
  lang: string,
  sets: readonly TextSet[],
  onLoad: () => void,
): PartialMessages | undefined {
  const tag = matchLanguage([lang])
  if (tag === 'en') return undefined
  const names = sets.map((set) => `${tag} ${set}`)
  sets.forEach((set, index) => {
    if (loaded.get(names[index] ?? '') === undefined) void load(tag, set).then(onLoad)
  })
  const own = names.flatMap((name) => loaded.get(name) ?? [])
  if (own.length === 0) return undefined
  const key = names.filter((name) => loaded.get(name)).join()
  const messages = combined.get(key) ?? Object.assign({}, ...own)
  combined.set(key, messages)
  return messages
}

const loading = new Map<string, Promise<void>>()

function load(tag: LanguageTag, set: TextSet): Promise<void> {
  const key = `${tag} ${set}`
  let promise = loading.get(key)
  if (!promise) {
    promise = loadLanguage(tag, set).then(
      (messages) => void loaded.set(key, messages),
      (error: unknown) => {
        loaded.set(key, null)
        const reason = error instanceof Error ? error.message : String(error)
        warnOfElement(
          'language_unavailable',
          `Texts in ${tag} were not loaded, so they are in English: ${reason}. Put all files of dist/element next to the script.`,
        )
      },
    )
    loading.set(key, promise)
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
