/**
 * Why a balance of a payment stream is what it is: the contract's rule as steps with the numbers put in, at a whole ledger
 * second. Pure; without texts.
 *
 * E1 The result is that of the money module, to the unit.
 * E2 Each step follows from the inputs and the steps before it, and from nothing else.
 */
import { claimableAtSecond, outstandingOf, type StreamTerms } from '../../money/accrual.ts'
import type { BalanceKind } from '../../money/index.ts'

/** One step. Amounts are units, times Unix seconds. */
export type ExplanationStep =
  /** `to − from`, at least 0: the time that counts. `to` is the pause while paused. */
  | {
      readonly kind: 'elapsed'
      readonly from: number
      readonly to: number
      readonly seconds: bigint
    }
  /** `rate × seconds` */
  | {
      readonly kind: 'accrued'
      readonly rate: bigint
      readonly seconds: bigint
      readonly units: bigint
    }
  /** `deposited − withdrawn`, at least 0 */
  | {
      readonly kind: 'limit'
      readonly deposited: bigint
      readonly withdrawn: bigint
      readonly units: bigint
    }
  /** The smaller of the two. */
  | {
      readonly kind: 'withdrawable'
      readonly accrued: bigint
      readonly limit: bigint
      readonly units: bigint
    }
  /** `withdrawn + withdrawable` */
  | {
      readonly kind: 'streamed'
      readonly withdrawn: bigint
      readonly withdrawable: bigint
      readonly units: bigint
    }
  /** `deposited − streamed` */
  | {
      readonly kind: 'remaining'
      readonly deposited: bigint
      readonly streamed: bigint
      readonly units: bigint
    }
  /** An input as it is, or 0 for what an ended stream has left to withdraw. */
  | { readonly kind: 'fixed'; readonly units: bigint }

/** Why a step is as it is. */
export type ExplanationReason = 'notStarted' | 'paused' | 'limitReached' | 'ended'

/** The steps to a balance. */
export interface Explanation {
  /** Which balance. */
  readonly kind: BalanceKind
  /** The ledger second that it is computed at. */
  readonly atSeconds: number
  /** In the order in which they are computed. */
  readonly steps: readonly ExplanationStep[]
  /** The result of the last step. */
  readonly units: bigint
  /** What is worth knowing about it; null for a stream that runs. */
  readonly reason: ExplanationReason | null
}

/**
 * The steps to one balance of a stream.
 *
 * @param atSeconds a whole ledger second
 * @throws MoneyError for terms that no contract could hold
 */
export function explainBalance(
  stream: StreamTerms,
  kind: BalanceKind,
  atSeconds: number,
): Explanation {
  const { depositedAmount: deposited, withdrawnAmount: withdrawn, status } = stream
  const isEnded = status === 'cancelled' || status === 'completed'
  const claimable = claimableAtSecond(stream, atSeconds)
  const steps: ExplanationStep[] = []
  const flow = isEnded || kind === 'withdrawn' ? null : flowOf(stream, atSeconds, claimable)
  if (flow) steps.push(...flow.steps)
  const streamed = withdrawn + claimable
  if (kind === 'withdrawn') steps.push({ kind: 'fixed', units: withdrawn })
  else if (kind === 'withdrawable') {
    if (isEnded) steps.push({ kind: 'fixed', units: 0n })
  } else {
    steps.push(
      isEnded
        ? { kind: 'fixed', units: streamed }
        : { kind: 'streamed', withdrawn, withdrawable: claimable, units: streamed },
    )
    if (kind === 'remaining') {
      steps.push({ kind: 'remaining', deposited, streamed, units: deposited - streamed })
    }
  }
  const last = steps.at(-1)
  return {
    kind,
    atSeconds,
    steps,
    units: last && 'units' in last ? last.units : 0n,
    reason: isEnded ? 'ended' : (flow?.reason ?? null),
  }
}

/** Accrual, its limit, and the smaller of the two. */
function flowOf(stream: StreamTerms, atSeconds: number, claimable: bigint) {
  const { ratePerSecond: rate, lastUpdateTime: from, status, pausedAt } = stream
  const isPaused = status === 'paused'
  const to = isPaused ? (pausedAt ?? from) : atSeconds
  const difference = BigInt(to) - BigInt(from)
  const seconds = difference > 0n ? difference : 0n
  const accrued = seconds * rate
  const limit = outstandingOf(stream)
  const steps: ExplanationStep[] = [
    { kind: 'elapsed', from, to, seconds },
    { kind: 'accrued', rate, seconds, units: accrued },
    {
      kind: 'limit',
      deposited: stream.depositedAmount,
      withdrawn: stream.withdrawnAmount,
      units: limit,
    },
    { kind: 'withdrawable', accrued, limit, units: claimable },
  ]
  const reason: ExplanationReason | null = isPaused
    ? 'paused'
    : difference < 0n
      ? 'notStarted'
      : accrued >= limit
        ? 'limitReached'
        : null
  return { steps, reason }
}
