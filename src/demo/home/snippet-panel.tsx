/** The code of the number above, to copy. */
import { useEffect, useState } from 'react'
import { useAnnounce } from '../../index.ts'
import { demoTokens } from '../../mocks/demo-accounts.ts'
import { CheckIcon, CopyIcon } from '../icons.tsx'
import { usePageMessages } from '../page-language.tsx'
import { useHomeMessages } from './home-language.ts'
import { piecesOf, printSnippet } from './snippet.ts'

export function SnippetPanel({ url, account }: { url: string; account: string }) {
  const { code } = useHomeMessages()
  const [token] = demoTokens
  if (!token) return null
  const snippet = printSnippet({ url, account, token })
  return (
    <section className="snippet" aria-labelledby="snippet-title">
      <div className="snippet-head">
        <h2 id="snippet-title">{code.title}</h2>
        <CopySnippet snippet={snippet} label={code.copy} />
      </div>
      {/* Scrolls sideways where it is too narrow, so that it can be reached by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area has to take the focus */}
      <pre tabIndex={0} translate="no">
        <code>
          {snippet
            .trimEnd()
            .split('\n')
            .map((line, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have nothing else
              <span key={place} className="snippet-line">
                {piecesOf(line).map(({ kind, code }) => (
                  <span key={code} data-kind={kind}>
                    {code}
                  </span>
                ))}
                {'\n'}
              </span>
            ))}
        </code>
      </pre>
    </section>
  )
}

const shownForMs = 2_000

/** Says whether it has worked, as the widgets do that copy an address. */
function CopySnippet({ snippet, label }: { snippet: string; label: string }) {
  const { page } = usePageMessages()
  const announce = useAnnounce()
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), shownForMs)
    return () => clearTimeout(timer)
  }, [isCopied])

  async function copy() {
    // Without HTTPS or permission there is no clipboard; the code can be selected.
    const works = await navigator.clipboard?.writeText(snippet).then(
      () => true,
      () => false,
    )
    setCopied(works === true)
    announce('copy', works ? page.copied : page.copyRefused, { isResult: true })
  }

  return (
    <button type="button" className="icon-button" aria-label={label} title={label} onClick={copy}>
      {isCopied ? <CheckIcon /> : <CopyIcon />}
    </button>
  )
}
