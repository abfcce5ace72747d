/** What a connection keeps over a reload, while its page is away, and while its credentials expire. */
import { describe, expect, it } from 'vitest'
import {
  addStream,
  at,
  connected,
  createScene,
  event,
  liveScene,
  ping,
  print,
  snapshot,
  snapshotOf,
} from './scene.ts'

const first = { filter: { streams: ['1'] } }

describe('a stored cursor', () => {
  const filter = { streams: ['1'] }

  it('C5 is sent after a reload, and all state is requested', async () => {
    const before = await liveScene({ filter })
    before.stream.send(event('a.11'))
    await before.world.advance(16)
    before.world.setFrozen(true)
    const { stored } = before.world

    const after = createScene({ filter }, { stored })
    after.connection.open()
    await after.world.settle()
    expect(after.feed.latest().headers.get('last-event-id')).toBe('a.11')
    expect(snapshotOf(after)).toBe('always')
    const stream = after.feed.latest().accept()
    await after.world.settle()
    stream.send(connected({ position: at('a.11'), recovered: true, replayed: 1 }))
    stream.send(event('a.12') + snapshot('a.12') + event('a.13'))
    await after.world.advance(1000)
    expect(after.seen()).toEqual(['event 12', 'snapshot 1/1', 'event 13'])
    expect(after.look()).toMatchObject({ phase: 'live', gaps: 0, lastEventId: 'a.13' })
  })

  it('C5 is stored per filter and server', async () => {
    const before = await liveScene({ filter })
    before.connection.close()
    const { stored } = before.world
    expect(stored.size).toBe(1)
    for (const other of [{ filter: { streams: ['2'] } }, { filter, url: 'http://other.test' }]) {
      const after = createScene(other, { stored })
      after.connection.open()
      await after.world.settle()
      expect(after.feed.latest().headers.has('last-event-id')).toBe(false)
    }
  })

  it('C5 occupies one entry, however often the filter changes', async () => {
    const scene = await liveScene(first)
    const stream = await addStream(scene)
    stream.send(connected({ position: at('a.10'), recovered: true }) + snapshot('a.10'))
    await scene.world.advance(2000)
    expect([...scene.world.stored.values()]).toEqual(['a.10'])
  })

  it('C5 is written once a second, not with every event', async () => {
    const writes: string[] = []
    const storage = {
      read: () => null,
      write: (_: string, text: string | null) => writes.push(`${text}`),
    }
    const scene = await liveScene({ filter, persist: storage })
    for (let offset = 11; offset < 41; offset++) {
      scene.stream.send(event(`a.${offset}`))
      await scene.world.advance(100)
    }
    expect(writes.length).toBeLessThanOrEqual(4)
    scene.connection.close()
    expect(writes.at(-1)).toBe('a.40')
  })

  it('C5 is not stored with persist: false', async () => {
    const scene = await liveScene({ filter, persist: false })
    scene.connection.close()
    expect(scene.world.stored.size).toBe(0)
  })
})

describe('a storage that throws', () => {
  const broken = {
    read(): string | null {
      throw new Error('forbidden')
    },
    write() {
      throw new Error('full')
    },
  }

  it('C5 loses the cursor and nothing else', async () => {
    const scene = await liveScene({ persist: broken })
    scene.stream.send(event('a.11'))
    await scene.world.advance(2000)
    scene.stream.fail()
    await scene.world.settle()
    expect(scene.look().status).toBe('waiting')
    expect(() => scene.connection.close()).not.toThrow()
  })

  it('C5 with a cursor that fits into no request counts as empty', async () => {
    const scene = createScene({ persist: { read: () => 'x'.repeat(20_000), write() {} } })
    scene.connection.open()
    await scene.world.settle()
    expect(scene.feed.latest().headers.has('last-event-id')).toBe(false)
  })
})

describe('a page', () => {
  it('C8 frozen or cached by the browser disconnects, and resumes from its cursor', async () => {
    const scene = await liveScene()
    scene.stream.send(event('a.11'))
    scene.world.setFrozen(true)
    await scene.world.settle()
    expect(scene.look()).toMatchObject({ status: 'paused', reasons: ['frozen'] })
    expect(scene.feed.openCount()).toBe(0)
    await scene.world.advance(60_000)
    expect(scene.feed.requests).toHaveLength(1)
    scene.world.setFrozen(false)
    expect(scene.look()).toMatchObject({ status: 'waiting', cause: 'returned' })
    await scene.world.advance(250)
    expect(scene.feed.requests).toHaveLength(2)
    expect(scene.feed.latest().headers.get('last-event-id')).toMatch(/^a\.1[01]$/)
  })

  it('C8 in the background keeps its connection by default', async () => {
    const scene = await liveScene()
    scene.world.setHidden(true)
    scene.stream.send(ping('a.10', 0))
    await scene.world.advance(10_000)
    expect(scene.look().status).toBe('open')
  })

  it('C8 in the background longer than hiddenPauseMs pauses, and reconnects when it is visible', async () => {
    const scene = await liveScene({ hiddenPauseMs: 5000 })
    scene.world.setHidden(true)
    await scene.world.advance(4000)
    scene.world.setHidden(false)
    await scene.world.advance(4000)
    expect(scene.look().status).toBe('open')
    scene.world.setHidden(true)
    await scene.world.advance(5000)
    expect(scene.look()).toMatchObject({ status: 'paused', reasons: ['hidden'] })
    scene.world.setHidden(false)
    await scene.world.advance(250)
    expect(scene.look().status).toBe('connecting')
  })
})

describe('credentials that expire', () => {
  it('C3 in the past, by a wrong clock, are not renewed in a loop', async () => {
    const scene = await liveScene({ getToken: () => 'x' })
    scene.feed.onRequest = (request) => {
      request
        .accept()
        .send(
          connected({ position: at('a.10'), recovered: true }) +
            print({ kind: 'expiring', expiresAtMs: 1 }),
        )
    }
    scene.stream.send(print({ kind: 'expiring', expiresAtMs: 1 }))
    const before = scene.feed.requests.length
    for (let second = 0; second < 60; second++) await scene.world.advance(1000)
    expect(scene.feed.requests.length - before).toBeLessThanOrEqual(13)
  })

  it('C3 that are refused twice in the feed itself fail the connection', async () => {
    const scene = createScene({ getToken: () => 'x' })
    const problem = {
      type: 'about:blank',
      title: 'No',
      status: 401,
      code: 'unauthorized',
      detail: '',
    }
    scene.feed.onRequest = (request) => {
      // A connection that asked again and again would do so without any time passing.
      if (scene.feed.requests.length <= 5) {
        request.accept().send(print({ kind: 'rejected', problem }))
      }
    }
    scene.connection.open()
    await scene.world.advance(60_000)
    expect(scene.look().status).toBe('failed')
    expect(scene.feed.requests).toHaveLength(2)
  })

  it('C3 are renewed before they expire, from the same cursor', async () => {
    const asked: boolean[] = []
    const scene = await liveScene({
      getToken: ({ isRefresh }) => {
        asked.push(isRefresh)
        return 'x'
      },
    })
    const expiresAtMs = scene.world.nowMs() + 30_000
    scene.stream.send(print({ kind: 'expiring', expiresAtMs }))
    await scene.world.advance(15_000)
    expect(asked).toEqual([false, true])
    expect(scene.look()).toMatchObject({ status: 'connecting', cause: 'fresh_credentials' })
    expect(scene.feed.latest().headers.get('last-event-id')).toBe('a.10')
  })
})
