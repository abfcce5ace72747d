/** What connections receive while the medium of the log is out of reach. */
import { describe, expect, it } from 'vitest'
import { openGrant } from '../../../server/auth/open.ts'
import { createHub } from '../../../server/hub/hub.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { silentLogger } from '../../../server/ops/logger.ts'
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

  it('is not announced to further connections once it is back', async () => {
    const time = createStillTime()
    let reach = (_isReachable: boolean) => {}
    const log = {
      ...memoryLog(time),
      onReachable(listener: (isReachable: boolean) => void) {
        reach = listener
        return () => {}
      },
    }
    const turns: (() => void)[] = []
    const hub = createHub({
      ...{ ...time, log, logName: 'a', logger: silentLogger },
      ...{ pingMs: 60_000, stallMs: 60_000, maxReplay: 10, sliceSize: 1 },
      turns: { next: () => new Promise((resolve) => turns.push(resolve)) },
    })
    await hub.ready()
    const texts = ['', '', '']
    texts.forEach((_, index) => {
      hub.join(
        {
          ...{ topics: ['a'], cursorText: null, takeSnapshot: null, filterKind: 'a' },
          ...{ isSnapshotUnconditional: false, grant: openGrant, onClosed: () => {} },
        },
        () => ({
          write(chunk) {
            texts[index] += new TextDecoder().decode(chunk)
            return true
          },
          pendingBytes: () => 0,
          end: () => {},
          destroy: () => {},
        }),
      )
    })
    const degraded = () => texts.map((text) => text.split('log_unavailable').length - 1)
    const takeTurn = async () => {
      for (const resume of turns.splice(0)) resume()
      await time.settle()
    }
    await time.settle()
    reach(false)
    await time.settle()
    expect(degraded()).toEqual([1, 0, 0])
    reach(true)
    await takeTurn()
    expect(degraded()).toEqual([1, 0, 0])
    // The next outage is announced to each once, even if the one before ended while it was announced.
    reach(false)
    await takeTurn()
    reach(true)
    reach(false)
    for (let turn = 0; turn < 4; turn++) await takeTurn()
    expect(degraded()).toEqual([3, 2, 1])
    hub.close()
  })
})
