/** What is mocked, in Node and in a page alike: a command, a read and the feed. */
import { createSession } from 'streamgauge'
import { demoAccounts, demoTokens, type MockBackend } from 'streamgauge/mocks'

/** Uses the API at `url` through whatever intercepts its requests, and returns what was received. */
export async function play(url: string, backend: MockBackend): Promise<readonly string[]> {
  const created = await fetch(`${url}/streams`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      sender: demoAccounts[0]?.address,
      recipient: demoAccounts[1]?.address,
      tokenAddress: demoTokens[0]?.address,
      ratePerSecond: '5',
      depositedAmount: '1000',
    }),
  })
  const read = (await (await fetch(`${url}/streams/1`)).json()) as { readonly streamId: string }

  const session = createSession({ url, filter: { streams: ['1'] } })
  const topUp = new Promise<bigint>((resolve) => {
    session.connection?.on('stream.topped_up', ({ amount }) => resolve(amount))
  })
  const live = new Promise<void>((resolve) => {
    session.connection?.subscribe(() => {
      const snapshot = session.connection?.getSnapshot()
      if (snapshot?.status === 'open' && snapshot.phase === 'live') resolve()
    })
  })
  session.start()
  await live
  await backend.ledger.topUp({ streamId: '1', amount: 7n })
  const amount = await topUp
  session.stop()
  return [`created ${created.status}`, `read ${read.streamId}`, `topped up ${amount}`]
}
