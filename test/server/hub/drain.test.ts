/** Draining, even if it is requested twice: a second signal, a second caller. */
import { describe, expect, it } from 'vitest'
import { createStillTime } from '../../support/still-time.ts'
import { createWired } from '../../support/wired.ts'

/** Random numbers of one half, so that connections end in the middle of their window. */
function createWorld() {
  return createWired({ time: createStillTime({ random: () => 0.5 }) })
}

describe('a hub that is drained twice', () => {
  it('keeps both promises', async () => {
    const { server, subscribe, time } = createWorld()
    await subscribe('all=true')
    const kept: string[] = []
    void server.hub.drain(10_000).then(() => kept.push('first'))
    void server.hub.drain(10_000).then(() => kept.push('second'))
    await time.advance(20_000)
    expect(kept).toEqual(['first', 'second'])
    expect(server.hub.connections).toBe(0)
  })

  it('keeps the earlier deadline, in either order', async () => {
    for (const windows of [
      [10_000, 1_000],
      [1_000, 10_000],
    ]) {
      const { server, subscribe, time } = createWorld()
      await subscribe('all=true')
      for (const windowMs of windows) void server.hub.drain(windowMs)
      await time.advance(1_500)
      expect(server.hub.connections).toBe(0)
    }
  })
})
