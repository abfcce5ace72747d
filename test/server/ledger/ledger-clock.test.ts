import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLedger } from '../../../server/ledger/ledger.ts'
import { createLedgerClock } from '../../../server/ledger/ledger-clock.ts'
import type { Logger } from '../../../server/ops/logger.ts'
import { createLedgerWorld, plain } from './ledger-world.ts'

const start = 1_790_000_000
const year = 365 * 24 * 3_600
const one = { streamId: '1' }

function createLines(): { readonly lines: string[]; readonly logger: Logger } {
  const lines: string[] = []
  const add = (_: object, message: string) => lines.push(message)
  return { lines, logger: { debug: add, info: add, warn: add, error: add } }
}

describe('a ledger whose wall clock is set by a year', () => {
  it.each([year, -year, 6, -6])(
    'refuses commands with clock_unsure, and appends nothing (%i s)',
    async (by) => {
      const world = createLedgerWorld(start)
      await world.ledger.create(plain)
      world.advance(10)
      world.setClock(by)
      const before = await world.everything()
      for (const refused of [
        world.ledger.create(plain),
        world.ledger.withdraw(one),
        world.ledger.topUp({ ...one, amount: 1n }),
        world.ledger.pause(one),
        world.ledger.cancel(one),
      ]) {
        await expect(refused).rejects.toMatchObject({ code: 'clock_unsure' })
      }
      expect(await world.everything()).toBe(before)
      expect(world.ledger.clockState()).toBe('stepped')
    },
  )

  it('still computes accrued amounts from the elapsed time', async () => {
    const world = createLedgerWorld(start)
    await world.ledger.create(plain)
    world.advance(10)
    world.setClock(year)
    world.advance(5)
    expect(await world.ledger.claimable('1')).toMatchObject({ claimable: 150n, at: start + 15 })
  })

  it('still answers a command that it has carried out before', async () => {
    const world = createLedgerWorld(start)
    const first = await world.ledger.create(plain, { idempotencyKey: 'once' })
    world.setClock(year)
    expect(await world.ledger.create(plain, { idempotencyKey: 'once' })).toEqual({
      ...first,
      repeated: true,
    })
  })

  it('takes commands again when the clock is right again, at the right second', async () => {
    const { lines, logger } = createLines()
    const world = createLedgerWorld(start, { logger })
    await world.ledger.create(plain)
    world.setClock(year)
    await expect(world.ledger.pause(one)).rejects.toMatchObject({ code: 'clock_unsure' })
    await expect(world.ledger.pause(one)).rejects.toMatchObject({ code: 'clock_unsure' })
    world.advance(20)
    world.setClock(-year)
    expect((await world.ledger.pause(one)).stream.pausedAt).toBe(start + 20)
    // Once each, however many commands were refused.
    expect(lines).toEqual(['the ledger refuses commands', 'the ledger is sure of the time again'])
  })

  it('is not carried on by a restart: nothing was written with the wrong time', async () => {
    const world = createLedgerWorld(start)
    await world.ledger.create(plain)
    world.setClock(year)
    await expect(world.ledger.pause(one)).rejects.toMatchObject({ code: 'clock_unsure' })
    world.setClock(-year)
    const restarted = createLedger({ log: world.log, clock: world.clock })
    await restarted.checkClock()
    expect((await restarted.pause(one)).stream.pausedAt).toBe(start)
  })

  it('believes it after a restart, which is how an operator says that it is right', async () => {
    const world = createLedgerWorld(start)
    await world.ledger.create(plain)
    world.setClock(year)
    const restarted = createLedger({ log: world.log, clock: world.clock })
    await restarted.checkClock()
    expect((await restarted.pause(one)).stream.pausedAt).toBe(start + year)
  })

  it('follows it where the clock is followed, and never back', async () => {
    const world = createLedgerWorld(start, { clockSteps: 'follow' })
    await world.ledger.create(plain)
    world.setClock(year)
    expect((await world.ledger.pause(one)).stream.pausedAt).toBe(start + year)
    world.setClock(-year)
    expect((await world.ledger.resume(one)).stream.lastUpdateTime).toBe(start)
    expect(world.ledger.nowSeconds()).toBe(start + year)
  })
})

