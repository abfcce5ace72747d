import { describe, expect, it } from 'vitest'
import { alice, bob, createWired } from '../../support/wired.ts'

describe('the commands', () => {
  it('create a stream with the next id and say where it is', async () => {
    const wired = createWired()
    expect(await wired.createStream()).toBe('1')
    const response = await wired.fetch('/streams', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        sender: alice,
        recipient: bob,
        tokenAddress: alice,
        ratePerSecond: '7',
        depositedAmount: '70',
      }),
    })
    expect(response.status).toBe(201)
    // Relative to the address of the request, which may be below a path.
    expect(response.headers.get('location')).toBe('streams/2')
    expect(await response.json()).toMatchObject({
      streamId: '2',
      status: 'active',
      depositedAmount: '70',
      startTime: 1_790_000_000,
      position: expect.stringMatching(/\.2$/),
    })
  })

  it('answer the stream as it now is', async () => {
    const wired = createWired()
    await wired.createStream()
    await wired.time.advance(10_000)
    const reply = async (name: string, body?: unknown) =>
      (await wired.call('POST', `/streams/1/${name}`, body)).body
    expect(await reply('top-up', { amount: '5' })).toMatchObject({ depositedAmount: '1000000005' })
    expect(await reply('withdraw')).toMatchObject({ withdrawnAmount: '10000' })
    expect(await reply('pause')).toMatchObject({ status: 'paused', pausedAt: 1_790_000_010 })
    expect(await reply('resume')).toMatchObject({ status: 'active', pausedAt: null })
    expect(await reply('cancel')).toMatchObject({ status: 'cancelled', isActive: false })
  })

  it('refuse what the contract refuses, with its code', async () => {
    const wired = createWired()
    await wired.createStream()
    const refused = (name: string) => wired.call('POST', `/streams/1/${name}`)
    expect(await refused('withdraw')).toMatchObject({
      status: 409,
      body: { code: 'nothing_to_withdraw' },
    })
    expect(await refused('resume')).toMatchObject({ status: 409, body: { code: 'not_paused' } })
    await wired.time.advance(10_000)
    await wired.call('POST', '/streams/1/pause')
    expect(await refused('withdraw')).toMatchObject({
      status: 409,
      body: { code: 'stream_paused' },
    })
  })

  it('do nothing twice under the same idempotency key', async () => {
    const wired = createWired()
    await wired.createStream()
    const topUp = (amount: string, key = 'once') =>
      wired.fetch('/streams/1/top-up', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ amount }),
      })
    const first = await (await topUp('5')).json()
    const second = await (await topUp('5')).json()
    expect(second).toEqual(first)
    expect(await wired.log.bounds('payments')).toMatchObject({ top: 2 })
    expect((await topUp('6')).status).toBe(409)
    expect(await (await topUp('5', 'x'.repeat(300))).json()).toMatchObject({
      code: 'bad_idempotency_key',
    })
  })

  it('reach subscribers of the stream, the sender and the recipient', async () => {
    const wired = createWired()
    const feeds = await Promise.all(
      ['streams=1', `users=${alice}`, `users=${bob}`, 'all=1', 'streams=2'].map((query) =>
        wired.subscribe(query),
      ),
    )
    await wired.createStream()
    await wired.time.settle()
    expect(feeds.map((feed) => feed.offsets())).toEqual([[1], [1], [1], [1], []])
    expect(feeds[0]?.all('event')[0]?.event).toMatchObject({
      type: 'stream.created',
      streamId: '1',
      ratePerSecond: 1000n,
    })
  })
})

describe('the reads', () => {
  it('list streams by party and status, page by page, each with the position', async () => {
    const wired = createWired()
    for (let count = 0; count < 3; count++) await wired.createStream()
    await wired.call('POST', '/streams/2/pause')
    const { body: first } = await wired.call('GET', `/streams?sender=${alice}&limit=2`)
    expect(first).toMatchObject({ position: expect.stringMatching(/\.4$/) })
    expect(first['streams']).toMatchObject([{ streamId: '1' }, { streamId: '2' }])
    const { body: second } = await wired.call(
      'GET',
      `/streams?limit=2&cursor=${first['nextCursor']}`,
    )
    expect(second).toMatchObject({ streams: [{ streamId: '3' }], nextCursor: null })
    const { body: paused } = await wired.call('GET', '/streams?status=paused')
    expect(paused['streams']).toMatchObject([{ streamId: '2' }])
    const { body: one } = await wired.call('GET', '/streams/2')
    expect(one).toMatchObject({ streamId: '2', position: expect.stringMatching(/\.4$/) })
  })

  it('say what can be withdrawn, now and at any second', async () => {
    const wired = createWired()
    await wired.createStream()
    await wired.time.advance(5_000)
    const { body: now } = await wired.call('GET', '/streams/1/claimable')
    expect(now).toMatchObject({ streamId: '1', claimable: '5000', at: 1_790_000_005 })
    const { body: later } = await wired.call('GET', '/streams/1/claimable?at=1790000060')
    expect(later).toMatchObject({ claimable: '60000', at: 1_790_000_060 })
  })

  it('list the history, newest first, filtered and in pages', async () => {
    const wired = createWired()
    await wired.createStream()
    await wired.createStream()
    await wired.topUp('1', 3)
    const { body: page } = await wired.call('GET', '/events?streams=1&limit=2')
    expect(page['events']).toMatchObject([
      { id: expect.stringMatching(/\.5$/), type: 'stream.topped_up', data: { streamId: '1' } },
      { id: expect.stringMatching(/\.4$/) },
    ])
    const next = `/events?streams=1&limit=2&cursor=${page['nextCursor']}`
    const { body: rest } = await wired.call('GET', next)
    expect(rest['events']).toMatchObject([
      { id: expect.stringMatching(/\.3$/) },
      { id: expect.stringMatching(/\.1$/) },
    ])
    const { body: created } = await wired.call('GET', `/events?users=${bob}&type=stream.created`)
    expect(created['events']).toHaveLength(2)
    expect(created['nextCursor']).toBeNull()
  })
})
