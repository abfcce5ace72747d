/**
 * The indexer under `kill -9` while it reads a snapshot of the contract in pages: a process that begins with the
 * streams as they are, a SQLite file, and a Soroban RPC that has forgotten most of the events. SNAPSHOT_KILLS: at which
 * pages it is killed.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLedger } from '../../../server/ledger/ledger.ts'
import { sqliteLog } from '../../../server/log/sqlite.ts'
import { systemClock } from '../../../src/platform/system.ts'
import { createContractChain } from '../../support/contract-chain.ts'
import { type ListeningRpc, startFakeRpc } from '../../support/soroban-rpc.ts'
import { createLogWorld } from '../log/log-world.ts'
import { expectContract } from './indexer-world.ts'

const killedAt = (process.env['SNAPSHOT_KILLS'] ?? '3').split(',').map(Number)
const program = fileURLToPath(new URL('./follow-until-killed.ts', import.meta.url))
// A page has 100 streams.
const chain = createContractChain({ seed: 20260802, streams: 350, count: 700 })

let rpc: ListeningRpc
beforeAll(async () => {
  rpc = await startFakeRpc({ chain })
  rpc.forgetBefore(chain.latestLedger - 10)
})
afterAll(() => rpc.close())

describe('an indexer that is killed between the pages of a snapshot', () => {
  const world = createLogWorld()
  const file = join(world.dataDir, 'chain.db')
  afterAll(world.remove)

  const pages = () => rpc.calls['getLedgerEntries'] ?? 0

  /** Runs it until it ends, or kills it when the RPC has answered so many pages. */
  async function run(killAtPage: number): Promise<string> {
    const child = spawn(
      process.execPath,
      ['--no-warnings', program, file, rpc.url, '100', 'storage'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const before = pages()
    rpc.onAnswer(() => {
      if (pages() - before === killAtPage) child.kill('SIGKILL')
    })
    let output = ''
    for await (const text of child.stdout.setEncoding('utf8')) output += text
    return output
  }

  const createdStreams = async () => {
    const log = sqliteLog({ file })
    const { entries } = await log.latest('payments', { types: ['stream.created'], limit: 10_000 })
    await log.close()
    return entries.map(({ data }) => (JSON.parse(data) as { streamId: string }).streamId)
  }

  it('has every stream as the contract has it, each created once', async () => {
    for (const killAtPage of killedAt) {
      expect(await run(killAtPage)).toBe('')
      expect((await createdStreams()).length).toBeLessThan(chain.models.size)
    }
    // What the pages before had is there.
    expect((await createdStreams()).length).toBeGreaterThan(0)

    const output = await run(Number.POSITIVE_INFINITY)
    expect(JSON.parse(output)).toMatchObject({ held: 0, health: { heldStreams: {}, gap: null } })
    const log = sqliteLog({ file })
    await expectContract(createLedger({ log, clock: systemClock, commands: false }), chain)
    await log.close()
    const created = await createdStreams()
    expect(new Set(created).size).toBe(created.length)
  }, 60_000)
})
