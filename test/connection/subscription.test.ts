import { describe, expect, it } from 'vitest'
import type { SubscriptionEffect } from '../../src/connection/subscription-state.ts'
import type { DeliveredFrame } from '../../src/protocol/feed-frames.ts'
import { createSubscriptionScene, frames } from './subscription-scene.ts'

const { connected, event, snapshot, ping, gap, reset, invalid } = frames

function shortName(frame: DeliveredFrame): string {
  switch (frame.kind) {
    case 'event':
      return `event ${frame.position?.epoch ?? '-'}.${frame.position?.offset ?? '-'}`
    case 'gap':
      return `gap ${frame.from}-${frame.to}`
    case 'reset':
      return 'reset'
    case 'snapshot':
      return `snapshot ${frame.part}/${frame.parts}`
  }
}

const shortNames = (list: readonly DeliveredFrame[]) => list.map(shortName)

function reports(effects: readonly SubscriptionEffect[]): readonly string[] {
  return effects.flatMap((effect) => (effect.type === 'report' ? [effect.report.type] : []))
}

function lossOf(effects: readonly SubscriptionEffect[]): string | undefined {
  for (const effect of effects) {
    if (effect.type === 'report' && effect.report.type === 'lost') return effect.report.error.code
  }
  return undefined
}

/** Current at a.10, with everything delivered and committed. */
function currentScene(source: 'feed' | 'read' | 'none' = 'feed') {
  const scene = createSubscriptionScene(source)
  scene.open()
  scene.receive(connected(source === 'feed' ? null : 'a.10'))
  if (source === 'feed') scene.receive(snapshot('a.10'))
  if (source === 'read')
    scene.send({ type: 'state_read', frame: { ...snapshot(null), readAt: null } })
  scene.deliver()
  scene.send({ type: 'chunk_read' })
  return scene
}

describe('order (S1)', () => {
  it('drops and counts an event that was passed', () => {
    const scene = currentScene()
    scene.receive(event('a.11'), event('a.11'), event('a.9'), event('a.12'))
    expect(shortNames(scene.pending)).toEqual(['event a.11', 'event a.12'])
    expect(scene.state().duplicatesDropped).toBe(2)
  })

  it('does not return to an earlier position when a ping names one', () => {
    const scene = currentScene('none')
    scene.receive(event('a.11'), event('a.12'), ping('a.11', 9), event('a.12'), event('a.13'))
    expect(shortNames(scene.pending)).toEqual([
      'event a.11',
      'event a.12',
      'gap 11-11',
      'event a.13',
    ])
  })
})

describe('no silent loss (S2)', () => {
  it('declares a gap when a ping counts more events than arrived, and gives up the cursor', () => {
    const scene = currentScene()
    const effects = scene.receive(event('a.11'), ping('a.13', 3))
    expect(shortNames(scene.pending)).toEqual(['event a.11', 'gap 11-13'])
    expect(lossOf(effects)).toBe('count_mismatch')
    scene.deliver()
    expect(scene.state().committed).toMatchObject({
      cursor: '',
      seen: { epoch: 'a', offset: 13 },
      stored: 'a.13',
    })
  })

  it('declares a reset when the log was replaced', () => {
    const scene = currentScene()
    expect(lossOf(scene.receive(event('b.1')))).toBe('epoch_changed')
    expect(shortNames(scene.pending)).toEqual(['reset'])
  })

  it('keeps the events after a replaced log until the state was read', () => {
    const scene = currentScene('read')
    scene.receive(gap(11, 12, 'a.12'), event('a.13'), event('b.1'), event('b.2'))
    // Events of two logs are held; the first state that is read releases them.
    scene.send({ type: 'state_read', frame: { ...snapshot(null), readAt: null } })
    scene.send({ type: 'state_read', frame: { ...snapshot(null), readAt: null } })
    expect(shortNames(scene.pending)).toEqual([
      'gap 11-12',
      'snapshot 1/1',
      'event a.13',
      'reset',
      'event b.1',
      'event b.2',
      'snapshot 1/1',
    ])
  })

  it('declares what a connection without a cursor skipped', () => {
    const scene = currentScene('none')
    scene.send({ type: 'request', topics: ['all'], cursor: '' })
    scene.send({ type: 'opened', resumedFrom: '' })
    scene.receive(connected('a.15'))
    expect(shortNames(scene.pending)).toEqual(['gap 11-15'])
  })
})

