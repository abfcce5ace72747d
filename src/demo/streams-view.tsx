/**
 * The streams of one account: what they come to, what each is worth, what happened to them, and everything that can be done
 * about it.
 */
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react'
import { CreateStream, createHttpSend, Toaster } from '../actions.ts'
import { Announcer, GaugeProvider, Party } from '../index.ts'
import { Modal } from '../widgets/dialog/modal.tsx'
import { useAccount } from './account.ts'
import { AccountPicker } from './account-picker.tsx'
import { AccountSummary } from './account-summary.tsx'
import { Activity } from './activity.tsx'
import { displayName, knownAccounts, nameOf, tokens } from './directory.ts'
import type { PageEnvironment } from './environment.ts'
import { PlusIcon } from './icons.tsx'
import { usePageMessages } from './page-language.tsx'
import { StreamList } from './stream-list.tsx'
import { ViewBanner, ViewHead } from './view-head.tsx'
import type { RenderView, ViewProps } from './view-props.ts'
import '../actions.css'
import './styles/streams.css'

/** Only where the server runs in the tab. */
const NetworkPanel = lazy(async () => ({
  default: (await import('./network-panel.tsx')).NetworkPanel,
}))

/** Shows the view; its texts are those of the page. */
export const renderStreams: RenderView = (props) => <StreamsView {...props} />

function StreamsView({ environment, language, locale }: ViewProps) {
  const { baseUrl, fetch, network } = environment
  const [account, setAccount] = useAccount()

  useEffect(() => {
    document.title = `${displayName(account)} · Streamgauge`
  }, [account])

  return (
    <GaugeProvider
      url={baseUrl}
      account={account}
      tokens={tokens}
      fetch={fetch}
      // A server in the tab restarts with every load, would not know the cursor, and belongs to this tab.
      persist={network === null}
      share={network === null}
      messages={language.widgets}
      locale={locale}
    >
      <Content environment={environment} account={account} setAccount={setAccount} />
      <Toaster />
      <Announcer />
    </GaugeProvider>
  )
}

interface ContentProps {
  readonly environment: PageEnvironment
  readonly account: string
  readonly setAccount: (address: string) => void
}

function Content({ environment, account, setAccount }: ContentProps) {
  const { baseUrl, fetch, network } = environment
  const { page } = usePageMessages()
  /** Which opening of the dialog it is; null while it is closed. */
  const [creating, setCreating] = useState<symbol | null>(null)
  const [created, setCreated] = useState<string | null>(null)
  const send = useMemo(() => createHttpSend({ url: baseUrl, fetch }), [fetch, baseUrl])
  const startCreating = useCallback(() => setCreating(Symbol('creating')), [])
  return (
    <>
      <ViewHead />

      <main className="page-main" id="streams" tabIndex={-1}>
        <ViewBanner />
        <div className="title-row">
          <div className="title">
            <h1 className="sg-visually-hidden">{nameOf(account) ?? page.account}</h1>
            <AccountPicker account={account} onPick={setAccount} />
            <Party.Root className="title-address" address={account} nameOf={nameOf}>
              <Party.Address />
              <Party.Copy />
            </Party.Root>
          </div>
          <button type="button" className="button button-primary" onClick={startCreating}>
            <PlusIcon />
            {/* On a phone, screen readers still get the whole name. */}
            <span className="unless-narrow">{page.newStream}</span>
            <span className="if-narrow" aria-hidden="true">
              {page.newShort}
            </span>
          </button>
        </div>
        <AccountSummary key={`summary-${account}`} />
        <StreamList
          key={account}
          account={account}
          send={send}
          created={created}
          onCreate={startCreating}
        />
      </main>

      <aside className="page-aside" aria-label={page.aside}>
        <Activity account={account} baseUrl={baseUrl} fetch={fetch} />
        {network && (
          <Suspense>
            <NetworkPanel network={network} />
          </Suspense>
        )}
      </aside>

      <Modal
        title={page.newStream}
        closeLabel={page.close}
        isOpen={creating !== null}
        onClose={() => setCreating(null)}
      >
        <CreateStream
          send={send}
          tokens={tokens}
          parties={knownAccounts}
          onCreated={({ stream }) => {
            // An answer that comes late does not close the dialog that was opened again since.
            setCreating((now) => (now === creating ? null : now))
            setCreated(stream?.streamId ?? null)
          }}
        />
      </Modal>
    </>
  )
}