describe('a ledger whose newest event is ahead of the clock', () => {
  it('by more than 60 s is refused at the start, with what to do', async () => {
    const world = createLedgerWorld(start)
    await world.ledger.create(plain)
    world.setClock(-61)
    const restarted = createLedger({ log: world.log, clock: world.clock })
    await expect(restarted.checkClock()).rejects.toMatchObject({
      code: 'clock_unsure',
      message: expect.stringMatching(
        /newest event .* 61 s ahead of the clock .* Correct the clock\. .* restore a backup/,
      ),
    })
    // And where the check is left out, no command is carried out.
    await expect(restarted.pause(one)).rejects.toMatchObject({ code: 'clock_unsure' })
    expect(restarted.clockState()).toBe('behind')
    world.advance(2)
    expect((await restarted.pause(one)).stream.pausedAt).toBe(start)
  })

  it('by 60 s starts, and continues behind it', async () => {
    const world = createLedgerWorld(start)
    await world.ledger.create(plain)
    world.setClock(-60)
    const restarted = createLedger({ log: world.log, clock: world.clock })
    await restarted.checkClock()
    expect((await restarted.pause(one)).stream.pausedAt).toBe(start)
  })

  it('because of another process continues behind it, unless that is a year ahead', async () => {
    const world = createLedgerWorld(start)
    await world.ledger.create(plain)
    const ahead = (by: number) => {
      const { clock } = world
      return createLedger({
        log: world.log,
        clock: { ...clock, nowMs: () => clock.nowMs() + by * 1_000 },
      })
    }
    await ahead(30).topUp({ ...one, amount: 1n })
    expect((await world.ledger.pause(one)).stream.pausedAt).toBe(start + 30)
    await ahead(year).resume(one)
    await expect(world.ledger.pause(one)).rejects.toMatchObject({ code: 'clock_unsure' })
  })

  it('keeps a stream that was paused far ahead from carrying that time on', async () => {
    const world = createLedgerWorld(start)
    const { stream } = await world.ledger.create(plain)
    const key = `stream:${stream.streamId}`
    const { values } = await world.log.states('payments', { keys: [key] }, 1)
    const paused = {
      ...JSON.parse(values[0]?.value ?? ''),
      ...{ status: 'paused', isPaused: true, pausedAt: start + year },
    }
    await world.log.append(
      'payments',
      { topics: ['x'], type: 'stream.paused', data: '{}' },
      { key, value: JSON.stringify(paused) },
    )
    await expect(world.ledger.resume(one)).rejects.toMatchObject({ code: 'clock_unsure' })
    expect(world.ledger.clockState()).toBe('sure')
  })
})

describe('ledger time', () => {
  it('follows a clock that is slowly corrected, second by second, without a step', async () => {
    const world = createLedgerWorld(start)
    world.setClock(4)
    expect(world.ledger.nowSeconds()).toBe(start)
    world.advance(20)
    expect(world.ledger.nowSeconds()).toBe(start + 22)
    world.advance(20)
    expect(world.ledger.nowSeconds()).toBe(start + 44)
    expect(world.ledger.clockState()).toBe('sure')
  })

  it('K1, K2: never goes back, and runs at 0.9 to 1.1 times the time that passes', () => {
    const steps = fc.array(
      fc.record({
        passMs: fc.integer({ min: 0, max: 100_000 }),
        setMs: fc.oneof(fc.constant(0), fc.integer({ min: -9_000, max: 9_000 })),
      }),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(steps, (list) => {
        let wallMs = start * 1_000
        let monotonicMs = 0
        const clock = createLedgerClock({
          clock: { nowMs: () => wallMs, monotonicMs: () => monotonicMs },
        })
        for (const { passMs, setMs } of list) {
          const [before, second] = [clock.nowMs(), clock.nowSeconds()]
          wallMs += passMs + setMs
          monotonicMs += passMs
          const passed = clock.nowMs() - before
          expect(passed).toBeGreaterThanOrEqual(passMs * 0.9 - 0.01)
          expect(passed).toBeLessThanOrEqual(passMs * 1.1 + 0.01)
          expect(clock.nowSeconds()).toBeGreaterThanOrEqual(second)
        }
      }),
      { numRuns: 300 },
    )
  })
})
