/**
 * The texts of a view that are not those of the page: in the view's own chunk in English, other languages on demand.
 */
import type { LanguageTag, PartialMessages } from '../messages/index.ts'

/** A view’s texts in each language but English. */
export type MessageLoaders<Messages> = {
  readonly [Tag in Exclude<LanguageTag, 'en'>]: () => Promise<Messages>
}

/** What widgets of a view say instead of "Balances may be out of date". */
export type ConnectionTexts = {
  readonly [Key in
    | 'outdated'
    | 'announce.live'
    | 'announce.offline'
    | 'announce.signed-out'
    | 'announce.failed']: string
}

/** @returns English where a language cannot be loaded: its numbers are worth more than its words */
export async function loadViewMessages<Messages>(
  tag: LanguageTag,
  english: Messages,
  loaders: MessageLoaders<Messages>,
): Promise<Messages> {
  if (tag === 'en') return english
  return loaders[tag]().catch(() => english)
}

/** The texts of widgets with those of a view. */
export function withConnectionTexts(
  widgets: PartialMessages | undefined,
  texts: ConnectionTexts,
): PartialMessages {
  return { ...widgets, connection: { ...widgets?.connection, ...texts } }
}
