/**
 * A scope for the totals of one account and token: widgets that are made of others compute them once. Renders no
 * element, and is not public.
 */
import { createContext, type Provider, useContext } from 'react'
import type { TotalsSource } from './totals-source.ts'
import {
  type AccountReference,
  type ComputedAccount,
  useComputedAccount,
} from './use-account-summary.ts'

const AccountContext = createContext<ComputedAccount | null>(null)
AccountContext.displayName = 'AccountScope'

/** Gives its totals to the widgets inside. */
export const AccountScope: Provider<ComputedAccount | null> = AccountContext.Provider

/**
 * The totals of the scope above, unless others are asked for; those of the reference otherwise.
 *
 * @param source of `streams`, where another widget has computed it
 */
export function useAccount(
  reference: AccountReference,
  isIncoming?: boolean,
  source?: TotalsSource | null,
): ComputedAccount {
  const { account, streams, tokenAddress, token, criticalWithinSeconds } = reference
  const above = useContext(AccountContext)
  const isOther = [account, streams, tokenAddress, token, criticalWithinSeconds].some(
    (given) => given !== undefined,
  )
  return useComputedAccount(reference, { isIncoming, source, inherited: isOther ? null : above })
}
