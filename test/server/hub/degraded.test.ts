/** What connections receive while the medium of the log is out of reach. */
import { describe, expect, it } from 'vitest'
import { memoryLog } from '../../../server/log/memory.ts'
import { createStillTime } from '../../support/still-time.ts'
import { createWired } from '../../support/wired.ts'

describe('a log that is out of reach', () => {
  it('is announced once to the connections, which continue when it is back', async () => {
    const time = createStillTime()
    const listeners = new Set<(isReachable: boolean) => void>()
    const log = {
      ...memoryLog(time),
      onReachable(listener: (isReachable: boolean) => void) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    }
    const wired = createWired({ log, time })
    const id = await wired.createStream()
    const reader = await wired.subscribe('all=true')
    const cursor = reader.cursor
    for (const listener of listeners) listener(false)
    await time.settle()
    // Without an id: the cursor stays where it was.
    expect(reader.all('degraded')).toEqual([{ kind: 'degraded', reason: 'log_unavailable' }])
    expect(reader.cursor).toBe(cursor)
    for (const listener of listeners) listener(true)
    await wired.topUp(id, 2)
    expect(reader.offsets()).toEqual([2, 3])
    expect(reader.all('degraded')).toHaveLength(1)
    wired.server.close()
    expect(listeners.size).toBe(0)
  })
})
