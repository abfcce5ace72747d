/** What a command has done, as the toast says it. */
import type { StreamState } from '../feeds/payments/index.ts'
import { claimableAt } from '../money/index.ts'
import { printTokens } from './amount-text.ts'
import type { CommandAnswer, PlainAction } from './commands.ts'
import { displayName, tokenOf } from './directory.ts'

export function createdText(
  { stream }: CommandAnswer,
  sent: { readonly recipient: string; readonly tokenAddress: string; readonly units: bigint },
  locale: string | undefined,
): string {
  const amount = printTokens(sent.units, tokenOf(sent.tokenAddress), locale)
  const name = stream ? `Stream ${stream.streamId}` : 'Stream'
  return `${name} created: ${amount} to ${displayName(sent.recipient)}.`
}

export function toppedUpText(
  { streamId, tokenAddress }: Pick<StreamState, 'streamId' | 'tokenAddress'>,
  units: bigint,
  locale: string | undefined,
): string {
  return `${printTokens(units, tokenOf(tokenAddress), locale)} added to stream ${streamId}.`
}

/** @param before the stream as the page had it when the command was sent */
export function actedText(
  action: PlainAction,
  before: StreamState,
  { stream: after }: CommandAnswer,
  locale: string | undefined,
): string {
  const { streamId, recipient } = before
  const inTokens = (units: bigint) => printTokens(units, tokenOf(before.tokenAddress), locale)
  switch (action) {
    case 'withdraw': {
      const paid = after && paidOut(before, after)
      return paid
        ? `${inTokens(paid)} paid to ${displayName(recipient)}.`
        : `Stream ${streamId} paid out.`
    }
    case 'cancel': {
      const refund = after ? after.depositedAmount - after.withdrawnAmount : 0n
      return `Stream ${streamId} cancelled.${refund > 0n ? ` ${inTokens(refund)} refunded.` : ''}`
    }
    case 'pause':
      return `Stream ${streamId} paused.`
    case 'resume':
      return `Stream ${streamId} resumed.`
  }
}

/** What this withdrawal paid; null when another one came between, which the page had not seen. */
function paidOut(before: StreamState, after: StreamState): bigint | null {
  const paid = after.withdrawnAmount - before.withdrawnAmount
  // A completed stream keeps no time of its withdrawal in all servers; then the difference is all there is.
  return paid > 0n && paid === claimableAt(before, after.lastUpdateTime) ? paid : null
}
