import { describe, expect, it } from 'vitest'
import { createTurns, giveWay } from '../../../server/ops/turns.ts'
import { createStillTime } from '../../support/still-time.ts'

/** A clock that work moves, and a loop whose turns the test counts. */
function createLoop(sliceMs = 10) {
  let nowMs = 0
  let turns = 0
  const due: (() => void)[] = []
  const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs }
  const longest = { ms: 0 }
  return {
    turns: createTurns({ clock, sliceMs, nextTurn: (run) => due.push(run) }),
    work: (ms: number) => {
      nowMs += ms
    },
    longest,
    /** Turns the loop until nothing is due. Returns how often. */
    async run() {
      await hops()
      while (due.length > 0) {
        const startedAtMs = nowMs
        for (const run of due.splice(0)) run()
        await hops()
        longest.ms = Math.max(longest.ms, nowMs - startedAtMs)
        turns++
      }
      return turns
    },
  }
}

async function hops(): Promise<void> {
  for (let hop = 0; hop < 2_000; hop++) await null
}

describe('turns of the event loop', () => {
  it('are not waited for while there is time', async () => {
    const { turns } = createStillTimeTurns()
    for (let step = 0; step < 1_000; step++) await turns.next()
  })

  it('are taken after 10 ms of work, whichever work it was', async () => {
    const { turns, work, run, longest } = createLoop()
    const done: number[] = []
    const job = async (id: number) => {
      for (let step = 0; step < 5; step++) {
        await turns.next()
        work(1)
      }
      done.push(id)
    }
    const jobs = Array.from({ length: 40 }, (_, id) => job(id))
    const count = await run()
    await Promise.all(jobs)
    // 200 ms of work, of which the first 10 need no turn.
    expect(count).toBeGreaterThanOrEqual(15)
    expect(longest.ms).toBeLessThanOrEqual(20)
    expect(done).toEqual([...done].sort((one, other) => one - other))
  })

  it('begin again after a silence, in which the loop has turned', async () => {
    const { turns, work } = createLoop()
    await turns.next()
    await hops()
    work(1_000)
    await turns.next()
  })

  it('come by themselves where time stands still', async () => {
    const { turns, advance } = createStillTimeTurns()
    // Each silence is shorter than 10 ms, so the loop may not have turned since the first step.
    for (let step = 0; step < 5; step++) {
      await turns.next()
      await advance(9)
    }
  })
})

describe('a read that yields', () => {
  it('stops when its caller disconnects', async () => {
    const caller = new AbortController()
    await giveWay({ signal: caller.signal })
    const waiting = giveWay({
      signal: caller.signal,
      nextTurn: async () => caller.abort(new Error('left')),
    })
    await expect(waiting).rejects.toThrow('left')
  })
})

function createStillTimeTurns() {
  const { clock, advance } = createStillTime()
  return { turns: createTurns({ clock }), advance }
}
