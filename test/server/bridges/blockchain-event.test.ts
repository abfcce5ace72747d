/** Events from a source of your own, by the names of FlowFi's indexer. */
import { describe, expect, it } from 'vitest'
import { createApp } from '../../../server/app.ts'
import type { BlockchainEvent } from '../../../server/bridges/blockchain-event.ts'
import { type ChainIndexerOptions, chainIndexer } from '../../../server/bridges/chain-indexer.ts'
import { paymentsFeed } from '../../../server/feeds/payments/payments-feed.ts'
import { memoryLog } from '../../../server/log/memory.ts'

const sender = 'GDQP2KPQGKIHYJGXNUIYOMHARUARCA7DJT5FO2FFOOKY3B2WSQHG4W37'
const recipient = 'GCEZWKCA5VLDNRLN3RPRJMRZOX3Z6G5CHCGSNFHEYVXM3XOJMDS674JZ'
const tokenAddress = 'CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75'
const start = 1_790_000_000
const at = (seconds: number) => start + seconds
const transactionHash = '3389e9f0'

const created: BlockchainEvent = {
  eventType: 'CREATED',
  streamId: 42,
  ...{ sender, recipient, tokenAddress, transactionHash },
  ratePerSecond: '10',
  depositedAmount: 1_000n,
  startTime: start,
}

function open(log = memoryLog()) {
  const feed = paymentsFeed({ log, commands: false })
  return { ...chainIndexer({ feed }), feed, log, ledger: feed.ledger }
}

