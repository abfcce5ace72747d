/** Copies a text that is shown shortened, and says that it did. */
import { useEffect, useState } from 'react'
import { CheckIcon, CopyIcon } from './icons.tsx'
import { usePageMessages } from './page-language.tsx'

const shownForMs = 2_000

export function CopyButton({ text, label }: { text: string; label: string }) {
  const { page } = usePageMessages()
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null)
  useEffect(() => {
    if (outcome === null) return
    const timer = setTimeout(() => setOutcome(null), shownForMs)
    return () => clearTimeout(timer)
  }, [outcome])

  async function copy() {
    try {
      await navigator.clipboard.writeText(text)
      setOutcome('copied')
    } catch {
      // Without HTTPS or permission there is no clipboard; the full text is in the title.
      setOutcome('refused')
    }
  }

  return (
    <>
      <button type="button" className="icon-button" aria-label={label} title={text} onClick={copy}>
        {outcome === 'copied' ? <CheckIcon /> : <CopyIcon />}
      </button>
      <span className="sg-visually-hidden" role="status">
        {outcome === 'copied' && page.copied}
        {outcome === 'refused' && page.copyRefused}
      </span>
    </>
  )
}
