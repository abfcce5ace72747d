/** Runs what is expected to be refused and returns the refusal, typed. */

import { MoneyError } from '../../src/money/index.ts'

export function moneyErrorOf(run: () => unknown): MoneyError {
  let result: unknown
  try {
    result = run()
  } catch (error) {
    if (error instanceof MoneyError) return error
    throw error
  }
  throw new Error(`Expected a MoneyError, got the result ${String(result)}.`)
}
