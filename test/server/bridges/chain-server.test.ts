/** A server process that follows a chain: its variables, what it answers, and what operators see. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { memoryLog, paymentsFeed } from '../../../server/index.ts'
import { serve } from '../../../server/node/serve.ts'
import { contractId, createContractChain, firstLedger } from '../../support/contract-chain.ts'
import { type ListeningRpc, startFakeRpc } from '../../support/soroban-rpc.ts'
import { type SpawnedServer, spawnServer } from '../../support/spawn.ts'
import { until } from '../../support/until.ts'

const chain = createContractChain({ seed: 5, streams: 4, count: 60 })
let rpc: ListeningRpc
let server: SpawnedServer

beforeAll(async () => {
  rpc = await startFakeRpc({ chain })
  rpc.forgetBefore(firstLedger + 5)
  server = await spawnServer({
    env: {
      ...{ LOG: 'memory', SOROBAN_RPC_URL: rpc.url, CONTRACT_IDS: contractId },
      ...{ START_LEDGER: String(firstLedger), CHAIN_POLL_MS: '100', LOG_LEVEL: 'error' },
      ENDED_STREAMS_MS: '9000000000000000',
    },
  })
})
afterAll(async () => {
  await server.stop()
  await rpc.close()
})

const get = async (path: string) => (await fetch(`${server.url}${path}`)).text()

describe('a server that follows a chain', () => {
  it('shows the streams of the contract, and makes up for what the RPC has forgotten', async () => {
    const last = `streamgauge_bridge_position{bridge="chain"} ${chain.latestLedger}`
    await until(async () => (await get('/metrics')).includes(last), 20_000, 'the chain is read')
    const metrics = await get('/metrics')
    expect(metrics).toContain('streamgauge_bridge_gaps_total{bridge="chain"} 1')
    expect(metrics).toContain('streamgauge_bridge_held{bridge="chain"} 0')
    expect(metrics).toMatch(
      /streamgauge_bridge_events_total\{bridge="chain",outcome="repeated"\} \d/,
    )
    expect(JSON.parse(await get('/readyz'))).toEqual({ status: 'ready' })
    for (const [id, model] of chain.models) {
      expect(JSON.parse(await get(`/streams/${id}`))).toMatchObject({
        withdrawnAmount: model.storage.withdrawn_amount.toString(),
        depositedAmount: model.storage.deposited_amount.toString(),
      })
    }
  })

  it('refuses commands', async () => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${server.url}/streams/1/pause`, { method: 'POST', headers })
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ code: 'commands_off' })
  })

  it('cannot simulate', async () => {
    const feed = paymentsFeed({ log: memoryLog(), commands: false })
    await expect(serve({ port: 0, feeds: [feed], simulate: 'payroll' })).rejects.toThrow(
      'takes no commands',
    )
  })

  it('does not start when a bridge cannot be prepared, and closes what was opened', async () => {
    const log = memoryLog()
    const never = () => Promise.resolve()
    const broken = {
      name: 'broken',
      prepare: () => Promise.reject(new Error('not prepared')),
      start: () => {},
      close: never,
      readiness: { check: () => [] },
      measure: () => ({ events: {}, failures: {}, held: 0, gaps: 0, position: 0 }),
    }
    const feeds = [paymentsFeed({ log, commands: false })]
    await expect(serve({ port: 0, feeds, bridges: [broken] })).rejects.toThrow('not prepared')
    await expect(log.bounds('payments')).rejects.toMatchObject({ code: 'log_closed' })
  })
})
