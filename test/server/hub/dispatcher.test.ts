import { describe, expect, it } from 'vitest'
import {
  createDispatchHistograms,
  createDispatchTimes,
} from '../../../server/hub/dispatch-times.ts'
import { createDispatcher } from '../../../server/hub/dispatcher.ts'
import { createLogView } from '../../../server/hub/log-view.ts'
import type { EventLog, LogBounds } from '../../../server/log/event-log.ts'
import type { OnGap } from '../../../server/log/followers.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { silentLogger } from '../../../server/ops/logger.ts'
import { createFakeWorld } from '../../support/fake-world.ts'

/** A hub's dispatch over a log whose holes the test reports. */
async function createDispatch(at: LogBounds) {
  const { clock, timers } = createFakeWorld().platform
  let bounds = at
  let report: OnGap = () => {}
  const log: EventLog = {
    ...memoryLog(),
    bounds: async () => bounds,
    read: async () => ({ kind: 'entries', entries: [] }),
    tail(_log, _onEntries, onGap) {
      report = onGap
      return () => {}
    },
  }
  const hubReport = { undeliverable() {}, connectionFailed() {} }
  const view = createLogView({ log, logName: 'a', recentEvents: 10, report: hubReport })
  let missed = 0
  const dispatcher = createDispatcher({
    ...{ log, view, clock, timers, logName: 'a', logger: silentLogger, report: hubReport },
    times: createDispatchTimes(clock, createDispatchHistograms()),
    sliceSize: 100,
    matching: () => [],
    onMissed() {
      missed++
    },
  })
  await dispatcher.ready()
  return {
    view,
    missed: () => missed,
    report: (...gap: Parameters<OnGap>) => report(...gap),
    moveLog(to: LogBounds) {
      bounds = to
    },
  }
}

describe('a gap', () => {
  it('moves the head past what is lost, and has connections read', async () => {
    const { view, missed, report } = await createDispatch({ epoch: 'now', oldest: 1, top: 18 })
    report({ kind: 'gap', from: 19, to: 25, epoch: 'now' })
    expect(view.head()).toEqual({ epoch: 'now', offset: 25 })
    expect(missed()).toBe(1)
  })

  it('of a history that has ended leaves the head where it is', async () => {
    const { view, missed, report } = await createDispatch({ epoch: 'now', oldest: 1, top: 18 })
    report({ kind: 'gap', from: 3, to: 2 ** 32, epoch: 'before' })
    await expect.poll(missed).toBe(1)
    expect(view.head()).toEqual({ epoch: 'now', offset: 18 })
  })

  it('of a history that is not known yet moves the head to where that one is', async () => {
    const { view, missed, report, moveLog } = await createDispatch({
      epoch: 'now',
      oldest: 1,
      top: 18,
    })
    moveLog({ epoch: 'after', oldest: 2 ** 32, top: 2 ** 32 + 2 })
    report({ kind: 'gap', from: 1, to: 2 ** 32 - 1, epoch: 'after' })
    await expect.poll(missed).toBe(1)
    expect(view.head()).toEqual({ epoch: 'after', offset: 2 ** 32 + 2 })
  })
})
