/** The indexer against a Soroban RPC with real XDR: what it reads, repeats, failures, restarts and lost ledgers. */
import { xdr } from '@stellar/stellar-sdk'
import { describe, expect, it } from 'vitest'
import { createContractChain, firstLedger } from '../../support/contract-chain.ts'
import { wireEvent } from '../../support/soroban-rpc.ts'
import { countEvents, createIndexerWorld, expectContract } from './indexer-world.ts'

const chain = createContractChain({ seed: 3, streams: 8, count: 450 })
const streamEvents = chain.events.filter(({ name }) => name !== 'fee_collected')

describe('an indexer', () => {
  it('brings every stream to the state of the contract, with the events of the chain', async () => {
    const { log, follow } = createIndexerWorld({ chain })
    const { indexer, ledger } = await follow()
    await expectContract(ledger, chain)
    expect(await countEvents(log)).toBe(streamEvents.length)
    expect(indexer.measure()).toMatchObject({
      events: { applied: streamEvents.length, held: 0, malformed: 0, ignored: 0 },
      position: chain.latestLedger,
    })
    const { entries } = await log.latest('payments', { limit: 1 })
    expect(JSON.parse(entries[0]?.data ?? '')).toMatchObject({
      transactionHash: streamEvents.at(-1)?.txHash,
      ledger: streamEvents.at(-1)?.ledger,
    })
    await indexer.close()
  })

  it.each([1, 2, 3])(
    'is right when events are repeated and come in later pages (%i)',
    async (seed) => {
      const { log, follow } = createIndexerWorld({ chain, disorder: 150, seed })
      const { indexer, ledger } = await follow()
      await expectContract(ledger, chain)
      expect(await countEvents(log)).toBe(streamEvents.length)
      expect(indexer.measure().events['repeated']).toBeGreaterThan(0)
      await indexer.close()
    },
  )

  it('reads on while the chain grows, and asks only for what is new', async () => {
    const { rpc, world, follow } = createIndexerWorld({ chain })
    rpc.endAt(firstLedger + 10)
    const { indexer, ledger } = await follow()
    for (let end = firstLedger + 11; end <= chain.latestLedger; end += 40) {
      rpc.endAt(end)
      await world.advance(5_000)
    }
    rpc.endAt(chain.latestLedger)
    await world.advance(10_000)
    await expectContract(ledger, chain)
    expect(indexer.measure().events['repeated']).toBe(0)
    await indexer.close()
  })

  it('continues after a restart where it was, and after a crash without losing or repeating', async () => {
    const { rpc, log, world, open, reachEnd } = createIndexerWorld({ chain })
    for (let round = 0; ; round++) {
      // Never closed: its requests have no answer from then on.
      let isCrashed = false
      const { indexer, ledger } = open({
        fetch: (...given) => (isCrashed ? new Promise(() => {}) : rpc.fetch(...given)),
      })
      rpc.endAt(Math.min(chain.latestLedger, firstLedger + round * 150))
      indexer.start()
      if (firstLedger + round * 150 >= chain.latestLedger) {
        await reachEnd(indexer)
        await expectContract(ledger, chain)
        await indexer.close()
        break
      }
      await world.advance(200)
      isCrashed = true
    }
    expect(await countEvents(log)).toBe(streamEvents.length)
  })

  it('stores its cursor while there are no events, so that an idle contract causes no gap', async () => {
    const { rpc, world, follow } = createIndexerWorld({ chain })
    rpc.endAt(firstLedger + 50)
    let isCrashed = false
    await follow({
      contractIds: [otherContract],
      fetch: (...given) => (isCrashed ? new Promise(() => {}) : rpc.fetch(...given)),
    })
    await world.advance(120_000)
    isCrashed = true
    rpc.endAt(chain.latestLedger)
    rpc.forgetBefore(firstLedger + 50)
    const { indexer } = await follow({ contractIds: [otherContract] })
    expect(indexer.measure().gaps).toBe(0)
    await indexer.close()
  })

  it('reads from the start again when another contract is added', async () => {
    const { follow } = createIndexerWorld({ chain })
    const first = await follow({ contractIds: [otherContract] })
    expect(first.indexer.measure().events['applied']).toBe(0)
    await first.indexer.close()
    const { indexer, ledger } = await follow()
    await expectContract(ledger, chain)
    await indexer.close()
  })

  it('sets malformed events aside, with the reason, and reads on', async () => {
    const [sample] = streamEvents.map(wireEvent)
    if (sample === undefined) throw new Error('The chain has no event.')
    const id = (n: number) => sample.id.replace(/\d{10}$/, String(900 + n).padStart(10, '0'))
    const symbol = xdr.ScVal.scvSymbol('x').toXdr('base64')
    const extra = [
      { ...sample, id: id(1), value: 'not XDR' },
      { ...sample, id: id(2), value: symbol },
      { ...sample, id: id(3), topic: [sample.topic[0] ?? '', symbol] },
      { ...sample, id: id(4), ledgerClosedAt: 'yesterday' },
      { ...sample, id: id(5), inSuccessfulContractCall: false },
    ]
    const { follow } = createIndexerWorld({ chain, extra })
    const { indexer, ledger } = await follow()
    await expectContract(ledger, chain)
    expect(indexer.measure().events).toMatchObject({ malformed: 4, ignored: 1 })
    expect(indexer.health().aside.map((event) => event.id)).toEqual([id(1), id(2), id(3), id(4)])
    expect(indexer.health().aside[2]?.reason).toBe('its second topic is not a u64')
    await indexer.close()
  })
})

