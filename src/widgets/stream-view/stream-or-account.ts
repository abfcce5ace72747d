/** For widgets that show a payment stream or an account: which of them the props ask for. */

/** Props of a stream, of which one that is undefined is a stream that is still loading. */
const ofStream = ['streamId', 'stream'] as const
const ofAccount = ['account', 'streams', 'tokenAddress'] as const

/**
 * A stream that is given wins, even if it is not known yet; then an account, then the `StreamScope` above; else it is
 * the account of the provider.
 */
export function isOfAccount(props: object, hasScope: boolean): boolean {
  const given = props as Readonly<Record<string, unknown>>
  if (ofStream.some((name) => name in given)) return false
  return !hasScope || ofAccount.some((name) => given[name] !== undefined)
}
