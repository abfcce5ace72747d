/** An indexer over a log in memory and a Soroban RPC in the test; time passes when the test says so. */
import { expect } from 'vitest'
import { type ChainIndexerOptions, chainIndexer } from '../../../server/bridges/chain-indexer.ts'
import { paymentsFeed } from '../../../server/feeds/payments/payments-feed.ts'
import type { Ledger } from '../../../server/ledger/commands.ts'
import type { EventLog } from '../../../server/log/event-log.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { type ContractChain, contractId } from '../../support/contract-chain.ts'
import { createFakeWorld } from '../../support/fake-world.ts'
import { createFakeRpc, type FakeRpcOptions } from '../../support/soroban-rpc.ts'

export function createIndexerWorld(options: FakeRpcOptions) {
  const world = createFakeWorld({ startMs: options.chain.latestSecond * 1_000 + 60_000 })
  const { clock, timers, random } = world.platform
  const rpc = createFakeRpc(options)
  const log = memoryLog({ clock, random, retentionEvents: 1_000_000 })

  /** Another process over the same log. @param source `storage`: begins with the streams of the contract's storage */
  function open(given: Partial<ChainIndexerOptions> = {}, source: 'events' | 'storage' = 'events') {
    const feed = paymentsFeed({ log, clock, timers, commands: false })
    const indexer = chainIndexer({
      feed,
      ...{ rpcUrl: 'http://rpc.test', contractIds: [contractId] },
      ...(source === 'events' && { startLedger: 1, readStreams: null }),
      ...{ fetch: rpc.fetch, clock, timers, random, pageSize: 100 },
      ...given,
    })
    return { feed, indexer, ledger: feed.ledger }
  }

  /** Starts it, and lets time pass until it has read everything there is. */
  async function follow(...given: Parameters<typeof open>) {
    const opened = open(...given)
    opened.indexer.start()
    await reachEnd(opened.indexer)
    return opened
  }

  async function reachEnd(indexer: ReturnType<typeof chainIndexer>) {
    for (let rounds = 0; rounds < 500; rounds++) {
      await world.advance(1_000)
      if (indexer.health().status === 'following') return
    }
    throw new Error(`The indexer did not reach the end: ${JSON.stringify(indexer.measure())}`)
  }

  return { world, rpc, log, open, follow, reachEnd }
}

/** Every stream is the contract's, and so is what can be withdrawn. */
export async function expectContract(ledger: Ledger, chain: ContractChain): Promise<void> {
  const second = chain.latestSecond
  for (const [id, model] of chain.models) {
    const { stream } = await ledger.read(id)
    const { streamId: _, sender: _s, recipient: _r, tokenAddress: _t, ...terms } = stream
    const { pausedAt, ...expected } = model.terms()
    const isPaused = expected.status === 'paused'
    expect({ id, ...terms }).toEqual({ id, ...expected, pausedAt: isPaused ? pausedAt : null })
    for (const at of [second, second + 1_000]) {
      expect((await ledger.claimable(id, at)).claimable, id).toBe(model.claimable(at))
    }
  }
}

/** How many events a log has, and that none is there twice. */
export async function countEvents(log: EventLog): Promise<number> {
  const { epoch, top } = await log.bounds('payments')
  const reading = await log.read('payments', { epoch, offset: 0 }, top, top)
  const entries = reading.kind === 'entries' ? reading.entries : []
  const bodies = entries.map(({ type, data }) => `${type} ${data}`)
  expect(new Set(bodies).size).toBe(bodies.length)
  return entries.length
}
