/**
 * Ten thousand clients that return at once. The loop is real; the clock is moved by what the hub does, so that the
 * longest stretch of work between two turns can be measured on any machine.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import { openGrant } from '../../../server/auth/open.ts'
import { createHub, type Hub } from '../../../server/hub/hub.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { silentLogger } from '../../../server/ops/logger.ts'

const clients = 10_000
const behind = 100
/** What a write takes, about that of a system call on a socket. */
const writeMs = 0.02

let nowMs = 0
let turnStartedAtMs = 0
let longestTurnMs = 0
let measuring = false

const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs }
const random = { next: () => 0.5 }
const timers = {
  after(delayMs: number, run: () => void) {
    if (delayMs > 0) return () => {}
    const turn = setImmediate(run)
    return () => clearImmediate(turn)
  },
}

/** Looks at the clock in every turn of the loop. */
function watchTurns(): void {
  longestTurnMs = Math.max(longestTurnMs, nowMs - turnStartedAtMs)
  turnStartedAtMs = nowMs
  if (measuring) setImmediate(watchTurns)
}

async function createStormyHub(): Promise<{ hub: Hub; epoch: string; append(): Promise<void> }> {
  const log = memoryLog({ clock, random })
  const append = async () => {
    await log.append('moves', { topics: ['all', 'a'], type: 'moved', data: '{"x":1}' })
  }
  for (let count = 0; count < behind + 7; count++) await append()
  const hub = createHub({
    ...{ log, logName: 'moves', clock, timers, random, logger: silentLogger },
    ...{ pingMs: 15_000, stallMs: 30_000, maxReplay: 1_000 },
  })
  await hub.ready()
  return { hub, epoch: (await log.bounds('moves')).epoch, append }
}

/** A client that keeps the offsets it was sent. */
function join(
  hub: Hub,
  cursorText: string,
  chunks: Set<Uint8Array>,
): { readonly offsets: number[] } {
  const decoder = new TextDecoder()
  const offsets: number[] = []
  hub.join(
    {
      ...{ topics: ['all'], cursorText, takeSnapshot: null, isSnapshotUnconditional: false },
      ...{ filterKind: 'all', onClosed: () => {}, grant: openGrant },
    },
    () => ({
      write(chunk) {
        nowMs += writeMs
        // Decoded once for all: what is shared need not be looked at ten thousand times.
        if (!chunks.has(chunk)) chunks.add(chunk)
        for (const offset of offsetsIn(chunk, decoder)) offsets.push(offset)
        return true
      },
      pendingBytes: () => 0,
      end: () => {},
      destroy: () => {},
    }),
  )
  return { offsets }
}

const known = new WeakMap<Uint8Array, readonly number[]>()

function offsetsIn(chunk: Uint8Array, decoder: TextDecoder): readonly number[] {
  let offsets = known.get(chunk)
  if (offsets === undefined) {
    const found = decoder.decode(chunk).matchAll(/^id: \w+\.(\d+)\nevent: moved$/gm)
    offsets = [...found].map(([, offset]) => Number(offset))
    known.set(chunk, offsets)
  }
  return offsets
}

describe('ten thousand clients that return at once, 100 events behind', () => {
  beforeEach(() => {
    nowMs = 0
    turnStartedAtMs = 0
    longestTurnMs = 0
  })

  it('all receive every event once and in order, while no turn takes more than 50 ms', async () => {
    const { hub, epoch, append } = await createStormyHub()
    measuring = true
    setImmediate(watchTurns)
    const chunks = new Set<Uint8Array>()
    const feeds: { readonly offsets: number[] }[] = []
    for (let count = 0; count < clients; count++) {
      // As many as one turn of the loop may bring from sockets.
      if (count % 500 === 0) await new Promise((resolve) => setImmediate(resolve))
      feeds.push(join(hub, `${epoch}.7`, chunks))
      // What happens meanwhile comes live or replayed, and not twice.
      if (count % 1_000 === 999) await append()
    }
    const total = behind + clients / 1_000
    for (let turn = 0; turn < 20_000 && hub.counts.delivered < clients * total; turn++) {
      await new Promise((resolve) => setImmediate(resolve))
    }
    measuring = false

    const expected = Array.from({ length: total }, (_, index) => index + 8)
    expect(feeds.filter(({ offsets }) => offsets.join() !== expected.join())).toEqual([])
    expect(longestTurnMs).toBeLessThan(50)
    // Two frames of its own for each connection; the replays are shared.
    expect(chunks.size).toBeLessThan(2 * clients + 500)
    hub.close()
  }, 60_000)
})
