/** What is said aloud, and how often. */
import { describe, expect, it } from 'vitest'
import { createAnnouncements, gatherMs, restMs } from '../../src/widgets/announcer/announcements.ts'

/** A queue with a hand-moved clock. */
function createQueue() {
  const queue = createAnnouncements()
  let nowMs = 1_000
  return {
    say: queue.say,
    after(ms: number) {
      // As the announcer does: it asks when something is put in, and again when it is due.
      queue.nextMs(nowMs)
      nowMs += ms
      return queue.take(nowMs)
    },
    nextMs: () => queue.nextMs(nowMs),
    nowMs: () => nowMs,
  }
}

describe('announcements', () => {
  it('that come together are said together (A3)', () => {
    const queue = createQueue()
    queue.say('stream:1', 'Paused, Stream 1.')
    queue.say('stream:2', 'Paused, Stream 2.')
    expect(queue.after(gatherMs - 1)).toBe('')
    expect(queue.after(1)).toBe('Paused, Stream 1. Paused, Stream 2.')
    expect(queue.after(gatherMs)).toBe('')
  })

  it('of one subject replace each other while they wait (A1)', () => {
    const queue = createQueue()
    queue.say('connection', 'Connection lost.')
    queue.say('connection', 'Connection is back.')
    expect(queue.after(gatherMs)).toBe('Connection is back.')
  })

  it('beyond three are counted (A2)', () => {
    const queue = createQueue()
    for (let stream = 1; stream <= 4; stream += 1)
      queue.say(`stream:${stream}`, `Stream ${stream}.`)
    expect(queue.after(gatherMs)).toBe('4 updates. Latest: Stream 4.')
  })

  it('leave a rest between each other (A3)', () => {
    const queue = createQueue()
    queue.say('a', 'First.')
    expect(queue.after(gatherMs)).toBe('First.')
    queue.say('b', 'Second.')
    expect(queue.nextMs()).toBe(queue.nowMs() + restMs)
    expect(queue.after(gatherMs)).toBe('')
    expect(queue.after(restMs - gatherMs)).toBe('Second.')
  })

  it('wait for nothing when there is nothing', () => {
    expect(createQueue().nextMs()).toBeNull()
  })
})
