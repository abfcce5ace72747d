/** Copies a text, and says whether that has worked: in the announcer, and for two seconds next to the button. */
import { useCallback, useEffect, useState } from 'react'
import { partyEnglish } from '../../messages/english.ts'
import { useMessages } from '../../react/language.tsx'
import { useSession } from '../../react/session-context.ts'
import { useAnnounce } from '../announcer/announcer.tsx'

const shownForMs = 2_000

/**
 * @param text what is copied: all of it, even where less is shown
 * @returns `outcome`: null before, and two seconds after
 */
export function useCopy(text: string) {
  const { copied, copyRefused } = useMessages('party', partyEnglish)
  const announce = useAnnounce()
  const { timers } = useSession().platform
  const [last, setLast] = useState<{ text: string; outcome: 'copied' | 'refused' } | null>(null)
  useEffect(() => {
    if (last !== null) return timers.after(shownForMs, () => setLast(null))
  }, [last, timers])
  // Another text has not been copied.
  const outcome = last?.text === text ? last.outcome : null

  const copy = useCallback(
    (clipboard: Pick<Clipboard, 'writeText'> | undefined = globalThis.navigator?.clipboard) => {
      const finish = (next: 'copied' | 'refused') => {
        setLast({ text, outcome: next })
        announce(`copy:${text}`, next === 'copied' ? copied : copyRefused, { isResult: true })
      }
      // Without HTTPS there is no clipboard.
      const writing = clipboard?.writeText(text) ?? Promise.reject()
      writing.then(
        () => finish('copied'),
        () => finish('refused'),
      )
    },
    [text, announce, copied, copyRefused],
  )
  const outcomeText = outcome === null ? null : outcome === 'copied' ? copied : copyRefused
  return { outcome, outcomeText, copy }
}
