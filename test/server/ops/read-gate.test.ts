import { describe, expect, it } from 'vitest'
import { createHeldItems } from '../../../server/ops/held-items.ts'
import { createReadGate } from '../../../server/ops/read-gate.ts'

function createGate({
  places = 2,
  mostWaiting = 2,
  mostOfCaller = 0,
  most = 100,
  random = (): number => 0,
} = {}) {
  const held = createHeldItems({ most, perCaller: 0 })
  const options = { places, mostWaiting, mostOfCaller, held, random: { next: random } }
  return { held, gate: createReadGate(options) }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('the gate of expensive reads', () => {
  it('admits as many reads as there are places, and the others in order as places are released', async () => {
    const { gate } = createGate()
    const first = await gate.enter(null)
    await gate.enter(null)
    const order: string[] = []
    const third = gate.enter(null).then(() => order.push('third'))
    const fourth = gate.enter(null).then(() => order.push('fourth'))
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
    await gate.enter(null)
    void gate.enter(null)
    await expect(gate.enter(null)).rejects.toMatchObject({
      problem: { code: 'too_busy', status: 503 },
      retryAfterSeconds: 1,
    })
    next = 0.99
    await expect(gate.enter(null)).rejects.toMatchObject({ retryAfterSeconds: 4 })
    expect(() => gate.checkRoom(null)).toThrow(/as many reads as it may/)
  })

  it('admits a read at once when a place is free, even if none may wait', async () => {
    const { gate } = createGate({ places: 1, mostWaiting: 0 })
    const leave = await gate.enter(null)
    await expect(gate.enter(null)).rejects.toMatchObject({ problem: { code: 'too_busy' } })
    leave()
    await gate.enter(null)
  })

  it('removes aborted reads from the queue', async () => {
    const { gate } = createGate({ places: 1 })
    const leave = await gate.enter(null)
    const caller = new AbortController()
    const gone = gate.enter(null, caller.signal)
    const next = gate.enter(null)
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
    void gate.enter(null).then(() => {
      isIn = true
    })
    await settle()
    expect(isIn).toBe(false)
    held.release(60, null)
    await settle()
    expect(isIn).toBe(true)
  })

  it('admits callers in turn, however many reads one of them has waiting', async () => {
    const { gate } = createGate({ places: 1, mostWaiting: 100 })
    let leave = await gate.enter('ann')
    const order: string[] = []
    const wait = (caller: string, name: string) =>
      void gate.enter(caller).then((release) => {
        order.push(name)
        leave = release
      })
    for (let n = 1; n <= 50; n++) wait('ann', `ann ${n}`)
    wait('ben', 'ben 1')
    wait('ben', 'ben 2')
    wait('cem', 'cem 1')
    for (let n = 0; n < 6; n++) {
      leave()
      await settle()
    }
    expect(order).toEqual(['ann 1', 'ben 1', 'cem 1', 'ann 2', 'ben 2', 'ann 3'])
    expect(gate).toMatchObject({ atWork: 1, waiting: 47 })
  })

  it('admits several callers at once when several places are free', async () => {
    const { gate, held } = createGate({ places: 3, mostWaiting: 100 })
    held.hold(150, null)
    const order: string[] = []
    for (const caller of ['ann', 'ann', 'ann', 'ben', 'cem']) {
      void gate.enter(caller).then(() => order.push(caller))
    }
    held.release(150, null)
    await settle()
    expect(order).toEqual(['ann', 'ben', 'cem'])
  })

  it('leaves room in the queue for others when one caller has used up its share', async () => {
    const { gate } = createGate({ places: 1, mostWaiting: 4, mostOfCaller: 2 })
    await gate.enter('ann')
    const gone = new AbortController()
    const aborted = gate.enter('ann', gone.signal)
    void gate.enter('ann')
    await expect(gate.enter('ann')).rejects.toMatchObject({
      problem: { code: 'too_many_reads', status: 429 },
      retryAfterSeconds: 1,
    })
    void gate.enter('ben')
    expect(gate.waiting).toBe(3)
    // A place in the queue that is given up belongs to the caller again.
    gone.abort(new Error('left'))
    await expect(aborted).rejects.toThrow('left')
    gate.checkRoom('ann')
    // Those that are not known have none.
    void gate.enter(null)
    void gate.enter(null)
    await expect(gate.enter(null)).rejects.toMatchObject({ problem: { code: 'too_busy' } })
  })
})
