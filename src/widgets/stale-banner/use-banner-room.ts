/**
 * The room that the texts of a banner need while a connection is made again: seconds are counted, attempts begin and fail,
 * and each of these is another text. With room for the longest of them nothing in the banner moves.
 */
import { countOf } from '../../messages/cached-format.ts'
import { bannerEnglish, connectionEnglish } from '../../messages/english.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import type { ConnectionCondition } from '../connection-badge/connection-text.ts'

/** The longest texts. */
export interface BannerRoom {
  readonly label: string
  readonly next: string
  readonly retry: string
}

/** What follows each other until the page is live again. */
const cycle = ['reconnecting', 'connecting', 'syncing'] as const

/** The delay before an attempt is below 100 s. */
const widestSeconds = 88

/** Null if the texts stay as they are, for example while the device is offline. */
export function useBannerRoom(condition: ConnectionCondition): BannerRoom | null {
  const { locale } = useLanguage()
  const messages = useMessages('banner', bannerEnglish)
  const labels = useMessages('connection', connectionEnglish)
  if (!cycle.some((each) => each === condition)) return null
  return {
    label: longest(cycle.map((each) => labels[each])),
    next: longest([messages.next(countOf(widestSeconds, locale)), messages.trying]),
    retry: labels.retry,
  }
}

const longest = (texts: readonly string[]) =>
  texts.reduce((long, text) => (text.length > long.length ? text : long), '')
