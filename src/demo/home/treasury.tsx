/** The treasury of the account that pays: totals in each token, what flows, and its streams. */
import { NetFlow, TokenBalances } from '../../index.ts'
import { displayName } from '../directory.ts'
import { printPlace } from '../views.ts'
import { useHomeMessages } from './home-language.ts'

export function Treasury({ account }: { account: string; selected: string }) {
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
      <div className="treasury-totals">
        <section className="panel" aria-label={treasury.totals}>
          <TokenBalances account={account} kind="remaining" />
        </section>
        <section className="panel">
          <NetFlow account={account} />
        </section>
      </div>
    </section>
  )
}
