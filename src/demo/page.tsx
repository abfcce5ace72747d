/**
 * The page: one account's streams, what happened to them, and everything that can be done about it.
 * Arranges; what each part does is in its own file. The same page runs before a real server and
 * before the one in the tab.
 */
import { useCallback, useEffect, useMemo, useState } from 'react'
import { Announcer, ConnectionBadge, GaugeProvider, shortAddress } from '../index.ts'
import { useAccount } from './account.ts'
import { AccountPicker } from './account-picker.tsx'
import { Activity } from './activity.tsx'
import { Choice } from './choice.tsx'
import { type CommandAnswer, createCommands } from './commands.ts'
import { CopyButton } from './copy-button.tsx'
import type { CreateBody } from './create-form.ts'
import { CreateStreamForm } from './create-stream-form.tsx'
import { displayName, nameOf, tokens } from './directory.ts'
import type { PageEnvironment } from './environment.ts'
import { BrandMark, MoonIcon, PlusIcon, SunIcon, SystemIcon } from './icons.tsx'
import { LocaleContext } from './locale.ts'
import { Modal } from './modal.tsx'
import { type Motion, MotionControl } from './motion-control.tsx'
import { NetworkPanel } from './network-panel.tsx'
import { createdText } from './result-text.ts'
import { StreamList } from './stream-list.tsx'
import { applyTheme, readTheme, type Theme } from './theme.ts'
import { ToastProvider, useToast } from './toasts.tsx'
import { usePageInUse } from './use-page-in-use.ts'

const themes = [
  { value: 'light', label: 'Light', icon: <SunIcon /> },
  { value: 'dark', label: 'Dark', icon: <MoonIcon /> },
  { value: 'system', label: 'System', icon: <SystemIcon /> },
] as const

export function Page({ environment }: { environment: PageEnvironment }) {
  const { baseUrl, fetch, network, locale } = environment
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
      {...(locale !== undefined && { locale })}
    >
      <LocaleContext.Provider value={locale}>
        <ToastProvider>
          <Content environment={environment} account={account} setAccount={setAccount} />
        </ToastProvider>
      </LocaleContext.Provider>
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
  const { baseUrl, fetch, network, locale } = environment
  const [isCreating, setIsCreating] = useState(false)
  const [created, setCreated] = useState<CommandAnswer | null>(null)
  const [motion, setMotion] = useState<Motion>('live')
  const commands = useMemo(() => createCommands({ fetch, baseUrl }), [fetch, baseUrl])
  const startCreating = useCallback(() => setIsCreating(true), [])
  const isInUse = usePageInUse()
  const toast = useToast()

  function showCreated(answer: CommandAnswer, { recipient, tokenAddress, ...body }: CreateBody) {
    const sent = { recipient, tokenAddress, units: BigInt(body.depositedAmount) }
    const text = createdText(answer, sent, locale)
    setIsCreating(false)
    setCreated(answer)
    toast({ kind: 'done', subject: 'created', text, eventId: answer.eventId })
  }

  return (
    <>
      <a className="skip-link" href="#streams">
        Skip to streams
      </a>
      <header className="page-head">
        <p className="brand">
          <BrandMark />
          Streamgauge
        </p>
        <AccountPicker account={account} onPick={setAccount} />
        <ConnectionBadge className="page-badge" />
        <ThemeChoice />
      </header>

      <main className="page-main" id="streams" tabIndex={-1}>
        <div className="title-row">
          <div className="title">
            <h1>{nameOf(account) ?? 'Account'}</h1>
            <p className="title-address">
              <span title={account}>{shortAddress(account)}</span>
              <CopyButton text={account} label="Copy address" />
            </p>
          </div>
          <MotionControl motion={motion} onChange={setMotion} />
          <button type="button" className="button button-primary" onClick={startCreating}>
            <PlusIcon />
            {/* On a phone the second word is only said. */}
            <span>
              New<span className="unless-narrow"> stream</span>
            </span>
          </button>
        </div>
        <StreamList
          key={account}
          account={account}
          commands={commands}
          created={created?.stream?.streamId ?? null}
          isInUse={isInUse}
          onCreate={startCreating}
        />
      </main>

      <aside className="page-aside" aria-label="Activity and network">
        <Activity account={account} baseUrl={baseUrl} fetch={fetch} isInUse={isInUse} />
        {network && <NetworkPanel network={network} />}
      </aside>

      <Modal title="New stream" isOpen={isCreating} onClose={() => setIsCreating(false)}>
        <CreateStreamForm account={account} commands={commands} onCreated={showCreated} />
      </Modal>
    </>
  )
}

function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>(readTheme)
  useEffect(() => applyTheme(theme), [theme])
  return <Choice label="Theme" options={themes} value={theme} onChange={setTheme} />
}
