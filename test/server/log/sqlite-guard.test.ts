/** The file of a log that is open: who may read it, what becomes of it, and what it takes on the disk. */
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EventLog } from '../../../server/log/event-log.ts'
import { type SqliteLogOptions, sqliteLog } from '../../../server/log/sqlite.ts'
import { createLogWorld, type LogWorld } from './log-world.ts'

const event = { topics: ['all'], type: 'e', data: '{}' }

// Each log starts a thread, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

let world: LogWorld
let file: string
const opened: EventLog[] = []
const reports: string[] = []

beforeEach(() => {
  world = createLogWorld()
  file = join(world.dataDir, 'data', 'log.db')
  reports.length = 0
})
afterEach(async () => {
  for (const log of opened.splice(0)) await log.close()
  world.remove()
})

function open(options: Partial<SqliteLogOptions> = {}): EventLog {
  const note = (_: object, message: string) => reports.push(message)
  const logger = { debug: note, info: note, warn: note, error: note }
  const log = sqliteLog({ ...world, file, logger, ...options })
  opened.push(log)
  return log
}

describe('a file that is taken away while it is open', () => {
  it.each([
    ['deleted', 'file_missing', () => rmSync(file)],
    [
      'replaced by a copy',
      'file_replaced',
      () => {
        writeFileSync(`${file}.copy`, readFileSync(file))
        renameSync(`${file}.copy`, file)
      },
    ],
    ['without its journal', 'file_missing', () => rmSync(`${file}-wal`)],
    ['cut to nothing', 'file_shortened', () => truncateSync(file, 0)],
  ] as const)('%s refuses appends, and says what to do', async (_, reason, take) => {
    const log = open()
    await log.append('a', event)
    const other = new DatabaseSync(file)
    other.exec('PRAGMA wal_checkpoint(PASSIVE)')
    other.close()
    await log.append('a', event)
    take()
    for (let n = 0; n < 3; n++) {
      const refused = log.append('a', event)
      await expect(refused).rejects.toMatchObject({ code: 'log_unavailable' })
      await expect(refused).rejects.toThrow(/Stop the server, put the file back or restore/)
    }
    const { status } = await log.health()
    expect(status).toBe(reason === 'file_shortened' ? 'damaged' : 'unavailable')
    expect(await log.health()).toMatchObject({ reason })
    expect(reports).toHaveLength(1)
  })

  it('accepts appends again when the same file is back', async () => {
    const log = open()
    await log.append('a', event)
    renameSync(file, `${file}.moved`)
    await expect(log.append('a', event)).rejects.toMatchObject({ code: 'log_unavailable' })
    renameSync(`${file}.moved`, file)
    expect((await log.append('a', event)).offset).toBe(2)
    expect((await log.health()).status).toBe('ok')
    expect(reports).toHaveLength(2)
  })
})

describe('the lock of another process', () => {
  it('does not hold up the event loop, nor reads', async () => {
    const log = open()
    await log.append('a', event, { key: 'k', value: 'v' })
    const other = new DatabaseSync(file)
    other.exec('BEGIN IMMEDIATE')
    let longestMs = 0
    let lastMs = performance.now()
    let isWaiting = true
    const turn = () => {
      longestMs = Math.max(longestMs, performance.now() - lastMs)
      lastMs = performance.now()
      if (isWaiting) setImmediate(turn)
    }
    setImmediate(turn)
    const refused = log.append('a', event)
    const reads = Array.from({ length: 20 }, () => log.states('a', { keys: ['k'] }, 1))
    expect((await Promise.all(reads)).map(({ values }) => values.length)).toEqual(Array(20).fill(1))
    await expect(refused).rejects.toMatchObject({ code: 'log_unavailable' })
    isWaiting = false
    other.exec('COMMIT')
    other.close()
    // It was a second; a busy machine may take its time for a turn.
    expect(longestMs).toBeLessThan(500)
    expect((await log.append('a', event)).offset).toBe(2)
  }, 20_000)

  it('is waited for when it is short', async () => {
    const log = open()
    await log.append('a', event)
    const other = new DatabaseSync(file)
    other.exec('BEGIN IMMEDIATE')
    const waiting = log.append('a', event)
    await log.bounds('a')
    other.exec('COMMIT')
    other.close()
    expect((await waiting).offset).toBe(2)
  })
})

describe.skipIf(process.platform === 'win32')('the files', () => {
  const modeOf = (path: string) => statSync(path).mode & 0o777

  it('can be read by their owner only, like the folder that is made for them', async () => {
    const log = open()
    await log.append('a', event)
    for (const suffix of ['', '-wal', '-shm', '.marks']) {
      expect(modeOf(file + suffix).toString(8), suffix).toBe('600')
    }
    expect(modeOf(dirname(file)).toString(8)).toBe('700')
  })

  it('that others could read are restricted, and their folder is left alone', async () => {
    await open().close()
    chmodSync(file, 0o644)
    chmodSync(dirname(file), 0o755)
    await open().append('a', event)
    expect(modeOf(file).toString(8)).toBe('600')
    expect(modeOf(dirname(file)).toString(8)).toBe('755')
  })

  it('are made in a folder that is there already', async () => {
    mkdirSync(dirname(file))
    await open().append('a', event)
    expect(modeOf(file).toString(8)).toBe('600')
  })
})

describe('a file that has grown', () => {
  it('becomes small again when retention has removed its entries', async () => {
    const large = { ...event, data: JSON.stringify('x'.repeat(20_000)) }
    const log = open({ retentionMs: 60_000 })
    for (let n = 0; n < 10; n++) {
      await log.appendAll('a', Array(50).fill(large), [])
    }
    const grown = (await log.health()).bytes ?? 0
    expect(grown).toBeGreaterThan(9_000_000)
    world.advance(60_001)
    await log.append('a', event)
    // It also runs between commits; in this test each commit is one step.
    for (let n = 0; n < 60; n++) await log.append('a', event)
    const other = new DatabaseSync(file)
    other.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    other.close()
    await log.append('a', event)
    expect(statSync(file).size).toBeLessThan(grown / 4)
    expect(await log.health()).toMatchObject({ status: 'ok' })
    expect((await log.append('a', event)).offset).toBe(563)
  }, 20_000)
})
