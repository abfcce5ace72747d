import { describe, expect, it } from 'vitest'
import { createHeldItems } from '../../../server/ops/held-items.ts'
import { createReadGate } from '../../../server/ops/read-gate.ts'

function createGate({ places = 2, mostWaiting = 2, most = 100, random = (): number => 0 } = {}) {
  const held = createHeldItems({ most, perCaller: 0 })
  return { held, gate: createReadGate({ places, mostWaiting, held, random: { next: random } }) }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('the gate of expensive reads', () => {
  it('admits as many reads as there are places, and the others in order as places are released', async () => {
    const { gate } = createGate()
    const first = await gate.enter()
    await gate.enter()
    const order: string[] = []
    const third = gate.enter().then(() => order.push('third'))
    const fourth = gate.enter().then(() => order.push('fourth'))
    await settle()
    expect(gate).toMatchObject({ atWork: 2, waiting: 2 })
    expect(order).toEqual([])
    first()
    first()
    await third
    await settle()
    expect(order).toEqual(['third'])
    expect(gate).toMatchObject({ atWork: 2, waiting: 1 })
    void fourth
  })

  it('refuses with too_busy when too many wait, and with a Retry-After that differs', async () => {
    let next = 0
    const { gate } = createGate({ places: 1, mostWaiting: 1, random: () => next })
    await gate.enter()
    void gate.enter()
    await expect(gate.enter()).rejects.toMatchObject({
      problem: { code: 'too_busy', status: 503 },
      retryAfterSeconds: 1,
    })
    next = 0.99
    await expect(gate.enter()).rejects.toMatchObject({ retryAfterSeconds: 4 })
    expect(() => gate.checkRoom()).toThrow(/as many reads as it may/)
  })

  it('admits a read at once when a place is free, even if none may wait', async () => {
    const { gate } = createGate({ places: 1, mostWaiting: 0 })
    const leave = await gate.enter()
    await expect(gate.enter()).rejects.toMatchObject({ problem: { code: 'too_busy' } })
    leave()
    await gate.enter()
  })

  it('removes aborted reads from the queue', async () => {
    const { gate } = createGate({ places: 1 })
    const leave = await gate.enter()
    const caller = new AbortController()
    const gone = gate.enter(caller.signal)
    const next = gate.enter()
    caller.abort(new Error('left'))
    await expect(gone).rejects.toThrow('left')
    expect(gate.waiting).toBe(1)
    leave()
    await next
  })

  it('begins no read while too many items are held, and continues when they have been sent', async () => {
    const { gate, held } = createGate({ most: 100 })
    held.hold(150, null)
    let isIn = false
    void gate.enter().then(() => {
      isIn = true
    })
    await settle()
    expect(isIn).toBe(false)
    held.release(60, null)
    await settle()
    expect(isIn).toBe(true)
  })
})
