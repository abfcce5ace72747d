/** The texts of toasts about commands that succeeded. */
import type { StreamState } from '../feeds/payments/index.ts'
import { claimableAt } from '../money/index.ts'
import { printTokens } from './amount-text.ts'
import type { CommandAnswer, PlainAction } from './commands.ts'
import { displayName, tokenOf } from './directory.ts'
import { english } from './messages/english.ts'

export function createdText(
  { stream }: CommandAnswer,
  sent: { readonly recipient: string; readonly tokenAddress: string; readonly units: bigint },
  locale: string | undefined,
  { result, create } = english,
): string {
  const amount = printTokens(sent.units, tokenOf(sent.tokenAddress), locale, create.inBaseUnits)
  return result.created({
    id: stream?.streamId ?? '',
    amount,
    recipient: displayName(sent.recipient),
  })
}

export function toppedUpText(
  { streamId, tokenAddress }: Pick<StreamState, 'streamId' | 'tokenAddress'>,
  units: bigint,
  locale: string | undefined,
  { result, create } = english,
): string {
  const amount = printTokens(units, tokenOf(tokenAddress), locale, create.inBaseUnits)
  return result.toppedUp({ id: streamId, amount })
}

/** @param before the stream as the page had it when the command was sent */
export function actedText(
  action: PlainAction,
  before: StreamState,
  { stream: after }: CommandAnswer,
  locale: string | undefined,
  { result, create } = english,
): string {
  const { streamId, recipient } = before
  const id = streamId
  const inTokens = (units: bigint) =>
    printTokens(units, tokenOf(before.tokenAddress), locale, create.inBaseUnits)
  switch (action) {
    case 'withdraw': {
      const paid = after && paidOut(before, after)
      return paid
        ? result.paid({ amount: inTokens(paid), recipient: displayName(recipient) })
        : result.paidOut({ id })
    }
    case 'cancel': {
      const refund = after ? after.depositedAmount - after.withdrawnAmount : 0n
      return refund > 0n
        ? result.cancelledRefund({ id, amount: inTokens(refund) })
        : result.cancelled({ id })
    }
    case 'pause':
      return result.paused({ id })
    case 'resume':
      return result.resumed({ id })
  }
}

/** What this withdrawal paid; null if there was another one in between that the page had not seen. */
function paidOut(before: StreamState, after: StreamState): bigint | null {
  const paid = after.withdrawnAmount - before.withdrawnAmount
  // A completed stream keeps no time of its withdrawal in all servers; then the difference is all there is.
  return paid > 0n && paid === claimableAt(before, { atSeconds: after.lastUpdateTime })
    ? paid
    : null
}
