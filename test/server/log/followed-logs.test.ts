import { describe, expect, it } from 'vitest'
import { createFollowedLogs } from '../../../server/log/followed-logs.ts'

const epoch = 'a'
const boundsAt = (top: number) => ({ epoch, oldest: 1, top })
const entry = (offset: number) => {
  return { position: { epoch, offset }, topics: ['a'], type: 'moved', data: '{}', atMs: 0 }
}

/** A medium with three entries, whose reads end when the test says so. */
function createSlowMedium() {
  const waiting: (() => void)[] = []
  const followed = createFollowedLogs({
    bounds: async () => boundsAt(0),
    read: async (_, { offset }) => {
      await new Promise<void>((resolve) => waiting.push(resolve))
      return { kind: 'entries', entries: [1, 2, 3].filter((each) => each > offset).map(entry) }
    },
  })
  return {
    followed,
    async endReads() {
      for (const end of waiting.splice(0)) end()
      await settle()
    },
  }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('a log that is forgotten', () => {
  it('while it is read is forgotten after the read', async () => {
    const { followed, endReads } = createSlowMedium()
    const stop = followed.follow(
      'moves',
      () => {},
      () => {},
    )
    await settle()
    const reading = followed.catchUp('moves', boundsAt(3))
    await settle()
    stop()
    let isForgotten = false
    followed.forget('moves', () => {
      isForgotten = true
    })
    expect(isForgotten).toBe(false)
    await endReads()
    await reading
    expect(isForgotten).toBe(true)
    expect(followed.names()).toEqual([])
  })

  it('while it is read stays when it is used again meanwhile', async () => {
    const { followed, endReads } = createSlowMedium()
    followed.remember('moves')
    await settle()
    const reading = followed.catchUp('moves', boundsAt(3))
    await settle()
    followed.forget('moves', () => expect.unreachable())
    followed.remember('moves')
    await endReads()
    await reading
    expect(followed.recent('moves')?.window.top).toBe(3)
  })

  it('while its bounds are asked for stays forgotten', async () => {
    const { followed } = createSlowMedium()
    followed.remember('moves')
    await settle()
    followed.forget('moves')
    await followed.catchUp('moves', boundsAt(3))
    expect(followed.names()).toEqual([])
  })
})
