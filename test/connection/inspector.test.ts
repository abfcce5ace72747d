import { describe, expect, it } from 'vitest'
import { createInspector, type InspectorEntry } from '../../src/connection/index.ts'
import { createFakeWorld } from '../support/fake-world.ts'
import { event, liveScene } from './scene.ts'

const frame = (name: string) => ({ type: 'frame', name, lastEventId: '' }) as const

describe('an inspector', () => {
  it('records what happened to a connection, in order', async () => {
    const { platform } = createFakeWorld()
    const inspector = createInspector({ platform })
    const scene = await liveScene({ inspector })
    scene.stream.send(event('a.11'))
    await scene.world.advance(16)
    scene.stream.fail()
    await scene.world.settle()
    const words = inspector.entries().map((entry) => {
      if (entry.type === 'status') return `${entry.by}: ${entry.status} ${entry.detail}`.trim()
      if (entry.type === 'frame') return entry.name
      return entry.type === 'trouble' ? entry.code : entry.type
    })
    expect(words).toEqual([
      'request',
      'open: connecting opened',
      'head: open syncing',
      'message',
      'snapshot',
      'caught_up: open live',
      'delivery',
      'stream.topped_up',
      'delivery',
      'lost: waiting unstable',
      'network',
    ])
    expect(inspector.entries().map(({ number }) => number)).toEqual(words.map((_, at) => at + 1))
  })

  it('keeps the last entries only, with numbers that show what was dropped', () => {
    const { platform } = createFakeWorld()
    const inspector = createInspector({ limit: 3, platform })
    for (const name of ['a', 'b', 'c', 'd', 'e']) inspector.note(frame(name))
    expect(inspector.entries()).toMatchObject([
      { number: 3, name: 'c' },
      { number: 4, name: 'd' },
      { number: 5, name: 'e' },
    ])
    inspector.clear()
    expect(inspector.entries()).toEqual([])
    inspector.note(frame('f'))
    expect(inspector.entries()).toMatchObject([{ number: 6, name: 'f' }])
  })

  it('marks the time line of the page, unless marks are off', () => {
    const world = createFakeWorld()
    const request = { type: 'request', attempt: 0, lastEventId: '' } as const
    const inspector = createInspector({ platform: world.platform })
    inspector.note(request)
    inspector.note(frame('a'))
    createInspector({ platform: world.platform, marks: false }).note(request)
    expect(world.marks).toEqual(['streamgauge:request'])
  })

  it('calls its listeners until they unsubscribe', () => {
    const { platform } = createFakeWorld()
    const inspector = createInspector({ platform })
    const heard: InspectorEntry[] = []
    const leave = inspector.subscribe((entry) => heard.push(entry))
    inspector.note(frame('a'))
    leave()
    inspector.note(frame('b'))
    expect(heard).toMatchObject([{ name: 'a', number: 1 }])
  })

  it('lets a listener close the recorded connection', async () => {
    const { platform } = createFakeWorld()
    const inspector = createInspector({ platform })
    const scene = await liveScene({ inspector })
    inspector.subscribe((entry) => {
      if (entry.type === 'status' && entry.status === 'waiting') scene.connection.close()
    })
    scene.stream.fail()
    await scene.world.advance(60_000)
    expect(scene.look().status).toBe('closed')
    expect(scene.feed.requests).toHaveLength(1)
  })
})
