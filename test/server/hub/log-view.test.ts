import { describe, expect, it } from 'vitest'
import { createLogView } from '../../../server/hub/log-view.ts'
import type { EventLog, LogBounds } from '../../../server/log/event-log.ts'
import { memoryLog } from '../../../server/log/memory.ts'

/** A log whose bounds are answered when the test says so, in any order. */
async function createView() {
  const asked: ((bounds: LogBounds) => void)[] = []
  const log: EventLog = {
    ...memoryLog(),
    bounds: () => new Promise((resolve) => asked.push(resolve)),
    read: async () => ({ kind: 'entries', entries: [] }),
  }
  const report = { undeliverable() {}, connectionFailed() {} }
  const view = createLogView({ log, logName: 'a', recentEvents: 10, report })
  /** Begins to find out where the log is. The result says where it is, and resolves when the view has it. */
  const sync = () => {
    const done = view.sync()
    const answer = asked.pop()
    return async (epoch: string, top: number) => {
      answer?.({ epoch, oldest: 1, top })
      await done
    }
  }
  await sync()('before', 100)
  return { view, sync }
}

describe('a history that has ended', () => {
  it('is replaced once: what came between two answers is offered to those that are live', async () => {
    const { view, sync } = await createView()
    const [first, second] = [sync(), sync()]
    await Promise.all([first('after', 5), second('after', 7)])
    expect(view.head()).toEqual({ epoch: 'after', offset: 5 })
    expect(view.settled()).toEqual({ epoch: 'after', offset: 5 })
  })

  it('is replaced by the newest one, whatever is answered last', async () => {
    const { view, sync } = await createView()
    const [first, second] = [sync(), sync()]
    await second('newest', 3)
    await first('after', 5)
    expect(view.head()).toEqual({ epoch: 'newest', offset: 3 })
  })
})
