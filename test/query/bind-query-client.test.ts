/** The queries of TanStack Query on a feed: real client, real server, time that stands still. */
import { notifyManager } from '@tanstack/react-query'
import { describe, expect, it } from 'vitest'
import { byId, createQueryScene, detailKey, listKey, type Parcel } from './query-scene.ts'

const fetchesOf = (scene: ReturnType<typeof createQueryScene>) =>
  [...scene.fetches.values()].reduce((sum, count) => sum + count, 0)

const isMoving = ({ status }: Parcel) => status === 'moving'

async function openScene(options: Parameters<typeof createQueryScene>[0] = {}) {
  const scene = createQueryScene(options)
  await scene.create('p1')
  await scene.create('p2')
  scene.connection.open()
  return scene
}

describe('cached queries', () => {
  it('are patched with a detail and a list, and notified once for a frame of events', async () => {
    const scene = await openScene()
    scene.bind()
    await scene.showDetail('p1')
    await scene.showList()
    await scene.settle()
    await new Promise((resolve) => setTimeout(resolve))
    const before = scene.notified(listKey())
    let flushes = 0
    notifyManager.setScheduler((flush) => {
      flushes++
      setTimeout(flush)
    })
    for (let weight = 2; weight <= 20; weight++) await scene.patch('p1', { weight })
    await scene.settle()
    expect(scene.detail('p1')).toMatchObject({ id: 'p1', hub: 'OSL', weight: 20 })
    expect(scene.list()?.map(({ id, weight }) => [id, weight])).toEqual([
      ['p1', 20],
      ['p2', 1],
    ])
    expect(fetchesOf(scene)).toBe(2)
    await new Promise((resolve) => setTimeout(resolve))
    notifyManager.setScheduler((flush) => setTimeout(flush))
    expect(scene.notified(listKey()) - before).toBe(1)
    expect(flushes).toBe(1)
  })

  it.each([true, false])(
    'lose nothing that happens while an answer is on its way (with positions: %s)',
    async (hasPositions) => {
      const scene = await openScene({ hasPositions })
      scene.bind()
      await scene.settle()
      scene.holdAnswers()
      await scene.showDetail('p1')
      await scene.showList()
      await scene.patch('p1', { weight: 7 })
      await scene.patch('p2', { note: 'fragile' })
      await scene.settle()
      expect(scene.detail('p1')).toBeUndefined()
      await scene.releaseAnswers()
      expect(scene.detail('p1')?.weight).toBe(7)
      expect(scene.list()).toMatchObject([{ weight: 7 }, { note: 'fragile' }])
      expect(fetchesOf(scene)).toBe(2)
    },
  )

  it('keep what an answer contains that has not been delivered yet', async () => {
    const scene = await openScene()
    scene.bind()
    await scene.settle()
    scene.cut()
    await scene.patch('p1', { weight: 2 })
    await scene.patch('p1', { weight: 3 })
    await scene.showDetail('p1')
    const seen: unknown[] = []
    scene.client.getQueryCache().subscribe(() => seen.push(scene.detail('p1')?.weight))
    expect(scene.detail('p1')?.weight).toBe(3)
    await scene.patch('p1', { note: 'late' })
    await scene.settle(10_000)
    expect(scene.detail('p1')).toMatchObject({ weight: 3, note: 'late' })
    expect(new Set(seen)).toEqual(new Set([3]))
    expect(fetchesOf(scene)).toBe(1)
  })

  it('ignore a patch whose ts is older than what an update of the page has brought', async () => {
    const scene = await openScene({ hasPositions: false })
    scene.bind()
    await scene.showDetail('p1')
    await scene.settle()
    const now = scene.detail('p1') as Parcel
    // The answer of a command, without a position, before the events that precede its own.
    scene.client.setQueryData([...detailKey('p1')], { ...now, weight: 3, ts: now.ts + 10_000 })
    await scene.patch('p1', { weight: 2 })
    await scene.settle()
    expect(scene.detail('p1')?.weight).toBe(3)
    await scene.settle(10_000)
    await scene.patch('p1', { weight: 4 })
    await scene.settle()
    expect(scene.detail('p1')?.weight).toBe(4)
  })

  it('survive a connection that is cut without a request', async () => {
    const scene = await openScene()
    scene.bind()
    await scene.showDetail('p1')
    await scene.showList()
    await scene.settle()
    scene.cut()
    for (let weight = 2; weight <= 50; weight++) await scene.patch('p1', { weight })
    await scene.settle(10_000)
    expect(scene.connection.getSnapshot().reconnects).toBe(1)
    expect(scene.detail('p1')?.weight).toBe(50)
    expect(scene.list()?.[0]?.weight).toBe(50)
    expect(fetchesOf(scene)).toBe(2)
  })

  it('are fetched again after a gap, unless they are newer, and no other query is', async () => {
    const scene = await openScene({ maxReplay: 10 })
    scene.bind()
    await scene.showDetail('p1')
    await scene.showDetail('p2')
    let strangers = 0
    await scene.client.fetchQuery({ queryKey: ['users'], queryFn: () => ++strangers })
    await scene.settle()
    scene.cut()
    for (let weight = 2; weight <= 30; weight++) await scene.patch('p1', { weight })
    // Read after all of that, while the connection was away.
    await scene.client.refetchQueries({ queryKey: detailKey('p2') })
    expect(scene.fetches.get(JSON.stringify(detailKey('p2')))).toBe(2)
    await scene.settle(10_000)
    expect(scene.connection.getSnapshot().gaps).toBe(1)
    expect(scene.detail('p1')?.weight).toBe(30)
    expect(scene.fetches.get(JSON.stringify(detailKey('p1')))).toBe(2)
    expect(scene.fetches.get(JSON.stringify(detailKey('p2')))).toBe(2)
    expect(strangers).toBe(1)
    await scene.patch('p2', { weight: 9 })
    await scene.settle()
    expect(scene.detail('p2')?.weight).toBe(9)
  })

  it('take their items from the snapshot that follows a gap', async () => {
    const scene = await openScene({ maxReplay: 10, snapshot: true })
    scene.bind()
    await scene.settle()
    await scene.showDetail('p1')
    await scene.settle()
    scene.cut()
    for (let weight = 2; weight <= 30; weight++) await scene.patch('p1', { weight })
    await scene.settle(10_000)
    expect(scene.connection.getSnapshot().gaps).toBe(1)
    expect(scene.detail('p1')?.weight).toBe(30)
    expect(fetchesOf(scene)).toBe(1)
    expect(scene.detail('p1')).toMatchObject({ position: scene.connection.cursor() })
    await scene.patch('p1', { note: 'after' })
    await scene.settle()
    expect(scene.detail('p1')?.note).toBe('after')
  })

  it('are fetched again if they were read before the connection began', async () => {
    const scene = createQueryScene()
    await scene.create('p1')
    await scene.showDetail('p1')
    await scene.patch('p1', { weight: 2 })
    scene.bind()
    scene.connection.open()
    await scene.settle()
    expect(scene.detail('p1')?.weight).toBe(2)
    expect(fetchesOf(scene)).toBe(2)
  })

  it('are not fetched again if nothing has happened since they were read', async () => {
    const scene = createQueryScene()
    await scene.create('p1')
    await scene.showDetail('p1')
    scene.bind()
    scene.connection.open()
    await scene.settle()
    await scene.patch('p1', { weight: 2 })
    await scene.settle()
    expect(scene.detail('p1')?.weight).toBe(2)
    expect(fetchesOf(scene)).toBe(1)
  })

  it('that are stale stay stale when they are patched', async () => {
    const scene = await openScene()
    scene.bind()
    await scene.showDetail('p1')
    await scene.settle()
    await scene.client.invalidateQueries({ queryKey: detailKey('p1'), refetchType: 'none' })
    await scene.patch('p1', { weight: 2 })
    await scene.settle()
    expect(scene.detail('p1')?.weight).toBe(2)
    expect(scene.client.getQueryState([...detailKey('p1')])?.isInvalidated).toBe(true)
  })

  it('keep an optimistic update until its event comes', async () => {
    const scene = await openScene()
    scene.bind()
    await scene.showDetail('p1')
    await scene.settle()
    scene.client.setQueryData([...detailKey('p1')], (old: Parcel) => ({ ...old, note: 'mine' }))
    await scene.patch('p1', { weight: 2 })
    await scene.settle()
    expect(scene.detail('p1')).toMatchObject({ note: 'mine', weight: 2 })
    expect(fetchesOf(scene)).toBe(1)
  })

  it('are fetched again when their item is gone, and lists lose it', async () => {
    const scene = await openScene()
    scene.bind()
    await scene.showDetail('p1')
    await scene.showList()
    await scene.settle()
    await scene.remove('p1')
    await scene.settle()
    expect(scene.list()?.map(({ id }) => id)).toEqual(['p2'])
    expect(scene.fetches.get(JSON.stringify(listKey()))).toBe(1)
    expect(scene.client.getQueryState([...detailKey('p1')])?.error).toMatchObject({
      message: '404',
    })
  })

  it('do not come back to a list with a change that follows their deletion', async () => {
    const scene = await openScene({ hasPositions: false })
    scene.bind({ belongs: () => true, compare: byId })
    await scene.showDetail('p1')
    await scene.showList()
    await scene.settle()
    await scene.remove('p1')
    await scene.patch('p1', { weight: 2 })
    await scene.settle()
    expect(scene.list()?.map(({ id }) => id)).toEqual(['p2'])
    await scene.create('p1')
    await scene.settle(2_000)
    expect(scene.list()?.map(({ id }) => id)).toEqual(['p1', 'p2'])
    expect(scene.detail('p1')?.weight).toBe(1)
  })

  it('outside the filter of the connection are left alone until it covers them', async () => {
    const scene = await openScene({ filter: { ids: ['p1'] } })
    scene.bind()
    await scene.showDetail('p1')
    await scene.showDetail('p2')
    await scene.settle()
    await scene.patch('p2', { weight: 2 })
    await scene.patch('p1', { weight: 2 })
    await scene.settle()
    expect(scene.detail('p2')?.weight).toBe(1)
    scene.connection.setFilter({ ids: ['p1', 'p2'] })
    await scene.settle()
    expect(scene.detail('p2')?.weight).toBe(2)
    expect(scene.fetches.get(JSON.stringify(detailKey('p1')))).toBe(1)
    await scene.patch('p2', { weight: 3 })
    await scene.settle()
    expect(scene.detail('p2')?.weight).toBe(3)
  })

  it('are stale, and patched no more, when the binding is cancelled', async () => {
    const scene = await openScene()
    const unbind = scene.bind()
    await scene.showDetail('p1')
    await scene.settle()
    unbind()
    await scene.patch('p1', { weight: 2 })
    await scene.settle()
    expect(scene.detail('p1')?.weight).toBe(1)
    expect(scene.client.getQueryState([...detailKey('p1')])?.isInvalidated).toBe(true)
    scene.bind()
    await scene.settle()
    expect(scene.detail('p1')?.weight).toBe(2)
  })
})

