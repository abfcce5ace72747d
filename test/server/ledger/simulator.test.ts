import { describe, expect, it } from 'vitest'
import type { Ledger } from '../../../server/ledger/commands.ts'
import {
  demoAccounts,
  demoEmployer,
  demoStaff,
  demoTokens,
} from '../../../server/ledger/demo-accounts.ts'
import { day, unitsPerToken } from '../../../server/ledger/payroll-history.ts'
import { createSimulator, type Simulator } from '../../../server/ledger/simulator.ts'
import { LogError } from '../../../server/log/errors.ts'
import { silentLogger } from '../../../server/ops/logger.ts'
import { isAccountAddress, isTokenAddress } from '../../../src/feeds/payments/address.ts'
import { accrualStatusAtSecond, depletionSecond } from '../../../src/money/accrual.ts'
import { createLedgerWorld, type LedgerWorld } from './ledger-world.ts'

const noTimers = { after: () => () => undefined }

function simulate(seed = 1): {
  world: LedgerWorld
  simulator: Simulator
  delays: number[]
  runTimer(): void
} {
  const world = createLedgerWorld()
  const delays: number[] = []
  let due: (() => void) | undefined
  const timers = {
    after(delayMs: number, run: () => void) {
      delays.push(delayMs)
      due = run
      return () => {
        due = undefined
      }
    },
  }
  const { ledger, clock } = world
  const simulator = createSimulator({
    ledger,
    clock,
    timers,
    seed,
    scenario: 'payroll',
    logger: silentLogger,
  })
  const runTimer = () => {
    const run = due
    due = undefined
    run?.()
  }
  return { world, simulator, delays, runTimer }
}

async function play(steps: number, seed?: number): Promise<LedgerWorld> {
  const { world, simulator } = simulate(seed)
  for (let n = 0; n < steps; n++) {
    await simulator.step()
    world.advance(4)
  }
  return world
}

const linesOf = async (world: LedgerWorld) =>
  (await world.entries()).map(({ type, data }) => `${type} ${data}`)

const partiesOf = ({ sender, recipient }: { sender: string; recipient: string }) => [
  sender,
  recipient,
]

describe('the demo accounts', () => {
  it('have valid addresses, each its own, and always the same', () => {
    expect(demoAccounts.every(({ address }) => isAccountAddress(address))).toBe(true)
    expect(demoTokens.every(({ address }) => isTokenAddress(address))).toBe(true)
    const addresses = [...demoAccounts, ...demoTokens].map(({ address }) => address)
    expect(new Set(addresses).size).toBe(addresses.length)
    expect(addresses[0]).toMatchInlineSnapshot(
      `"GDCZ3FYROS3QBV3Q7Q4JV2TQPGGFIMG27R6B7IIGOCHIJMMPY3N5XPEW"`,
    )
  })
})

