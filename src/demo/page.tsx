/**
 * The page: one account's streams, what happened to them, and everything that can be done about it.
 * Arranges; what each part does is in its own file. The same page runs before a real server and
 * before the one in the tab.
 */
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'
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
import { LanguageChoice } from './language-choice.tsx'
import { LocaleContext, usePageLocale } from './locale.ts'
import { Modal } from './modal.tsx'
import { type Motion, MotionControl } from './motion-control.tsx'
import { NetworkPanel } from './network-panel.tsx'
import {
  inEnglish,
  localeOf,
  PageMessagesContext,
  useLanguageChoice,
  usePageMessages,
} from './page-language.tsx'
import { createdText } from './result-text.ts'
import { StreamList } from './stream-list.tsx'
import { applyTheme, readTheme, type Theme } from './theme.ts'
import { ToastProvider, useToast } from './toasts.tsx'
import { usePageInUse } from './use-page-in-use.ts'

export function Page({ environment }: { environment: PageEnvironment }) {
  const { baseUrl, fetch, network, language = inEnglish } = environment
  const [account, setAccount] = useAccount()
  const { shown, choose } = useLanguageChoice(language)
  const locale = environment.locale ?? localeOf(shown.tag)

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
      messages={shown.widgets}
      locale={locale}
    >
      <LocaleContext.Provider value={locale}>
        <PageMessagesContext.Provider value={shown.messages}>
          <ToastProvider>
            <Content
              environment={environment}
              account={account}
              setAccount={setAccount}
              languageChoice={<LanguageChoice language={shown.tag} onChange={choose} />}
            />
          </ToastProvider>
        </PageMessagesContext.Provider>
      </LocaleContext.Provider>
      <Announcer />
    </GaugeProvider>
  )
}

interface ContentProps {
  readonly environment: PageEnvironment
  readonly account: string
  readonly setAccount: (address: string) => void
  readonly languageChoice: ReactNode
}

function Content({ environment, account, setAccount, languageChoice }: ContentProps) {
  const { baseUrl, fetch, network } = environment
  const locale = usePageLocale()
  const messages = usePageMessages()
  const { page } = messages
  const [isCreating, setIsCreating] = useState(false)
  const [created, setCreated] = useState<CommandAnswer | null>(null)
  const [motion, setMotion] = useState<Motion>('live')
  const commands = useMemo(() => createCommands({ fetch, baseUrl }), [fetch, baseUrl])
  const startCreating = useCallback(() => setIsCreating(true), [])
  const isInUse = usePageInUse()
  const toast = useToast()

  function showCreated(answer: CommandAnswer, { recipient, tokenAddress, ...body }: CreateBody) {
    const sent = { recipient, tokenAddress, units: BigInt(body.depositedAmount) }
    const text = createdText(answer, sent, locale, messages)
    setIsCreating(false)
    setCreated(answer)
    toast({ kind: 'done', subject: 'created', text, eventId: answer.eventId })
  }

  return (
    <>
      <a className="skip-link" href="#streams">
        {page.skip}
      </a>
      <header className="page-head">
        <p className="brand">
          <BrandMark />
          Streamgauge
        </p>
        <div className="page-choices">
          <AccountPicker account={account} onPick={setAccount} />
          {languageChoice}
        </div>
        <ConnectionBadge className="page-badge" />
        <ThemeChoice />
      </header>

      <main className="page-main" id="streams" tabIndex={-1}>
        <div className="title-row">
          <div className="title">
            <h1>{nameOf(account) ?? page.account}</h1>
            <p className="title-address">
              <span title={account}>{shortAddress(account)}</span>
              <CopyButton text={account} label={page.copyAddress} />
            </p>
          </div>
          <MotionControl motion={motion} onChange={setMotion} />
          <button type="button" className="button button-primary" onClick={startCreating}>
            <PlusIcon />
            {/* On a phone, screen readers still get the whole name. */}
            <span className="unless-narrow">{page.newStream}</span>
            <span className="if-narrow" aria-hidden="true">
              {page.newShort}
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

      <aside className="page-aside" aria-label={page.aside}>
        <Activity account={account} baseUrl={baseUrl} fetch={fetch} isInUse={isInUse} />
        {network && <NetworkPanel network={network} />}
      </aside>

      <Modal title={page.newStream} isOpen={isCreating} onClose={() => setIsCreating(false)}>
        <CreateStreamForm account={account} commands={commands} onCreated={showCreated} />
      </Modal>
    </>
  )
}

function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>(readTheme)
  useEffect(() => applyTheme(theme), [theme])
  const { page } = usePageMessages()
  const themes = [
    { value: 'light', label: page.light, icon: <SunIcon /> },
    { value: 'dark', label: page.dark, icon: <MoonIcon /> },
    { value: 'system', label: page.system, icon: <SystemIcon /> },
  ] as const
  return <Choice label={page.theme} options={themes} value={theme} onChange={setTheme} />
}
