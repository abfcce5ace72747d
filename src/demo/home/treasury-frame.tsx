/** The treasury as far as it is known before it has been loaded: its heading, and the room for what it shows. */
import type { ReactNode } from 'react'
import { displayName } from '../directory.ts'
import { useHomeMessages } from './home-language.ts'

/** @param props.action next to the heading */
export function TreasuryFrame(props: {
  account: string
  action?: ReactNode
  isHidden?: boolean
  children: ReactNode
}) {
  const { treasury } = useHomeMessages()
  return (
    <section className="treasury" aria-labelledby="treasury-title" hidden={props.isHidden}>
      <div className="treasury-head">
        <h2 id="treasury-title">{treasury.title}</h2>
        <p className="quiet">{treasury.note({ party: displayName(props.account) })}</p>
        {props.action}
      </div>
      {props.children}
    </section>
  )
}

/** Cards and a table, as large as they will be. */
export function LoadingTreasury({ account }: { account: string }) {
  return (
    <TreasuryFrame account={account}>
      <div className="treasury-loading" aria-hidden="true">
        <div className="treasury-tokens">
          <div className="treasury-token" />
          <div className="treasury-token" />
        </div>
        <div className="treasury-token" />
      </div>
    </TreasuryFrame>
  )
}