describe('the payroll simulation', () => {
  it('opens with streams in every state, of a studio, its people and its clients, in two tokens', async () => {
    const world = await play(1)
    const { streams } = await world.ledger.list({ limit: 100 })
    expect(streams).toHaveLength(13)
    expect(streams.every((stream) => partiesOf(stream).includes(demoEmployer.address))).toBe(true)
    expect(streams.filter(({ recipient }) => recipient === demoEmployer.address)).toHaveLength(2)
    expect(new Set(streams.map(({ tokenAddress }) => tokenAddress)).size).toBe(2)
    const states = new Set(streams.map((s) => accrualStatusAtSecond(s, world.ledger.nowSeconds())))
    expect([...states].sort()).toEqual(
      ['cancelled', 'completed', 'paused', 'pending', 'settled', 'streaming'].sort(),
    )
  })

  it('opens with what happened in the two months before, in order, and as of then', async () => {
    const world = await play(1)
    const times = (await world.entries()).map(
      ({ data }) => (JSON.parse(data) as { timestamp: number }).timestamp,
    )
    const now = world.ledger.nowSeconds()
    expect(times.length).toBeGreaterThan(25)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(times[0]).toBeLessThan(now - 50 * day)
    expect(times.at(-1)).toBeLessThan(now - day)
  })

  it('opens with two deposits that run out within days, and both can be topped up by the studio', async () => {
    const world = await play(1)
    const now = world.ledger.nowSeconds()
    const { streams } = await world.ledger.list({ status: 'active' })
    const soon = streams.filter((stream) => {
      const end = depletionSecond(stream) ?? 0
      return end > now && end - now < Math.max(5 * day, (end - stream.startTime) / 10)
    })
    expect(soon.map(({ sender }) => sender)).toEqual([demoEmployer.address, demoEmployer.address])
  })

  it('has amounts a day and deposits that are whole tokens', async () => {
    const world = await play(1)
    const { streams } = await world.ledger.list({ limit: 100 })
    for (const { ratePerSecond, depositedAmount } of streams) {
      expect((ratePerSecond * BigInt(day)) % unitsPerToken).toBe(0n)
      expect(depositedAmount % unitsPerToken).toBe(0n)
    }
  })

  it('never withdraws for the person whose total the demo opens on', async () => {
    const [first] = demoStaff
    const world = await play(1)
    const [stream] = (await world.ledger.list({ recipient: first?.address ?? '' })).streams
    const later = await play(200)
    expect((await later.ledger.read(stream?.streamId ?? '')).stream.withdrawnAmount).toBe(
      stream?.withdrawnAmount,
    )
  })

  it('is the same for the same seed, and another for another', async () => {
    expect(await linesOf(await play(60, 3))).toEqual(await linesOf(await play(60, 3)))
    expect(await linesOf(await play(60, 3))).not.toEqual(await linesOf(await play(60, 4)))
  })

  it('runs for a long time, with every kind of command and a bounded number of streams', async () => {
    const world = await play(1_200, 2)
    const types = new Set((await world.entries()).map(({ type }) => type))
    expect(types).toEqual(
      new Set([
        'stream.created',
        'stream.topped_up',
        'stream.withdrawn',
        'stream.completed',
        'stream.cancelled',
        'stream.paused',
        'stream.resumed',
      ]),
    )
    const { streams } = await world.ledger.list({ limit: 1000 })
    expect(streams.length).toBeLessThanOrEqual(26)
    expect(streams.filter(({ status }) => status === 'active').length).toBeGreaterThan(2)
    expect((await world.log.bounds('payments')).top).toBeGreaterThan(150)
  })

  it('takes up where it was when it is started over a ledger that has its streams', async () => {
    const { world, simulator } = simulate()
    await simulator.step()
    const { ledger, clock } = world
    const again = createSimulator({ ledger, clock, timers: noTimers, logger: silentLogger })
    await again.step()
    expect((await ledger.list({ limit: 1000 })).streams).toHaveLength(13)
  })

  it('acts every 8 to 24 seconds while it runs, and not after it was stopped', async () => {
    const { world, simulator, delays, runTimer } = simulate()
    simulator.start()
    simulator.start()
    for (let n = 0; n < 20; n++) {
      runTimer()
      await simulator.step()
      await Promise.resolve()
      await Promise.resolve()
      world.advance(4)
    }
    expect(delays[0]).toBe(0)
    expect(delays.length).toBeGreaterThan(10)
    expect(delays.slice(1).every((delay) => delay >= 8_000 && delay < 24_000)).toBe(true)
    simulator.stop()
    const before = delays.length
    runTimer()
    await Promise.resolve()
    expect(delays).toHaveLength(before)
  })

  it('reports once that the log fails, and once that it works again', async () => {
    const world = createLedgerWorld()
    const lines: string[] = []
    const note = (level: string) => (_: object, message: string) => {
      if (level !== 'debug') lines.push(`${level}: ${message}`)
    }
    const logger = {
      debug: note('debug'),
      info: note('info'),
      warn: note('warn'),
      error: note('error'),
    }
    let isFailing = true
    const ledger: Ledger = {
      ...world.ledger,
      async list(query) {
        if (isFailing) throw new LogError('log_unavailable', 'The disk is full.')
        return await world.ledger.list(query)
      },
    }
    const { clock } = world
    const simulator = createSimulator({ ledger, clock, timers: noTimers, logger })
    for (let n = 0; n < 5; n++) await simulator.step()
    expect(lines).toEqual(['warn: a simulated step failed; trying again'])
    isFailing = false
    for (let n = 0; n < 5; n++) await simulator.step()
    expect(lines.slice(1)).toEqual(['info: simulated steps succeed again'])
    isFailing = true
    await simulator.step()
    expect(lines.slice(2)).toEqual(['warn: a simulated step failed; trying again'])
  })

  it('is not stopped by commands of other clients', async () => {
    const { world, simulator } = simulate()
    await simulator.step()
    for (let id = 1; id <= 13; id++) {
      await world.ledger.cancel({ streamId: String(id) }).catch(() => undefined)
    }
    for (let n = 0; n < 30; n++) await simulator.step()
    expect((await world.ledger.list({ status: 'active' })).streams.length).toBeGreaterThan(0)
  })
})