describe('waiting for state (S3)', () => {
  it('holds events and moves no cursor, then delivers in order', () => {
    const scene = currentScene()
    scene.receive(gap(11, 14, null), event('a.15'), event('a.16'))
    scene.deliver()
    scene.send({ type: 'chunk_read' })
    expect(shortNames(scene.delivered.slice(1))).toEqual(['gap 11-14'])
    expect(scene.state().committed.cursor).toBe('a.10')
    const effects = scene.receive(snapshot('a.15'))
    expect(shortNames(scene.pending)).toEqual(['event a.15', 'snapshot 1/1', 'event a.16'])
    expect(reports(effects)).toContain('caught_up')
  })

  it('reads the state again when an ambiguous event arrived during the read, five times at most', () => {
    const scene = createSubscriptionScene('read')
    scene.open()
    const read = { ...snapshot(null), readAt: null }
    let reads = scene.receive(connected(null)).filter(({ type }) => type === 'read_state').length
    for (let round = 0; round < 8; round++) {
      scene.receive(event(null, 'paused'))
      const effects = scene.send({ type: 'state_read', frame: read })
      reads += effects.filter(({ type }) => type === 'read_state').length
    }
    expect(reads).toBe(6)
    expect(scene.state().phase).toBe('current')
  })

  it('ignores state that was read before the newest hole', () => {
    const scene = currentScene()
    scene.receive(gap(11, 14, null), snapshot('a.12'))
    expect(scene.state().phase).toBe('state')
    scene.receive(snapshot('a.14'))
    expect(scene.state().phase).toBe('current')
  })
})

describe('the committed cursor (S4)', () => {
  it('waits for the delivery of every pending frame', () => {
    const scene = currentScene()
    scene.receive(event('a.11'), event('a.12'))
    scene.send({ type: 'chunk_read' })
    expect(scene.state().committed.cursor).toBe('a.10')
    scene.deliver(1)
    expect(scene.state().committed).toMatchObject({ cursor: 'a.10', seen: { offset: 11 } })
    scene.deliver(1)
    expect(scene.state().committed.cursor).toBe('a.12')
  })

  it('does not pass frames that are delivered in the middle of a large release', () => {
    const scene = currentScene('read')
    scene.receive(gap(11, 11, 'a.11'))
    for (let offset = 12; offset <= 20; offset++) scene.receive(event(`a.${offset}`))
    scene.send({
      type: 'state_read',
      frame: { ...snapshot(null), readAt: { epoch: 'a', offset: 11 } },
    })
    scene.deliver(4)
    expect(scene.state().committed.cursor).toBe('a.10')
    scene.deliver()
    expect(scene.state().committed.cursor).toBe('a.20')
  })

  it('does not commit the frame that ended the connection', () => {
    const scene = createSubscriptionScene('feed')
    scene.open(['item:1'])
    scene.receive(connected(null), snapshot('a.10'))
    scene.deliver()
    scene.open(['item:1', 'item:2'])
    scene.receive(connected('a.10', true, 1), event('a.11'), snapshot('a.12', 1, 3))
    expect(lossOf(scene.receive(snapshot('a.12', 3, 3)))).toBe('snapshot_incomplete')
    scene.deliver()
    expect(scene.state().committed.cursor).toBe('a.11')
  })

  it('is stored as the last delivered position', () => {
    const scene = currentScene()
    scene.receive(event('a.11'), event('a.12'))
    scene.deliver(1)
    expect(scene.state().committed.stored).toBe('a.11')
  })
})

