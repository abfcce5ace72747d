/** What commands that succeeded have done, as sentences. Pure. */
import type { ActionMessages } from '../../messages/actions-messages.ts'
import { claimableAt, type TokenInfo } from '../../money/index.ts'
import type { CommandAnswer, StreamCommand } from '../../react/actions/command.ts'
import type { StreamObject } from '../../react/stream-summary.ts'
import { type AmountStyle, printExact } from '../form/amount-text.ts'

/** How results are written. */
export interface ResultStyle extends AmountStyle {
  readonly messages: ActionMessages
  /** The name of an account, or its short address. */
  readonly nameOf: (address: string) => string
}

/** @param token null if its decimals are not known */
export function createdText(
  answer: CommandAnswer,
  sent: { readonly recipient: string; readonly depositedAmount: bigint },
  token: TokenInfo | null,
  style: ResultStyle,
): string {
  return style.messages.created({
    id: answer.stream?.streamId ?? '',
    amount: printExact(sent.depositedAmount, token, style),
    recipient: style.nameOf(sent.recipient),
  })
}

/**
 * What a command has done to a stream.
 *
 * @param before the stream as it was shown when the command was sent
 */
export function resultText(
  command: Exclude<StreamCommand, { readonly kind: 'create' }>,
  before: StreamObject,
  { stream: after }: CommandAnswer,
  token: TokenInfo | null,
  style: ResultStyle,
): string {
  const { messages } = style
  const { streamId: id } = command
  const print = (units: bigint) => printExact(units, token, style)
  switch (command.kind) {
    case 'top-up':
      return messages.toppedUp({ id, amount: print(command.amount) })
    case 'withdraw': {
      const paid = after && paidOut(before, after)
      return paid && before.recipient !== undefined
        ? messages.paid({ amount: print(paid), recipient: style.nameOf(before.recipient) })
        : messages.paidOut({ id })
    }
    case 'cancel': {
      const refund = after ? after.depositedAmount - after.withdrawnAmount : 0n
      return refund > 0n
        ? messages.cancelledRefund({ id, amount: print(refund) })
        : messages.hasCancelled({ id })
    }
    case 'pause':
      return messages.hasPaused({ id })
    case 'resume':
      return messages.hasResumed({ id })
  }
}

/** What this withdrawal paid; null if there was another one in between that the page had not seen. */
function paidOut(
  before: StreamObject,
  after: { readonly withdrawnAmount: bigint; readonly lastUpdateTime: number },
): bigint | null {
  const paid = after.withdrawnAmount - before.withdrawnAmount
  // A completed stream keeps no time of its withdrawal in all servers; then the difference is all there is.
  return paid > 0n && paid === claimableAt(before, { atSeconds: after.lastUpdateTime })
    ? paid
    : null
}
