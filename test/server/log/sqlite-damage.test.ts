/** Rows, pages and whole files that are damaged: what is affected, and what still works (L9). */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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
const reports: { readonly facts: object; readonly message: string }[] = []

beforeEach(() => {
  world = createLogWorld()
  file = join(world.dataDir, 'log.db')
  reports.length = 0
})
afterEach(async () => {
  for (const log of opened.splice(0)) await log.close()
  world.remove()
})

function open(options: Partial<SqliteLogOptions> = {}): EventLog {
  const note = (facts: object, message: string) => reports.push({ facts, message })
  const logger = { debug: note, info: note, warn: note, error: note }
  const log = sqliteLog({ ...world, file, logger, ...options })
  opened.push(log)
  return log
}

/** Changes the file as a foreign program would, or a disk. */
function change(sql: string): void {
  const database = new DatabaseSync(file)
  database.exec(sql)
  database.close()
}

const offsetsOf = async (log: EventLog, after: number, to: number) => {
  const { epoch } = await log.bounds('a')
  const reading = await log.read('a', { epoch, offset: after }, to, 100)
  return reading.kind === 'entries'
    ? reading.entries.map(({ position }) => position.offset)
    : reading
}

describe('a damaged entry', () => {
  beforeEach(async () => {
    const log = open()
    for (let n = 1; n <= 6; n++) await log.append('a', { ...event, topics: [`t:${n % 2}`] })
    await log.close()
  })

  it.each([
    ['whose data were changed', 'UPDATE entries SET data = \'{"forged":1}\' WHERE offset = 3'],
    ['whose topics were changed', 'UPDATE entries SET topics = \'["t:9"\' WHERE offset = 3'],
    ['whose time was changed', 'UPDATE entries SET at_ms = at_ms + 1 WHERE offset = 3'],
    ['that is missing', 'DELETE FROM entries WHERE offset = 3'],
  ])('%s is a gap, and the others are read', async (_, sql) => {
    change(sql)
    const log = open()
    expect(await offsetsOf(log, 0, 6)).toEqual([1, 2])
    expect(await offsetsOf(log, 2, 6)).toEqual({ kind: 'gap', from: 3, to: 3, reason: 'damaged' })
    expect(await offsetsOf(log, 3, 6)).toEqual([4, 5, 6])
    expect((await log.append('a', event)).offset).toBe(7)
  })

  it('is left out of the history, counted once and reported once', async () => {
    change("UPDATE entries SET data = 'x' WHERE offset = 3")
    const log = open()
    for (let n = 0; n < 3; n++) {
      const { entries } = await log.latest('a', { topics: ['t:1'], limit: 10 })
      expect(entries.map(({ position }) => position.offset)).toEqual([5, 1])
    }
    expect(await log.health()).toMatchObject({ status: 'ok', damagedEntries: 1, damagedStates: 0 })
    expect(reports).toEqual([
      {
        facts: { file, log: 'a', offset: 3 },
        message: 'a row of the log file is damaged and left out',
      },
    ])
  })

  it('does not keep retention from the entries after it', async () => {
    change("UPDATE entries SET topics = 'x', at_ms = 9999999999999 WHERE offset = 1")
    const log = open({ retentionEvents: 2 })
    await log.append('a', event)
    expect(await log.bounds('a')).toMatchObject({ oldest: 6, top: 7 })
  })
})

