/** The queue of toasts: T1 to T4 of toasts.ts. */
import { describe, expect, it } from 'vitest'
import { createToasts, maxWaiting } from '../../src/widgets/toaster/toasts.ts'

const textsOf = (toasts: ReturnType<typeof createToasts>) =>
  toasts.getShown().map(({ text }) => text)
const placesOf = (toasts: ReturnType<typeof createToasts>) =>
  toasts.getShown().map(({ text, place }) => `${text}${place}`)

function showing(...texts: readonly string[]) {
  const toasts = createToasts()
  const ids = texts.map((text) => toasts.show({ text }))
  const leave = (at: number) => {
    toasts.dismiss(ids[at] ?? 0)
    toasts.remove(ids[at] ?? 0)
  }
  return { toasts, ids, leave }
}

describe('the queue of toasts', () => {
  it('T1 shows three, and the next one when a place is free', () => {
    const { toasts, leave } = showing('a', 'b', 'c', 'd', 'e')
    expect(textsOf(toasts)).toEqual(['a', 'b', 'c'])
    leave(1)
    expect(textsOf(toasts)).toEqual(['a', 'c', 'd'])
  })

  it('T1 returns the same array until something changes', () => {
    const { toasts } = showing('a')
    const before = toasts.getShown()
    toasts.dismiss(99)
    toasts.remove(99)
    expect(toasts.getShown()).toBe(before)
  })

  it('T2 replaces the toast about the same subject, shown or waiting, in its place', () => {
    const { toasts, leave } = showing('a', 'b', 'c', 'd')
    toasts.show({ text: 'B', subject: 'b' })
    toasts.show({ text: 'D', subject: 'd' })
    expect(placesOf(toasts)).toEqual(['a0', 'B1', 'c2'])
    leave(0)
    expect(placesOf(toasts)).toEqual(['B1', 'c2', 'D0'])
  })

  it('T2 adds one about a subject whose toast is leaving', () => {
    const { toasts, ids } = showing('a')
    toasts.dismiss(ids[0] ?? 0)
    toasts.show({ text: 'again', subject: 'a' })
    expect(placesOf(toasts)).toEqual(['a0', 'again1'])
    expect(toasts.getShown().map(({ isLeaving }) => isLeaving)).toEqual([true, false])
  })

  it('T3 keeps the places of the others when one leaves, and gives the free one to the next', () => {
    const { toasts, leave } = showing('a', 'b')
    leave(0)
    expect(placesOf(toasts)).toEqual(['b1'])
    toasts.show({ text: 'B', subject: 'b' })
    toasts.show({ text: 'c' })
    toasts.show({ text: 'd' })
    expect(placesOf(toasts)).toEqual(['B1', 'c0', 'd2'])
  })

  it('T3 keeps the place of a toast until it is removed', () => {
    const { toasts, ids } = showing('a', 'b', 'c', 'd')
    toasts.dismiss(ids[0] ?? 0)
    expect(placesOf(toasts)).toEqual(['a0', 'b1', 'c2'])
    toasts.remove(ids[0] ?? 0)
    expect(placesOf(toasts)).toEqual(['b1', 'c2', 'd0'])
  })

  it('T4 drops the oldest of those that wait, and none that is shown', () => {
    const waiting = Array.from({ length: maxWaiting + 2 }, (_, at) => `w${at}`)
    const { toasts, leave } = showing('a', 'b', 'c', ...waiting)
    expect(textsOf(toasts)).toEqual(['a', 'b', 'c'])
    leave(0)
    expect(textsOf(toasts)).toEqual(['b', 'c', 'w2'])
  })

  it('shows what went well for seven seconds, and what failed until it is dismissed', () => {
    const toasts = createToasts()
    toasts.show({ text: 'done' })
    toasts.show({ text: 'failed', kind: 'failed' })
    toasts.show({ text: 'short', durationMs: 500 })
    expect(toasts.getShown().map(({ durationMs }) => durationMs)).toEqual([7_000, 0, 500])
  })

  it('calls its listeners for every change, until they leave', () => {
    const toasts = createToasts()
    let calls = 0
    const leave = toasts.subscribe(() => {
      calls += 1
    })
    const id = toasts.show({ text: 'a' })
    toasts.dismiss(id)
    toasts.dismiss(id)
    toasts.remove(id)
    expect(calls).toBe(3)
    leave()
    toasts.show({ text: 'b' })
    expect(calls).toBe(3)
  })
})