describe('coverage (S5)', () => {
  it('names a topic once its state was delivered', () => {
    const scene = createSubscriptionScene('feed')
    scene.open(['item:1'])
    scene.receive(connected(null), snapshot('a.1', 1, 2))
    expect(scene.state().coverage).toEqual([])
    scene.receive(snapshot('a.1', 2, 2))
    expect(scene.state().committed.coverage).toEqual([])
    scene.deliver(1)
    expect(scene.state().committed.coverage).toEqual([])
    scene.deliver(1)
    expect(scene.state().committed.coverage).toEqual(['item:1'])
  })

  it('drops topics that are left out, and requests the state of new ones only', () => {
    const scene = createSubscriptionScene('feed')
    scene.open(['item:1', 'item:2'])
    scene.receive(connected(null), snapshot('a.1'))
    scene.deliver()
    scene.send({ type: 'chunk_read' })
    scene.open(['item:2', 'item:3'])
    expect(scene.state().request).toEqual({
      topics: ['item:2', 'item:3'],
      cursor: 'a.1',
      snapshot: ['item:3'],
    })
    expect(scene.state().committed.coverage).toEqual(['item:2'])
  })

  it('ends with a gap', () => {
    const scene = currentScene()
    scene.receive(gap(11, 12, null))
    scene.deliver()
    expect(scene.state().committed.coverage).toEqual([])
  })
})

describe('snapshots (S6)', () => {
  it('delivers nothing of a snapshot with a missing part, and connects again', () => {
    const scene = createSubscriptionScene('feed')
    scene.open()
    const effects = scene.receive(connected(null), snapshot('a.1', 1, 3), snapshot('a.1', 3, 3))
    expect(lossOf(effects)).toBe('snapshot_incomplete')
    expect(scene.pending).toEqual([])
  })

  it('gives up the cursor when a server twice did not send the state it owes', () => {
    const scene = currentScene()
    for (const expected of ['a.10', '']) {
      scene.open(['all', 'item:9'])
      scene.receive(reset(null), invalid('snapshot'))
      expect(scene.state().committed.cursor).toBe(expected)
    }
  })
})

describe('bounds (S7)', () => {
  it('connects again when 10,000 events are held', () => {
    const scene = createSubscriptionScene('read')
    scene.open()
    scene.receive(connected(null))
    let effects: readonly SubscriptionEffect[] = []
    for (let count = 0; count <= 10_000; count++) effects = scene.receive(event(null))
    expect(lossOf(effects)).toBe('sync_overflow')
    expect(scene.state().held.length).toBe(10_000)
  })

  it('keeps the last 50 invalid frames', () => {
    const scene = currentScene()
    for (let index = 0; index < 60; index++) scene.receive(invalid('moved', String(index)))
    expect(scene.state().quarantine).toHaveLength(50)
    expect(scene.state().quarantine.at(-1)).toMatchObject({ data: '59' })
    expect(scene.state().invalidEvents).toBe(60)
  })

  it('connects again at the third ping without the state that is owed', () => {
    const scene = createSubscriptionScene('feed')
    scene.open()
    expect(lossOf(scene.receive(connected(null), ping(null, 0), ping(null, 0)))).toBeUndefined()
    expect(lossOf(scene.receive(ping(null, 0)))).toBe('snapshot_incomplete')
  })
})

describe('closing (S8)', () => {
  it('returns to what is committed, so that the rest is requested again', () => {
    const scene = currentScene()
    scene.receive(event('a.11'), event('a.12'))
    scene.deliver(1)
    scene.close()
    expect(scene.state()).toMatchObject({ pending: 0, seen: { offset: 11 }, acceptedId: 'a.10' })
    scene.open()
    scene.receive(connected('a.10', true, 2), event('a.11'), event('a.12'))
    expect(shortNames(scene.pending)).toEqual(['event a.12'])
  })

  it('changes nothing when everything was delivered', () => {
    const scene = currentScene()
    const before = scene.state()
    scene.close()
    expect(scene.state()).toEqual(before)
  })
})
