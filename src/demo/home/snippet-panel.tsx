/** The code of the number above, to copy. */
import { demoTokens } from '../../mocks/demo-accounts.ts'
import { useCopy } from '../../widgets/party/use-copy.ts'
import { CheckIcon, CopyIcon } from '../icons.tsx'
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

/** With the hook of the kit that copies addresses. */
function CopySnippet({ snippet, label }: { snippet: string; label: string }) {
  const { outcome, outcomeText, copy } = useCopy(snippet)
  const name = outcomeText ?? label
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={name}
      title={name}
      onClick={() => copy()}
    >
      {outcome === 'copied' ? <CheckIcon /> : <CopyIcon />}
    </button>
  )
}
