/** The SQLite log under `kill -9`, with real processes and a real file. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { createSeededRandom } from '../../../server/ledger/seeded-random.ts'
import { sqliteLog } from '../../../server/log/sqlite.ts'
import { createLogWorld } from './log-world.ts'

const program = fileURLToPath(new URL('./append-until-killed.ts', import.meta.url))
const rounds = 20

interface Acknowledged {
  readonly epoch: string
  readonly first: number
  readonly second: number
  readonly data: string
}

/** Lets a process append, kills it after that many acknowledged appends, and returns all of them. */
async function appendAndKill(file: string, round: number, killAfter: number) {
  const child = spawn(process.execPath, ['--no-warnings', program, file, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const acknowledged: Acknowledged[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    const [epoch = '', first, second, ...data] = line.split(' ')
    // What the kill has cut in two was not said.
    if (!line.endsWith('}')) continue
    acknowledged.push({
      epoch,
      first: Number(first),
      second: Number(second),
      data: data.join(' '),
    })
    // The pipe holds more lines than have been read: those count as well.
    if (acknowledged.length === killAfter) child.kill('SIGKILL')
  }
  return acknowledged
}

describe('a SQLite log whose process is killed in the middle of appends', () => {
  const world = createLogWorld()
  const file = join(world.dataDir, 'crash.db')
  afterAll(world.remove)

  it('has every acknowledged append, and issues no offset twice', {
    timeout: 180_000,
  }, async () => {
    const next = createSeededRandom(20260801).next
    const acknowledged: Acknowledged[] = []
    for (let round = 0; round < rounds; round++) {
      acknowledged.push(...(await appendAndKill(file, round, 1 + Math.floor(next() * 120))))
    }
    expect(acknowledged.length).toBeGreaterThan(rounds)

    const log = sqliteLog({ ...world, file })
    const { epoch, top } = await log.bounds('payments')
    const reading = await log.read('payments', { epoch, offset: 0 }, top, top)
    const entries = reading.kind === 'entries' ? reading.entries : []
    await log.close()

    expect(entries.map(({ position }) => position.offset)).toEqual(
      Array.from({ length: top }, (_, n) => n + 1),
    )
    const offsets = acknowledged.flatMap(({ first, second }) => [first, second])
    expect(new Set(offsets).size).toBe(offsets.length)
    for (const said of acknowledged) {
      expect(said.epoch).toBe(epoch)
      expect(said.second).toBe(said.first + 1)
      expect(entries[said.first - 1]).toMatchObject({ type: 'first', data: said.data })
      expect(entries[said.second - 1]).toMatchObject({ type: 'second', data: said.data })
    }
    // Atomic also for what was not acknowledged: no first without its second.
    for (let offset = 0; offset < top; offset += 2) {
      expect(entries[offset]?.type).toBe('first')
      expect(entries[offset + 1]?.data).toBe(entries[offset]?.data)
    }
  })
})
