/** A server whose wall clock is set by a year while it runs, as its callers and subscribers see it. */
import { describe, expect, it } from 'vitest'
import { createStillTime, type StillTime } from '../../support/still-time.ts'
import { createWired } from '../../support/wired.ts'

const yearMs = 365 * 24 * 3_600_000

function createMovable(): { readonly time: StillTime; setClock(byMs: number): void } {
  const time = createStillTime()
  let offsetMs = 0
  return {
    time: {
      ...time,
      clock: { ...time.clock, nowMs: () => time.clock.nowMs() + offsetMs },
    },
    setClock(byMs) {
      offsetMs += byMs
    },
  }
}

describe('a server whose clock was set by a year', () => {
  it('answers commands with 503, and says when to try again', async () => {
    const { time, setClock } = createMovable()
    const wired = createWired({ time })
    await wired.createStream()
    setClock(yearMs)
    const answer = await wired.fetch('/streams/1/pause', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    })
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('5')
    expect(await answer.json()).toMatchObject({
      code: 'clock_unsure',
      title: 'The ledger is not sure of the time',
    })
    setClock(-yearMs)
    expect(await wired.call('POST', '/streams/1/pause')).toMatchObject({ status: 200 })
  })

  it('is not ready until it is right again', async () => {
    const { time, setClock } = createMovable()
    const wired = createWired({ time })
    setClock(yearMs)
    expect(await wired.call('GET', '/readyz')).toMatchObject({
      status: 503,
      body: { reasons: ['clock_step'] },
    })
    setClock(-yearMs)
    expect(await wired.call('GET', '/readyz')).toMatchObject({ status: 200 })
  })

  it('still answers reads, using the elapsed time', async () => {
    const { time, setClock } = createMovable()
    const wired = createWired({ time })
    await wired.createStream()
    setClock(yearMs)
    await time.advance(10_000)
    expect(await wired.call('GET', '/streams/1/claimable')).toMatchObject({
      status: 200,
      body: { claimable: '10000', at: 1_790_000_010 },
    })
  })

  it('keeps the year from its subscribers, whose pages show money by the time it sends', async () => {
    const { time, setClock } = createMovable()
    const wired = createWired({ time })
    await wired.createStream()
    const early = await wired.subscribe('all=true')
    setClock(yearMs)
    const late = await wired.subscribe('all=true')
    await time.advance(15_250)
    expect(late.frames[0]).toMatchObject({ kind: 'connected', time: 1_790_000_000_000 })
    for (const { frames } of [early, late]) {
      expect(frames.at(-1)).toMatchObject({ kind: 'ping', time: 1_790_000_015_000 })
    }
  })
})