describe('lists', () => {
  it('are fetched again for new items, at most once a second', async () => {
    const scene = await openScene()
    scene.bind()
    await scene.showList()
    await scene.settle()
    for (let n = 10; n < 60; n++) {
      await scene.create(`p${n}`)
      await scene.settle(40)
    }
    expect(scene.fetches.get(JSON.stringify(listKey()))).toBeLessThanOrEqual(4)
    await scene.settle(10_000)
    expect(scene.list()).toHaveLength(52)
    const after = scene.fetches.get(JSON.stringify(listKey()))
    await scene.settle(5_000)
    expect(scene.fetches.get(JSON.stringify(listKey()))).toBe(after)
  })

  it('with belongs and compare change without a request', async () => {
    const scene = await openScene()
    scene.bind({
      belongs: (item, queryKey) => {
        const { status } = (queryKey[2] ?? {}) as { readonly status?: string }
        return status === undefined || item.status === status
      },
      compare: byId,
    })
    await scene.showList({ status: 'moving' })
    await scene.showList({ status: 'delivered' })
    await scene.settle()
    await scene.create('p0')
    await scene.create('p15')
    await scene.patch('p1', { status: 'delivered' })
    await scene.settle()
    expect(scene.list({ status: 'moving' })?.map(({ id }) => id)).toEqual(['p0', 'p15', 'p2'])
    expect(scene.list({ status: 'delivered' })?.map(({ id }) => id)).toEqual(['p1'])
    await scene.patch('p1', { status: 'moving' })
    await scene.settle()
    expect(scene.list({ status: 'moving' })?.map(({ id }) => id)).toEqual(['p0', 'p1', 'p15', 'p2'])
    expect(scene.list({ status: 'moving' })?.every(isMoving)).toBe(true)
    expect(scene.list({ status: 'delivered' })).toEqual([])
    expect(fetchesOf(scene)).toBe(2)
  })

  it('are fetched again for changes of items that are not cached only if mayEnter says so', async () => {
    const scene = await openScene()
    scene.bind({ mayEnter: ({ patch }) => patch !== null && 'status' in patch })
    await scene.showList({ status: 'delivered' })
    await scene.settle()
    await scene.patch('p1', { weight: 2 })
    await scene.settle()
    expect(fetchesOf(scene)).toBe(1)
    await scene.patch('p1', { status: 'delivered' })
    await scene.settle()
    expect(scene.list({ status: 'delivered' })).toHaveLength(1)
    expect(fetchesOf(scene)).toBe(2)
  })

  it('of an infinite query are patched on the page that has the item', async () => {
    const scene = await openScene()
    for (const id of ['p3', 'p4', 'p5']) await scene.create(id)
    scene.bind({ compare: byId })
    await scene.settle()
    const read = async (from: number) => {
      const items = [...(await scene.state()).values()].sort(byId)
      const nextCursor = from + 2 < items.length ? from + 2 : null
      const position = scene.connection.getSnapshot().lastEventId
      return { parcels: items.slice(from, from + 2), nextCursor, position }
    }
    await scene.client.fetchInfiniteQuery({
      queryKey: [...listKey({ paged: true })],
      queryFn: ({ pageParam }) => read(pageParam),
      initialPageParam: 0,
      getNextPageParam: (last: { nextCursor: number | null }) => last.nextCursor,
      pages: 2,
    })
    await scene.patch('p3', { weight: 9 })
    await scene.create('p25')
    await scene.create('p9')
    await scene.settle()
    const data = scene.client.getQueryData<{
      pages: { parcels: Parcel[] }[]
    }>([...listKey({ paged: true })])
    expect(
      data?.pages.map(({ parcels }) => parcels.map(({ id, weight }) => `${id}:${weight}`)),
    ).toEqual([
      ['p1:1', 'p2:1'],
      ['p25:1', 'p3:9', 'p4:1'],
    ])
  })
})