const otherContract = 'CAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD2KM'

describe('an indexer whose RPC fails', () => {
  it('tries again, and misses nothing', async () => {
    const { rpc, log, follow } = createIndexerWorld({ chain, disorder: 20 })
    rpc.failOften(0.4)
    const { indexer, ledger } = await follow()
    await expectContract(ledger, chain)
    expect(await countEvents(log)).toBe(streamEvents.length)
    expect(Object.keys(indexer.measure().failures).sort()).toEqual([
      ...['bad_answer', 'http', 'network', 'rpc'],
    ])
    await indexer.close()
  })

  it('waits at least as long as the RPC asks', async () => {
    const { rpc, world, open } = createIndexerWorld({ chain })
    rpc.fail({ status: 429, retryAfter: '30' })
    const { indexer } = open()
    indexer.start()
    await world.advance(29_000)
    expect(rpc.calls).toEqual({ getHealth: 1 })
    expect(indexer.health().status).toBe('failing')
    await world.advance(2_000)
    expect(rpc.calls['getHealth']).toBe(2)
    await indexer.close()
  })

  it('waits longer after each failure, up to a minute, at random', async () => {
    const { rpc, world, open } = createIndexerWorld({ chain })
    rpc.failOften(1)
    const { indexer } = open()
    indexer.start()
    await world.advance(3_600_000)
    const attempts = rpc.calls['getHealth'] ?? 0
    // Half a minute on average, with the random numbers of the world.
    expect(attempts).toBeGreaterThan(110)
    expect(attempts).toBeLessThan(140)
    await indexer.close()
  })

  it('gives up on an answer that does not come', async () => {
    const { rpc, world, open, reachEnd } = createIndexerWorld({ chain })
    rpc.fail('silence')
    const { indexer, ledger } = open({ timeoutMs: 5_000 })
    indexer.start()
    await world.advance(4_900)
    expect(rpc.calls).toEqual({ getHealth: 1 })
    await reachEnd(indexer)
    expect(indexer.measure().failures).toEqual({ timeout: 1 })
    await expectContract(ledger, chain)
    await indexer.close()
  })

  it('is not ready when nothing was read for a minute, and ready again afterwards', async () => {
    const { rpc, world, follow } = createIndexerWorld({ chain })
    const { indexer } = await follow()
    expect(await indexer.readiness.check()).toEqual([])
    rpc.failOften(1)
    await world.advance(70_000)
    expect(await indexer.readiness.check()).toEqual(['chain_stalled'])
    rpc.failOften(0)
    await world.advance(61_000)
    expect(await indexer.readiness.check()).toEqual([])
    await indexer.close()
  })

  it('stops in the middle of a request when it is closed', async () => {
    const { rpc, world, open } = createIndexerWorld({ chain })
    rpc.fail('silence')
    const { indexer } = open()
    indexer.start()
    await world.advance(10)
    await indexer.close()
    await world.advance(600_000)
    expect(rpc.calls).toEqual({ getHealth: 1 })
    expect(world.pending()).toBe(0)
  })
})

