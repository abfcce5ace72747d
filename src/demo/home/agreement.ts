/**
 * Whether the page and its server agree, to the unit: what all streams to an account have at one second of the ledger, by
 * the page's own state and by what the server answers.
 */
import type { StreamState } from '../../feeds/payments/index.ts'
import { claimableAt } from '../../money/index.ts'
import type { Fetch } from '../send-request.ts'

export interface Agreement {
  /** The second that both were asked about. */
  readonly atSeconds: number
  /** What the page has computed, in base units. */
  readonly here: bigint
  /** What the server has answered. */
  readonly there: bigint
}

export interface AgreementQuestion {
  readonly fetch: Fetch
  readonly baseUrl: string
  /** The streams to the account, all of one token, as the page has them. */
  readonly streams: readonly StreamState[]
  readonly atSeconds: number
  readonly signal: AbortSignal
}

/** Rejects as `fetch` does, and for answers without an amount. */
export async function askServer(question: AgreementQuestion): Promise<Agreement> {
  const { fetch, baseUrl, streams, atSeconds, signal } = question
  const answers = await Promise.all(
    streams.map(async ({ streamId }) => {
      const url = `${baseUrl}/streams/${streamId}/claimable?at=${atSeconds}`
      const response = await fetch(url, { signal })
      const { claimable } = (await response.json()) as { claimable: string }
      return BigInt(claimable)
    }),
  )
  return {
    atSeconds,
    here: sumOf(streams.map((stream) => claimableAt(stream, { atSeconds }))),
    there: sumOf(answers),
  }
}

const sumOf = (amounts: readonly bigint[]) => amounts.reduce((sum, each) => sum + each, 0n)
