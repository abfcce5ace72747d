/** As of when plain data is, in words: for widgets that are given it. Renders nothing by itself. */
import { dataEnglish } from '../../messages/english.ts'
import type { DataState } from '../../react/dashboard/data-state.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { isValidTime, printTimeOfDay } from '../formatting/date-time.ts'

/** What the words depend on. */
export interface DataNoteOptions {
  /** When the data stopped being live, Unix ms. */
  readonly asOfMs?: number | null | undefined
  readonly timeZone?: string | undefined
}

/** Why the data is not live, and as of when it is; empty while it is live, and without data. */
export function useDataNote(options: DataNoteOptions, { phase, freshness }: DataState): string {
  const { asOfMs, timeZone: own } = options
  const { locale, timeZone } = useLanguage()
  const messages = useMessages('data', dataEnglish)
  if (phase !== 'ready' || freshness === 'live') return ''
  if (asOfMs === null || asOfMs === undefined || !isValidTime(asOfMs)) {
    return messages[freshness === 'stale' ? 'staleNow' : 'offlineNow']
  }
  return messages[freshness]({
    time: printTimeOfDay(asOfMs, { locale, timeZone: own ?? timeZone }),
  })
}