describe('an indexer whose RPC no longer has the ledgers', () => {
  const middle = firstLedger + Math.floor((chain.latestLedger - firstLedger) / 2)

  async function lose(...given: Parameters<ReturnType<typeof createIndexerWorld>['open']>) {
    const world = createIndexerWorld({ chain })
    world.rpc.endAt(firstLedger + 100)
    const first = await world.follow()
    await first.indexer.close()
    world.rpc.endAt(chain.latestLedger)
    world.rpc.forgetBefore(middle)
    return { ...world, ...(await world.follow(...given)) }
  }

  it('declares a gap, is not ready, and keeps both over a restart', async () => {
    const { indexer, follow } = await lose()
    // The rest of the ledger of the cursor may be lost too.
    const gap = { fromLedger: firstLedger + 100, toLedger: middle - 1 }
    expect(indexer.health().gap).toMatchObject(gap)
    expect(indexer.measure().gaps).toBe(1)
    expect(await indexer.readiness.check()).toEqual(['chain_gap'])
    await indexer.close()
    const again = await follow()
    expect(again.indexer.health().gap).toMatchObject(gap)
    expect(again.indexer.measure().gaps).toBe(0)
    await again.indexer.close()
  })

  it('holds what does not fit instead of showing a wrong balance', async () => {
    const { indexer, ledger } = await lose()
    const { heldStreams } = indexer.health()
    expect(Object.keys(heldStreams).length).toBeGreaterThan(0)
    for (const [id, model] of chain.models) {
      if (heldStreams[id] !== undefined) continue
      const known = await ledger.read(id).catch(() => null)
      if (known === null) continue
      expect(known.stream.withdrawnAmount <= model.storage.withdrawn_amount).toBe(true)
    }
    await indexer.close()
  })

  it('stays ready if it is asked to continue', async () => {
    const { indexer } = await lose({ onGap: 'continue' })
    expect(indexer.health().gap).not.toBeNull()
    expect(await indexer.readiness.check()).toEqual([])
    await indexer.close()
  })

  it('reads the streams from the storage of the contract, and is right and ready again', async () => {
    const { indexer, ledger, rpc } = await lose({}, 'storage')
    expect(indexer.measure().gaps).toBe(1)
    expect(indexer.health()).toMatchObject({ gap: null, heldStreams: {} })
    expect(await indexer.readiness.check()).toEqual([])
    expect(rpc.calls['getLedgerEntries']).toBeGreaterThan(0)
    await expectContract(ledger, chain)
    await indexer.close()
  })

  it('keeps the gap while a live stream is not in the storage, and names the stream', async () => {
    const opened = createIndexerWorld({ chain })
    opened.rpc.endAt(firstLedger + 100)
    const first = await opened.follow()
    const { streams } = await first.ledger.list({ limit: 100, status: 'active' })
    const id = streams[0]?.streamId ?? ''
    await first.indexer.close()
    opened.rpc.archive([id])
    opened.rpc.endAt(chain.latestLedger)
    opened.rpc.forgetBefore(chain.latestLedger)
    const { indexer } = await opened.follow({}, 'storage')
    await opened.world.advance(120_000)
    expect(indexer.health().gap?.streamIds).toEqual([id])
    expect(await indexer.readiness.check()).toEqual(['chain_gap'])
    const calls = opened.rpc.calls['getLedgerEntries'] ?? 0
    await opened.world.advance(30_000)
    expect((opened.rpc.calls['getLedgerEntries'] ?? 0) - calls).toBeLessThan(6)
    await indexer.close()
  })

  it('declares a gap when it begins with streams that the contract does not number', async () => {
    const { rpc, follow } = createIndexerWorld({ chain })
    rpc.forgetBefore(middle)
    rpc.hideCounter()
    const { indexer, ledger } = await follow({}, 'storage')
    expect(indexer.health().gap).toMatchObject({ fromLedger: 1 })
    expect(await indexer.readiness.check()).toEqual(['chain_gap'])
    await expectContract(ledger, chain)
    await indexer.close()
  })

  it('declares a gap when the first snapshot fails, until one is read', async () => {
    const { rpc, follow, world } = createIndexerWorld({ chain })
    rpc.forgetBefore(middle)
    let isFailing = true
    const { indexer, ledger } = await follow(
      {
        fetch: (url, init) =>
          isFailing && String(init?.body).includes('getLedgerEntries')
            ? Promise.reject(new TypeError('fetch failed'))
            : rpc.fetch(url, init),
      },
      'storage',
    )
    expect(await indexer.readiness.check()).toEqual(['chain_gap'])
    isFailing = false
    await world.advance(10_000)
    expect(await indexer.readiness.check()).toEqual([])
    await expectContract(ledger, chain)
    await indexer.close()
  })

  it('begins with the streams as they are when it has never read', async () => {
    const world = createIndexerWorld({ chain })
    world.rpc.forgetBefore(middle)
    const { indexer, ledger } = await world.follow({}, 'storage')
    expect(indexer.measure().gaps).toBe(0)
    await expectContract(ledger, chain)
    await indexer.close()
  })
})
