/** Creates payment streams on a running server as another client would: `POST /streams`. */
import { demoDollar, demoEmployer, demoStaff } from '../../server/ledger/demo-accounts.ts'

interface PostedStream {
  readonly sender: string
  readonly recipient: string
  /** Base units. */
  readonly ratePerSecond: string
  /** Base units. */
  readonly depositedAmount: string
  /** Unix seconds. */
  readonly startTime: number
}

/**
 * Creates a stream of a thousand units a second from the demo's employer to its first employee, unless `stream` differs.
 * @returns its id
 */
export async function postStream(
  serverUrl: string,
  stream: Partial<PostedStream> = {},
): Promise<string> {
  const answer = await fetch(`${serverUrl}/streams`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      sender: demoEmployer.address,
      recipient: demoStaff[0]?.address,
      tokenAddress: demoDollar.address,
      ratePerSecond: '1000',
      depositedAmount: '864000000',
      ...stream,
    }),
  })
  if (answer.status !== 201) throw new Error(`Creating a stream was answered ${answer.status}.`)
  return ((await answer.json()) as { streamId: string }).streamId
}
