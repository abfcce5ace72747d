/**
 * The state that a page shows in front of FlowFi's public backend, after its events, reconnects and slow reads.
 * Figures are compared with the contract behind it, to the unit.
 */
import { describe, expect, it } from 'vitest'
import { createFlowfiPage } from './flowfi-page.ts'

describe('the state of FlowFi', () => {
  it.each([0, 7_000])(
    'that is read during a pause accrues again when the stream is resumed (indexed after %i ms)',
    async (indexingDelayMs) => {
      const page = createFlowfiPage()
      const { create, chain, open, pass, shown, truth } = page
      page.server.backend.indexingDelayMs = indexingDelayMs
      const id = create()
      await pass(100)
      chain.pause(id)
      await pass(100)
      const session = await open()
      expect(shown(session, id)).toEqual(truth(id))
      expect(truth(id)).toMatchObject({ status: 'paused', claimable: 1000n })
      chain.resume(id)
      await pass(50)
      expect(truth(id)).toMatchObject({ status: 'active', claimable: 1500n })
      expect(shown(session, id)).toEqual(truth(id))
    },
  )

  it('that is read after a pause has the exact figures of the contract', async () => {
    const page = createFlowfiPage()
    const { create, chain, open, pass, shown, truth } = page
    page.server.backend.indexingDelayMs = 7_000
    const id = create()
    await pass(100)
    chain.pause(id)
    await pass(100)
    chain.resume(id)
    await pass(50)
    const session = await open()
    expect(truth(id).claimable).toBe(1500n)
    expect(shown(session, id)).toEqual(truth(id))
  })

  it('that is read after a top-up has the exact figures of the contract', async () => {
    const { create, chain, open, pass, shown, truth } = createFlowfiPage()
    const id = create()
    await pass(100)
    chain.topUp(id, 12_345n)
    await pass(50)
    const session = await open()
    expect(truth(id).claimable).toBe(1500n)
    expect(shown(session, id)).toEqual(truth(id))
    chain.topUp(id, 1n)
    await pass(5)
    expect(shown(session, id)).toEqual(truth(id))
  })

  it('contains a withdrawal before it, and does not contain one after it', async () => {
    const page = createFlowfiPage()
    const { create, chain, open, pass, shown, truth } = page
    page.server.backend.indexingDelayMs = 7_000
    const id = create()
    await pass(100)
    chain.withdraw(id)
    await pass(10)
    // The indexer stamps the row when it processes this: later than the withdrawal below.
    chain.topUp(id, 10n)
    await pass(3)
    chain.withdraw(id)
    await pass(4)
    const session = await open()
    expect(truth(id).withdrawnAmount).toBe(1130n)
    expect(shown(session, id)?.withdrawnAmount).toBe(1000n)
    await pass(10)
    expect(shown(session, id)).toEqual(truth(id))
  })

  describe.each([
    ['before the tables were read', 500],
    ['after the tables were read', 1500],
  ])('that is being read, and changes %s', (_, atMs) => {
    async function openDuringRead() {
      const page = createFlowfiPage()
      page.server.readDelays = { beforeMs: 1000, afterMs: 1000 }
      const id = page.create()
      await page.pass(100)
      const session = await page.open()
      await page.world.advance(atMs - 100)
      return { ...page, id, session }
    }

    it('counts a withdrawal once', async () => {
      const { chain, id, pass, session, shown, truth } = await openDuringRead()
      expect(session.connection?.getSnapshot()).toMatchObject({ phase: 'syncing' })
      chain.withdraw(id)
      await pass(5)
      expect(session.connection?.getSnapshot()).toMatchObject({ phase: 'live' })
      expect(shown(session, id)).toEqual(truth(id))
    })

    it('shows a pause', async () => {
      const { chain, id, pass, session, shown, truth } = await openDuringRead()
      chain.pause(id)
      await pass(10)
      expect(shown(session, id)).toEqual(truth(id))
      chain.resume(id)
      await pass(10)
      expect(shown(session, id)).toEqual(truth(id))
    })
  })

  it('counts once what it contains although its events arrive later', async () => {
    const page = createFlowfiPage()
    const { create, chain, open, pass, shown, truth } = page
    const id = create()
    page.server.broadcastDelayMs = 3_000
    await pass(100)
    const session = await open()
    chain.withdraw(id)
    chain.pause(id)
    await pass(1)
    chain.resume(id)
    chain.topUp(id, 5n)
    // The tables have all of it, and the connection has received none of it.
    session.connection?.close()
    session.connection?.open()
    await pass(1)
    expect(shown(session, id)).toEqual(truth(id))
    await pass(10)
    expect(shown(session, id)).toEqual(truth(id))
    expect(session.store.getState().history).toHaveLength(4)
  })

  it('excludes what the indexer has not processed yet, where a stream is read by its id', async () => {
    const page = createFlowfiPage()
    const { create, chain, open, pass, server, shown, truth } = page
    const id = create()
    await pass(20)
    chain.pause(id)
    await pass(20)
    chain.resume(id)
    await pass(60)
    server.backend.indexingDelayMs = 5_000
    chain.withdraw(id)
    chain.topUp(id, 50n)
    const session = await open({ filter: { streams: [String(id)] } })
    expect(truth(id)).toMatchObject({ withdrawnAmount: 800n, claimable: 0n })
    expect(shown(session, id)).toMatchObject({ withdrawnAmount: 0n, claimable: 800n })
    await pass(10)
    expect(shown(session, id)).toEqual(truth(id))
    expect(session.store.getState().history).toHaveLength(2)
  })

  it('is unchanged by events that the indexer broadcasts again', async () => {
    const { create, chain, open, pass, server, shown, truth } = createFlowfiPage()
    const id = create()
    const session = await open()
    for (const operation of [
      'withdraw',
      'pause',
      'resume',
      'withdraw',
      'pause',
      'resume',
    ] as const) {
      await pass(10)
      chain[operation](id)
    }
    chain.topUp(id, 5n)
    await pass(10)
    expect(shown(session, id)).toEqual(truth(id))
    server.replay(id)
    await pass(1)
    expect(shown(session, id)).toEqual(truth(id))
  })

  it.each(['cancel', 'withdraw'] as const)(
    'has the exact end of a stream: %s',
    async (operation) => {
      const { create, chain, open, pass, shown, truth } = createFlowfiPage()
      const id = create(100n)
      const session = await open()
      await pass(operation === 'cancel' ? 50 : 200)
      chain[operation](id)
      await pass(1)
      expect(truth(id).status).toBe(operation === 'cancel' ? 'cancelled' : 'completed')
      expect(shown(session, id)).toEqual(truth(id))
      const later = await open()
      expect(shown(later, id)).toEqual(truth(id))
    },
  )

  it('gets the last payment of a stream that its cancel route has ended already', async () => {
    const page = createFlowfiPage()
    const { create, chain, open, pass, server, shown, truth } = page
    const id = create()
    server.backend.indexingDelayMs = 5_000
    await pass(50)
    chain.cancel(id)
    Object.assign(server.rows.get(id) ?? {}, { isActive: false })
    const session = await open()
    expect(shown(session, id)).toMatchObject({ status: 'cancelled', withdrawnAmount: 0n })
    await pass(10)
    expect(truth(id).withdrawnAmount).toBe(500n)
    expect(shown(session, id)).toEqual(truth(id))
  })

  it('that is read after a pause and a top-up has the exact figures of the contract', async () => {
    const page = createFlowfiPage()
    const { create, chain, open, pass, server, shown, truth } = page
    server.backend.indexingDelayMs = 7_000
    const id = create()
    create()
    await pass(100)
    chain.pause(id)
    await pass(100)
    chain.resume(id)
    await pass(50)
    chain.topUp(id, 10n)
    await pass(50)
    const session = await open()
    expect(truth(id).claimable).toBe(2000n)
    expect(shown(session, id)).toEqual(truth(id))
    // Its row says only how long the indexer took it to be paused, so its record was read as well.
    expect(server.requests.slice(3)).toEqual([`/v1/streams/${id}`])
  })

  it('never shows more than the contract where too many records would have to be read', async () => {
    const page = createFlowfiPage()
    const { create, chain, open, pass, server, shown, truth } = page
    server.backend.indexingDelayMs = 7_000
    const ids = Array.from({ length: 25 }, () => create())
    for (const operation of ['pause', 'resume'] as const) {
      await pass(100)
      for (const id of ids) chain[operation](id)
    }
    await pass(50)
    for (const id of ids) chain.topUp(id, 10n)
    await pass(50)
    const session = await open()
    // 7 s at 10 units: how long the indexer took to process the end of the pause.
    const missing = ids.map((id) => truth(id).claimable - (shown(session, id)?.claimable ?? 0n))
    expect(missing).toEqual([...Array(20).fill(0n), ...Array(5).fill(70n)])
    expect(server.requests).toHaveLength(3 + 20)
    // A withdrawal says exactly where accrual counts from, and so does the row after it.
    for (const id of ids) chain.withdraw(id)
    await pass(60)
    const later = await open()
    for (const id of ids) expect(shown(later, id)).toEqual(truth(id))
  })

  it('is exact for a stream that had accrued before it was paused', async () => {
    const { create, chain, open, pass, shown, truth } = createFlowfiPage()
    const id = create(100n)
    await pass(150)
    chain.pause(id)
    await pass(10)
    chain.resume(id)
    chain.pause(id)
    const session = await open()
    expect(truth(id)).toMatchObject({ status: 'paused', claimable: 1007n })
    expect(shown(session, id)).toEqual(truth(id))
  })

  it('stays paused when the end of an earlier pause arrives late', async () => {
    const { create, chain, open, pass, server, shown, truth } = createFlowfiPage()
    const id = create()
    const session = await open()
    server.broadcastDelayMs = 5_000
    for (const operation of ['pause', 'resume', 'pause'] as const) {
      await pass(1)
      chain[operation](id)
    }
    session.connection?.close()
    session.connection?.open()
    for (let second = 0; second < 10; second++) {
      await pass(1)
      expect({ second, ...shown(session, id) }).toEqual({ second, ...truth(id) })
    }
  })
})
