/** The treasury of the account that pays: what it has in streams of each token, what flows, and all of its streams. */
import { AccountBalance } from '../../index.ts'
import { demoTokens } from '../../mocks/demo-accounts.ts'
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
        {demoTokens.map(({ address }) => (
          <AccountBalance key={address} account={account} tokenAddress={address} />
        ))}
      </div>
    </section>
  )
}
