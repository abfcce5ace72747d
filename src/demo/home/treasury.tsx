/**
 * The treasury of the account that pays: what it has in streams of each token, what flows, how long that lasts, and all of
 * its streams. A row
 * leads to its stream (`#/home/12`), which is shown below the table.
 */
import { useEffect, useMemo, useRef } from 'react'
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
import { displayName, nameOf } from '../directory.ts'
import { CloseIcon } from '../icons.tsx'
import { printPlace } from '../views.ts'
import { useHomeMessages } from './home-language.ts'

export function Treasury({ account, selected }: { account: string; selected: string }) {
  const { treasury } = useHomeMessages()
  return (
    <section className="treasury" aria-labelledby="treasury-title">
      <div className="treasury-head">
        <div>
          <h2 id="treasury-title">{treasury.title}</h2>
          <p className="quiet">{treasury.note({ party: displayName(account) })}</p>
        </div>
        <a className="button" href={`?account=${account}${printPlace('streams')}`}>
          {treasury.manage}
        </a>
      </div>
      <div className="treasury-tokens">
        {demoTokens.map(({ address, symbol }) => (
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
        onOpen={({ streamId = '' }) => {
          location.hash = printPlace('home', streamId)
        }}
      />
      {selected && <Detail key={selected} account={account} streamId={selected} />}
    </section>
  )
}

function Detail({ account, streamId }: { account: string; streamId: string }) {
  const { detail } = useHomeMessages()
  const session = useSession()
  // The same session, from the point of view of the account that pays.
  const ofPayer = useMemo(() => ({ ...session, account }), [session, account])
  const section = useRef<HTMLElement>(null)
  useEffect(() => {
    section.current?.scrollIntoView({ block: 'nearest' })
    section.current?.focus({ preventScroll: true })
  }, [])
  return (
    <section className="detail" aria-labelledby="detail-title" ref={section} tabIndex={-1}>
      <div className="treasury-head">
        <h2 id="detail-title">{detail.title}</h2>
        <a className="icon-button" href={printPlace('home')} aria-label={detail.close}>
          <CloseIcon />
        </a>
      </div>
      <SessionProvider session={ofPayer}>
        <StreamDetail streamId={streamId} nameOf={nameOf} />
      </SessionProvider>
    </section>
  )
}
