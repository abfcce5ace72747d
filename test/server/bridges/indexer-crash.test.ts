/**
 * The indexer under `kill -9`: a real process, a SQLite file, and a Soroban RPC on a socket that repeats events, puts
 * some into later pages, and fails. INDEXER_EVENTS: how many events the chain has.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLedger } from '../../../server/ledger/ledger.ts'
import { createSeededRandom } from '../../../server/ledger/seeded-random.ts'
import { sqliteLog } from '../../../server/log/sqlite.ts'
import { systemClock } from '../../../src/platform/system.ts'
import { createContractChain } from '../../support/contract-chain.ts'
import { type ListeningRpc, startFakeRpc } from '../../support/soroban-rpc.ts'
import { createLogWorld } from '../log/log-world.ts'
import { countEvents, expectContract } from './indexer-world.ts'

const count = Number(process.env['INDEXER_EVENTS'] ?? 600)
const [kills, pageSize, disorder] = count >= 10_000 ? [8, 100, 120] : [3, 40, 50]
const program = fileURLToPath(new URL('./follow-until-killed.ts', import.meta.url))
const chain = createContractChain({ seed: 20260801, streams: Math.ceil(count / 40), count })
const streamEvents = chain.events.filter(({ name }) => name !== 'fee_collected')

let rpc: ListeningRpc
beforeAll(async () => {
  rpc = await startFakeRpc({ chain, disorder })
  rpc.failOften(0.1)
})
afterAll(() => rpc.close())

describe('an indexer that is killed while it reads', () => {
  const world = createLogWorld()
  const file = join(world.dataDir, 'chain.db')
  afterAll(world.remove)

  /** Runs it until it ends, or kills it a little after so many answers of the RPC. */
  async function run(killAfter: number, delayMs: number): Promise<string> {
    const child = spawn(
      process.execPath,
      ['--no-warnings', program, file, rpc.url, String(pageSize)],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    let answers = 0
    rpc.onAnswer(() => {
      answers++
      if (answers === killAfter) setTimeout(() => child.kill('SIGKILL'), delayMs)
    })
    let output = ''
    for await (const text of child.stdout.setEncoding('utf8')) output += text
    return output
  }

  it(`has the state of the contract for every stream after ${count} events, each of them once`, {
    timeout: 300_000,
  }, async () => {
    const { next } = createSeededRandom(7)
    let killed = 0
    // Far enough that something is recorded, and not so far that the end is reached at once.
    const pagesPerRun = Math.floor((count / pageSize) * 0.6)
    for (let round = 0; round < kills; round++) {
      const output = await run(5 + Math.floor(next() * pagesPerRun), next() * 20)
      if (output === '') killed++
    }
    const output = await run(Number.POSITIVE_INFINITY, 0)
    expect(JSON.parse(output)).toMatchObject({
      ...{ held: 0, gaps: 0 },
      health: { heldStreams: {}, gap: null, aside: [] },
    })
    expect(killed).toBeGreaterThan(1)

    const log = sqliteLog({ file })
    const ledger = createLedger({ log, clock: systemClock, commands: false })
    await expectContract(ledger, chain)
    expect(await countEvents(log)).toBe(streamEvents.length)
    await log.close()
  })
})
