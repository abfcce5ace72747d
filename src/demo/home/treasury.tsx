/**
 * The treasury of the account that pays: what it has in streams of each token, what flows, how long that lasts, and all of
 * its streams. A row leads to its stream (`#/home/12`), which takes the place of the treasury, and on a phone that of the
 * whole page. On a phone there is one token at a time, and the table is a list to look at: searching and managing is what
 * the view of streams is for.
 */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import {
  AccountBalance,
  BalanceForecast,
  SessionProvider,
  StreamDetail,
  useSession,
} from '../../index.ts'
import { demoTokens } from '../../mocks/demo-accounts.ts'
import { StreamTable } from '../../table.ts'
import '../../table.css'
import { Choice } from '../choice.tsx'
import { nameOf } from '../directory.ts'
import { CloseIcon } from '../icons.tsx'
import { printPlace } from '../views.ts'
import { useHomeMessages } from './home-language.ts'
import { TreasuryFrame } from './treasury-frame.tsx'
import { useMedia, widths } from './use-media.ts'

const allColumns = ['party', 'status', 'balance', 'rate', 'timeLeft', 'progress'] as const
/** Without the progress, which would be cut off: the time that is left has the same information. */
const fewColumns = allColumns.slice(0, -1)

export function Treasury({ account, selected }: { account: string; selected: string }) {
  const { treasury } = useHomeMessages()
  const isNarrow = useMedia(widths.narrow)
  const columns = useMedia(widths.fewColumns) ? fewColumns : allColumns
  const [chosenColumns, setChosenColumns] = useState<readonly string[] | null>(null)
  const [chosenToken, setChosenToken] = useState(demoTokens[0]?.symbol ?? '')
  const shownTokens = isNarrow
    ? demoTokens.filter(({ symbol }) => symbol === chosenToken)
    : demoTokens
  const opener = useOpener(selected)
  const manage = (
    <a className="button" href={`?account=${account}${printPlace('streams')}`}>
      {treasury.manage}
    </a>
  )
  const frame = (
    <TreasuryFrame
      account={account}
      // Its table keeps its order, its search and its place.
      isHidden={selected !== ''}
      action={
        isNarrow ? (
          <Choice
            label={treasury.token}
            options={demoTokens.map(({ symbol }) => ({ value: symbol, label: symbol }))}
            value={chosenToken}
            onChange={setChosenToken}
          />
        ) : (
          manage
        )
      }
    >
      <div className="treasury-tokens">
        {shownTokens.map(({ address, symbol }) => (
          <div key={address} className="treasury-token">
            <AccountBalance account={account} tokenAddress={address} />
            <div className="treasury-forecast">
              <h3>
                {treasury.forecast} <span className="sg-visually-hidden">{symbol}</span>
              </h3>
              <BalanceForecast account={account} tokenAddress={address} hideLegend />
            </div>
          </div>
        ))}
      </div>
      <StreamTable
        account={account}
        nameOf={nameOf}
        hasAvatars
        label={treasury.streams}
        visibleColumns={chosenColumns ?? columns}
        onVisibleColumnsChange={setChosenColumns}
        hideTools={isNarrow}
        hideTotals={isNarrow}
        onOpen={({ streamId = '' }) => {
          opener.remember()
          location.hash = printPlace('home', streamId)
        }}
      />
      {isNarrow && manage}
    </TreasuryFrame>
  )
  return (
    <>
      {selected && <Detail key={selected} account={account} streamId={selected} />}
      {frame}
    </>
  )
}

/** What has opened a stream gets the focus back, and its place in the window, when the stream is closed. */
function useOpener(selected: string) {
  const opener = useRef<Element | null>(null)
  const atPx = useRef(0)
  useLayoutEffect(() => {
    if (selected) return
    const { current } = opener
    if (!(current instanceof HTMLElement)) return
    opener.current = null
    window.scrollTo({ top: atPx.current, behavior: 'instant' })
    current.focus({ preventScroll: true })
  }, [selected])
  return useMemo(
    () => ({
      remember() {
        opener.current = document.activeElement
        atPx.current = window.scrollY
      },
    }),
    [],
  )
}

function Detail({ account, streamId }: { account: string; streamId: string }) {
  const { detail } = useHomeMessages()
  const session = useSession()
  // The same session, from the point of view of the account that pays.
  const ofPayer = useMemo(() => ({ ...session, account }), [session, account])
  const section = useRef<HTMLElement>(null)
  useEffect(() => {
    section.current?.scrollIntoView({ block: 'start' })
    section.current?.focus({ preventScroll: true })
  }, [])
  return (
    <section className="detail" aria-labelledby="detail-title" ref={section} tabIndex={-1}>
      <div className="detail-head">
        <h2 id="detail-title">{detail.title}</h2>
        <a className="icon-button" href={printPlace('home')} aria-label={detail.close}>
          <CloseIcon />
        </a>
      </div>
      <SessionProvider session={ofPayer}>
        <StreamDetail streamId={streamId} nameOf={nameOf} forecast={<BalanceForecast />} />
      </SessionProvider>
    </section>
  )
}
