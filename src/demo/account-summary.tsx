/**
 * What the streams of the account come to in each token: the one thing to look at, before the streams themselves. Left out
 * while there are none, which the list below says.
 */
import { AccountBalance, useTokenBalances } from '../index.ts'

export function AccountSummary() {
  const { tokens, summary, message } = useTokenBalances()
  if (message) return null
  const shown = summary.phase === 'loading' ? [undefined] : tokens
  return (
    <div className="account-summary">
      {shown.map((tokenAddress) => (
        <AccountBalance key={tokenAddress ?? ''} tokenAddress={tokenAddress} fastDigits={0} />
      ))}
    </div>
  )
}
