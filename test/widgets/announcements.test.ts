/** What is announced, and how often. */
import { describe, expect, it } from 'vitest'
import { announcerEnglish } from '../../src/messages/english.ts'
import {
  collectMs,
  createAnnouncements,
  maxWaiting,
  restMs,
} from '../../src/widgets/announcer/announcements.ts'

/** A queue with a hand-moved clock. */
function createQueue() {
  const queue = createAnnouncements()
  let nowMs = 1_000
  return {
    announce: queue.announce,
    after(ms: number) {
      // As the announcer does: it asks when a message is added, and again when it is due.
      queue.nextMs(nowMs)
      nowMs += ms
      return queue.take(nowMs, (count, latest) =>
        announcerEnglish.many({ count, number: String(count), latest }),
      )
    },
    nextMs: () => queue.nextMs(nowMs),
    nowMs: () => nowMs,
  }
}

describe('announcements', () => {
  it('that arrive together are announced together (A3)', () => {
    const queue = createQueue()
    queue.announce('stream:1', 'Paused, Stream 1.')
    queue.announce('stream:2', 'Paused, Stream 2.')
    expect(queue.after(collectMs - 1)).toBe('')
    expect(queue.after(1)).toBe('Paused, Stream 1. Paused, Stream 2.')
    expect(queue.after(collectMs)).toBe('')
  })

  it('replace a waiting one with the same key (A1)', () => {
    const queue = createQueue()
    queue.announce('connection', 'Connection lost.')
    queue.announce('connection', 'Reconnected.')
    expect(queue.after(collectMs)).toBe('Reconnected.')
  })

  it('become a count beyond three (A2)', () => {
    const queue = createQueue()
    for (let stream = 1; stream <= 4; stream += 1)
      queue.announce(`stream:${stream}`, `Stream ${stream}.`)
    expect(queue.after(collectMs)).toBe('4 updates. Latest: Stream 4.')
  })

  it('keep a minimum distance (A3)', () => {
    const queue = createQueue()
    queue.announce('a', 'First.')
    expect(queue.after(collectMs)).toBe('First.')
    queue.announce('b', 'Second.')
    expect(queue.nextMs()).toBe(queue.nowMs() + restMs)
    expect(queue.after(collectMs)).toBe('')
    expect(queue.after(restMs - collectMs)).toBe('Second.')
  })

  it('are bounded when nothing takes them (A4)', () => {
    const queue = createQueue()
    for (let event = 1; event <= 10_000; event += 1) queue.announce(`event:${event}`, `${event}.`)
    expect(queue.after(collectMs)).toBe(`${maxWaiting} updates. Latest: 10000.`)
  })

  it('are not scheduled while the queue is empty', () => {
    expect(createQueue().nextMs()).toBeNull()
  })
})