describe('an event of the chain from a program', () => {
  it('changes its stream by the rules of the contract, for every kind', async () => {
    const { handleBlockchainEvent, ledger, feed, log } = open()
    const life: readonly BlockchainEvent[] = [
      created,
      { eventType: 'TOPPED_UP', streamId: '42', amount: '500', newBalance: '1500' },
      { eventType: 'WITHDRAWN', streamId: 42n, amount: '100', recipient, timestamp: at(10) },
      { eventType: 'PAUSED', streamId: 42, pausedAt: at(20), sender },
      { eventType: 'RESUMED', streamId: 42, newEndTime: at(160), timestamp: at(30) },
      { eventType: 'WITHDRAWN', streamId: 42, amount: '1400', timestamp: at(200) },
      { eventType: 'COMPLETED', streamId: 42, totalStreamed: '1500' },
    ]
    for (const event of life) expect(await handleBlockchainEvent(event)).toBe('applied')
    expect((await ledger.read('42')).stream).toMatchObject({
      ...{ status: 'completed', withdrawnAmount: 1_500n, depositedAmount: 1_500n },
    })
    const { entries } = await log.latest(feed.logName, { limit: 10 })
    expect(entries.map(({ type }) => type).reverse()).toEqual([
      ...['stream.created', 'stream.topped_up', 'stream.withdrawn', 'stream.paused'],
      ...['stream.resumed', 'stream.withdrawn', 'stream.completed'],
    ])
    // What the source left out is known to the ledger.
    expect(JSON.parse(entries[1]?.data ?? '')).toMatchObject({ recipient })
  })

  it('is cancelled with the refund that the contract would give', async () => {
    const { handleBlockchainEvent, ledger } = open()
    await handleBlockchainEvent(created)
    const cancelled = { eventType: 'CANCELLED', streamId: 42, timestamp: at(40) } as const
    expect(await handleBlockchainEvent({ ...cancelled, refundedAmount: '601' })).toBe('held')
    expect(await handleBlockchainEvent({ ...cancelled, refundedAmount: '600', id: '2' })).toBe(
      'applied',
    )
    expect((await ledger.read('42')).stream.withdrawnAmount).toBe(400n)
  })

  it('changes nothing when it is repeated, also by another process', async () => {
    const { handleBlockchainEvent, ledger, log, feed } = open()
    const withdrawn: BlockchainEvent = {
      ...{ eventType: 'WITHDRAWN', streamId: 42, amount: '100', timestamp: at(10) },
      transactionHash: 'aa',
    }
    await handleBlockchainEvent(created)
    await handleBlockchainEvent(withdrawn)
    const { top } = await log.bounds(feed.logName)
    expect(await handleBlockchainEvent(withdrawn)).toBe('repeated')
    const other = open(log)
    expect(await other.handleBlockchainEvent(created)).toBe('repeated')
    expect(await other.handleBlockchainEvent(withdrawn)).toBe('repeated')
    expect((await log.bounds(feed.logName)).top).toBe(top)
    expect((await ledger.read('42')).stream.withdrawnAmount).toBe(100n)
  })

  it('is held until the one before it comes, even if another process takes over', async () => {
    const { handleBlockchainEvent, log, health } = open()
    const pause: BlockchainEvent = { eventType: 'PAUSED', streamId: 42, pausedAt: at(5) }
    expect(await handleBlockchainEvent(pause)).toBe('held')
    expect(health().heldStreams).toEqual({ 42: 1 })
    const other = open(log)
    expect(await other.handleBlockchainEvent(created)).toBe('applied')
    expect((await other.ledger.read('42')).stream.status).toBe('paused')
    expect(other.health().heldStreams).toEqual({})
  })

  it.each<[string, object]>([
    ['eventType', { ...created, eventType: 'MINTED' }],
    ['streamId', { ...created, streamId: -1 }],
    ['depositedAmount', { ...created, depositedAmount: '1.5' }],
    ['ratePerSecond', { ...created, ratePerSecond: 10 }],
    ['sender', { ...created, sender: undefined }],
    ['newDepositedAmount', { eventType: 'TOPPED_UP', streamId: 42, amount: '1' }],
    ['timestamp', { eventType: 'CANCELLED', streamId: 42, refundedAmount: '1' }],
    ['transactionHash', { ...created, transactionHash: 'a b' }],
    ['id', { ...created, id: 'x'.repeat(129) }],
  ])('is refused with the name of the field: %s', async (field, event) => {
    const { handleBlockchainEvent, log, feed } = open()
    const refused = handleBlockchainEvent(event as BlockchainEvent)
    await expect(refused).rejects.toMatchObject({
      ...{ name: 'IndexerError', code: 'bad_chain_event' },
      message: expect.stringContaining(`refused: ${field} is`),
    })
    expect((await log.bounds(feed.logName)).top).toBe(0)
  })

  it('is refused when a thousand others wait, and after close', async () => {
    const { handleBlockchainEvent, close, health } = open()
    const pause = (streamId: number): BlockchainEvent => ({
      ...{ eventType: 'PAUSED', streamId, pausedAt: at(5) },
    })
    for (let n = 0; n < 1_000; n++) await handleBlockchainEvent(pause(n))
    await expect(handleBlockchainEvent(pause(1_000))).rejects.toMatchObject({
      code: 'too_many_held',
    })
    expect(Object.keys(health().heldStreams)).toHaveLength(1_000)
    await close()
    await expect(handleBlockchainEvent(created)).rejects.toMatchObject({ code: 'indexer_closed' })
  })

  it('reaches subscribers, and leaves commands refused', async () => {
    const { handleBlockchainEvent, feed } = open()
    const { app, close } = createApp({ feeds: [feed] })
    await handleBlockchainEvent(created)
    const answer = await app.fetch(
      new Request('http://localhost/streams/42/pause', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
      }),
    )
    expect([answer.status, (await answer.json()).code]).toEqual([403, 'commands_off'])
    const history = await app.fetch(new Request('http://localhost/events?type=stream.created'))
    expect(JSON.stringify(await history.json())).toContain(transactionHash)
    close()
  })
})

describe('an indexer', () => {
  const feed = paymentsFeed({ log: memoryLog(), commands: false })
  const contractIds = [tokenAddress]

  it.each<[string, Partial<ChainIndexerOptions>]>([
    ['takes commands', { feed: paymentsFeed({ log: memoryLog() }) }],
    ['rpcUrl is not', { rpcUrl: 'rpc.example', contractIds }],
    ['contractIds is empty', { rpcUrl: 'https://rpc.example' }],
    ['contractIds is not', { rpcUrl: 'https://rpc.example', contractIds: ['GABC'] }],
    ['pollMs is 5', { pollMs: 5 }],
    ['rpcURL', { rpcURL: '' } as Partial<ChainIndexerOptions>],
  ])('is refused with what to do: %s', (why, options) => {
    expect(() => chainIndexer({ feed, ...options })).toThrow(why)
  })
})
