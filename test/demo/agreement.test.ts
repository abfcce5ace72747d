import { describe, expect, it } from 'vitest'
import { askServer } from '../../src/demo/home/agreement.ts'
import { demoAccounts, demoTokens } from '../../src/mocks/demo-accounts.ts'
import { createMockBackend } from '../../src/mocks/index.ts'

const [sender = '', recipient = ''] = demoAccounts.map(({ address }) => address)
const tokenAddress = demoTokens[0]?.address ?? ''

async function setUp() {
  const backend = createMockBackend()
  const startTime = backend.ledger.nowSeconds() - 100
  const terms = { sender, recipient, tokenAddress, depositedAmount: 1_000n, startTime }
  const created = await backend.ledger.create({ ...terms, ratePerSecond: 3n })
  await backend.ledger.create({ ...terms, ratePerSecond: 4n })
  const { streams } = await backend.ledger.list({ recipient })
  const question = {
    fetch: backend.fetch,
    baseUrl: '',
    streams,
    atSeconds: startTime + 60,
    signal: new AbortController().signal,
  }
  return { backend, question, streamId: created.stream.streamId }
}

describe('the question whether page and server agree', () => {
  it('is answered with what both have at one second, to the unit', async () => {
    const { backend, question } = await setUp()
    expect(await askServer(question)).toEqual({
      atSeconds: question.atSeconds,
      here: 420n,
      there: 420n,
    })
    await backend.close()
  })

  it('is answered with both amounts where they differ', async () => {
    const { backend, question, streamId } = await setUp()
    await backend.ledger.withdraw({ streamId })
    const { here, there } = await askServer(question)
    expect([here, there]).toEqual([420n, 240n])
    await backend.close()
  })
})
