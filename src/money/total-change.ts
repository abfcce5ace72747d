/**
 * When a total reads differently next. A total of many truncated balances has no closed form: between two whole
 * seconds it is up to one unit a moving part away from a straight line. So the line says where to look, and the
 * total itself decides. Does not format or tick.
 */

import { divideUp } from './accrual.ts'
import { unitsPerStep } from './amount.ts'
import type { VisibleChangeOptions } from './display.ts'
import type { Totals } from './totals.ts'

/** A total, or the sum of several. */
export type ChangingTotal = Pick<Totals, 'balanceAt' | 'rateAt' | 'movingAt' | 'nextBreakpointMs'>

/**
 * A time after `afterMs` up to which the total, cut to `digits`, reads as it does at `afterMs`; `null` when it
 * never reads differently again. It is the first time at which it does, with two exceptions that may come early: the
 * next breakpoint, and a total with growing and falling parts, which can read the same again a little later.
 *
 * @throws MoneyError `decimals_range`, `time_range`
 */
export function nextTotalChangeMs(
  total: ChangingTotal,
  { decimals, digits, afterMs }: VisibleChangeOptions,
): number | null {
  const step = unitsPerStep(decimals, digits)
  const balance = total.balanceAt({ atMs: afterMs })
  const rate = total.rateAt({ atMs: afterMs })
  const { growing, shrinking } = total.movingAt({ atMs: afterMs })
  const bendMs = total.nextBreakpointMs({ atMs: afterMs })
  const [below, above] = edgesOf(balance, step)
  const toAbove = above - balance
  const toBelow = balance - below

  /** Null where it is beyond every time that can be computed at. */
  function nextMs(distance: bigint, pace: bigint): number | null {
    const ms = afterMs + Math.max(1, Number(divideUp(positive(distance) * 1000n, pace)))
    return Number.isSafeInteger(Math.ceil(ms)) ? ms : null
  }

  function leavesMs(): number | null {
    const parts = BigInt(growing + shrinking)
    if (growing > 0 && shrinking > 0) {
      // Within a second it may go back and forth by a unit a part.
      if (toAbove <= parts || toBelow <= parts) return afterMs + 1
      if (rate === 0n) return null
      return nextMs((rate > 0n ? toAbove : toBelow) - parts, rate > 0n ? rate : -rate)
    }
    if (parts === 0n) return null
    const pace = rate > 0n ? rate : -rate
    const distance = rate > 0n ? toAbove : toBelow
    const earliest = nextMs(distance - parts, pace)
    const latest = nextMs(distance + parts, pace)
    if (earliest === null || latest === null) return null
    return firstMs(earliest, Math.min(latest, bendMs ?? latest), (atMs) => {
      const then = total.balanceAt({ atMs })
      return then <= below || then >= above
    })
  }

  const leaves = leavesMs()
  if (leaves === null || bendMs === null) return leaves ?? bendMs
  return Math.min(leaves, bendMs)
}

const positive = (units: bigint) => (units > 0n ? units : 0n)

/** The nearest balances that read differently, below and above. Zero itself is two steps wide. */
function edgesOf(balance: bigint, step: bigint): readonly [below: bigint, above: bigint] {
  const shown = balance / step
  return [
    shown > 0n ? shown * step - 1n : (shown - 1n) * step,
    shown < 0n ? shown * step + 1n : (shown + 1n) * step,
  ]
}

/** The first millisecond in the range at which `isReached`, which stays true; `to` if it is none before. */
function firstMs(from: number, to: number, isReached: (atMs: number) => boolean): number {
  let low = from
  let high = Math.max(from, to)
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2)
    if (isReached(middle)) high = middle
    else low = middle + 1
  }
  return low
}
