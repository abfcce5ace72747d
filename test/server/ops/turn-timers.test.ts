import { afterEach, describe, expect, it, vi } from 'vitest'
import { turnTimers } from '../../../server/ops/turn-timers.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a delay of 0 ms', () => {
  it('is one turn of the event loop, since setTimeout would wait for a millisecond', async () => {
    const set = vi.spyOn(globalThis, 'setTimeout')
    await new Promise<void>((resolve) => turnTimers.after(0, resolve))
    expect(set).not.toHaveBeenCalled()
    await new Promise<void>((resolve) => turnTimers.after(1, resolve))
    expect(set).toHaveBeenCalledTimes(1)
  })

  it('can be cancelled', async () => {
    const run = vi.fn()
    turnTimers.after(0, run)()
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
    expect(run).not.toHaveBeenCalled()
  })
})
