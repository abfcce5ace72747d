/** What is announced, and how often. */
import { describe, expect, it } from 'vitest'
import { announcerEnglish } from '../../src/messages/english.ts'
import {
  collectMs,
  collectResultsMs,
  createAnnouncements,
  maxWaiting,
  restAfterResultMs,
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
    expect(queue.nextMs()).toBe(queue.nowMs() + collectMs + restMs)
    expect(queue.after(collectMs)).toBe('')
    expect(queue.after(restMs - collectMs)).toBe('')
    expect(queue.after(collectMs)).toBe('Second.')
  })

  it('are at most six in any minute and one in ten seconds of a feed that never pauses (A3)', () => {
    const queue = createQueue()
    const announcedAtMs: number[] = []
    for (let atMs = 0; atMs < 600_000; atMs += 100) {
      queue.announce(`event:${atMs}`, `Event ${atMs}.`)
      if (queue.after(100) !== '') announcedAtMs.push(atMs)
    }
    const mostInAMinute = Math.max(
      ...announcedAtMs.map(
        (from) => announcedAtMs.filter((at) => at >= from && at <= from + 60_000).length,
      ),
    )
    expect(mostInAMinute).toBe(6)
    const distances = announcedAtMs.slice(1).map((at, index) => at - (announcedAtMs[index] ?? 0))
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(10_000)
  })

  it('are bounded when nothing takes them (A4)', () => {
    const queue = createQueue()
    for (let event = 1; event <= 10_000; event += 1) queue.announce(`event:${event}`, `${event}.`)
    expect(queue.after(collectMs)).toBe(`${maxWaiting} updates. Latest: 10000.`)
  })

  it('begin with the results of the user’s own commands, which wait for nothing (A5)', () => {
    const queue = createQueue()
    queue.announce('a', 'Paused, Stream 1.')
    expect(queue.after(collectMs)).toBe('Paused, Stream 1.')
    queue.announce('b', 'Withdrawn, Stream 2.')
    queue.announce('own', 'Stream 7 created.', { isResult: true })
    expect(queue.nextMs()).toBe(queue.nowMs() + collectResultsMs)
    expect(queue.after(collectResultsMs)).toBe('Stream 7 created.')
    expect(queue.after(restAfterResultMs)).toBe('')
    expect(queue.after(collectMs + restMs)).toBe('Withdrawn, Stream 2.')
  })

  it('give a result time to be read before updates resume (A5)', () => {
    const queue = createQueue()
    queue.announce('a', 'Paused, Stream 1.')
    queue.announce('own', 'Stream 7 created.', { isResult: true })
    expect(queue.after(collectResultsMs)).toBe('Stream 7 created.')
    expect(queue.after(restAfterResultMs - 1)).toBe('')
    expect(queue.after(1)).toBe('Paused, Stream 1.')
  })

  it('do not repeat the event of a result, whichever arrives first (A6)', () => {
    const queue = createQueue()
    queue.announce('event:e.1', 'Created, Stream 7.')
    queue.announce('event:e.1', 'Stream 7 created.', { isResult: true })
    expect(queue.after(collectMs)).toBe('Stream 7 created.')
    queue.announce('event:e.2', 'Stream 7 paused.', { isResult: true })
    queue.announce('event:e.2', 'Paused, Stream 7.')
    expect(queue.after(collectMs)).toBe('Stream 7 paused.')
    expect(queue.nextMs()).toBeNull()
  })

  it('do not suppress later updates about the subject of a result', () => {
    const queue = createQueue()
    queue.announce('Stream 7', 'Stream 7 paused.', { isResult: true })
    expect(queue.after(collectResultsMs)).toBe('Stream 7 paused.')
    queue.announce('Stream 7', 'Stream 7 ends soon.')
    expect(queue.after(restAfterResultMs)).toBe('Stream 7 ends soon.')
  })

  it('are not scheduled while the queue is empty', () => {
    expect(createQueue().nextMs()).toBeNull()
  })
})