describe('a damaged state', () => {
  beforeEach(async () => {
    const log = open()
    for (const key of ['k:1', 'k:2', 'k:3']) await log.append('a', event, { key, value: 'v' })
    await log.close()
    change("UPDATE states SET value = 'forged' WHERE key = 'k:2'")
  })

  it('is left out and named, by key and by prefix', async () => {
    const log = open()
    for (const query of [{ keys: ['k:1', 'k:2', 'k:3'] }, { prefix: 'k:' }]) {
      const { values, damaged } = await log.states('a', query, 10)
      expect(values.map(({ key }) => key)).toEqual(['k:1', 'k:3'])
      expect(damaged).toEqual(['k:2'])
    }
    expect(await log.health()).toMatchObject({ status: 'ok', damagedStates: 1 })
  })

  it('does not make a page shorter, which would look like the last one', async () => {
    const log = open()
    const { values } = await log.states('a', { prefix: 'k:' }, 2)
    expect(values.map(({ key }) => key)).toEqual(['k:1', 'k:3'])
  })

  it('refuses an append that expects a version of it, and only that', async () => {
    const log = open()
    const conditional = log.append('a', event, { key: 'k:2', value: 'w', expectVersion: 2 })
    const other = log.append('a', event, { key: 'k:3', value: 'w', expectVersion: 3 })
    await expect(conditional).rejects.toMatchObject({ code: 'state_damaged', key: 'k:2' })
    expect((await other).offset).toBe(4)
  })

  it('is whole again once it is written', async () => {
    const log = open()
    await log.append('a', event, { key: 'k:2', value: 'restored' })
    expect((await log.states('a', { keys: ['k:2'] }, 1)).values[0]?.value).toBe('restored')
  })
})

describe('a damaged file', () => {
  async function fill(valueBytes = 2_000): Promise<void> {
    const log = open()
    for (let n = 0; n < 40; n++) {
      await log.append('a', event, { key: `k:${n}`, value: 'x'.repeat(valueBytes) })
    }
    await log.close()
  }
  const damagePages = (from = 3, to = 12) => {
    const bytes = readFileSync(file)
    bytes.fill(0xa5, 4096 * from, 4096 * to)
    writeFileSync(file, bytes)
  }

  it.each([
    ['with damaged pages', () => damagePages(), /damaged/],
    ['that is no database', () => writeFileSync(file, 'x'.repeat(8192)), /not a database/],
    ['that is empty', () => writeFileSync(file, ''), /it is empty, although/],
    ['that is missing', () => rmSync(file), /it is missing, although/],
  ])('%s stops the log, and stays where it is', async (_, damage, reason) => {
    await fill()
    damage()
    const files = readdirSync(world.dataDir)
    expect(() => open()).toThrow(expect.objectContaining({ code: 'log_damaged' }))
    expect(() => open()).toThrow(reason)
    expect(() => open()).toThrow(/ON_DAMAGE=new-epoch/)
    expect(readdirSync(world.dataDir).filter((name) => !/-(wal|shm)$/.test(name))).toEqual(
      files.filter((name) => !/-(wal|shm)$/.test(name)),
    )
  })

  it.each([
    ['with damaged pages', () => damagePages()],
    ['that is missing', () => rmSync(file)],
  ])('%s is put aside with new-epoch, and says so', async (_, damage) => {
    await fill()
    damage()
    const log = open({ onDamage: 'new-epoch' })
    expect((await log.bounds('a')).top).toBe(0)
    expect(await log.health()).toMatchObject({
      status: 'ok',
      onDamage: 'new-epoch',
      newEpochs: 1,
      newEpochReason: 'damaged',
    })
  })

  it('found while it is open refuses appends and is reported, and what can be read is read', async () => {
    // More than SQLite's cache holds.
    await fill(80_000)
    const log = open()
    await log.append('a', event)
    await log.states('a', { keys: ['k:1'] }, 1)
    const other = new DatabaseSync(file)
    other.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    other.close()
    damagePages(100, 250)
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, n) => log.states('a', { keys: [`k:${n}`] }, 1)),
    )
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(
      new Set(['fulfilled', 'rejected']),
    )
    await expect(log.append('a', event)).rejects.toMatchObject({ code: 'log_damaged' })
    expect(await log.health()).toMatchObject({ status: 'damaged', reason: 'file_damaged' })
    expect((await log.bounds('a')).top).toBe(41)
    expect(reports.filter(({ message }) => message.includes('ON_DAMAGE'))).toHaveLength(1)
  })
})
