/**
 * Files that lost acknowledged events while the log was closed. An offset that was acknowledged must never be issued
 * again under the same epoch (L1, L2), or a client would resume over what it has not seen.
 */
import {
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EventLog } from '../../../server/log/event-log.ts'
import { sqliteLog } from '../../../server/log/sqlite.ts'
import { createLogWorld, type LogWorld } from './log-world.ts'

const event = { topics: ['all'], type: 'e', data: '{}' }

// Each log starts a thread, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

let world: LogWorld
let file: string
const opened: EventLog[] = []
const warnings: string[] = []

beforeEach(() => {
  world = createLogWorld()
  file = join(world.dataDir, 'log.db')
  warnings.length = 0
})
afterEach(async () => {
  for (const log of opened.splice(0)) await log.close()
  world.remove()
})

function open(): EventLog {
  const ignore = () => {}
  const warn = (_: object, message: string) => warnings.push(message)
  const log = sqliteLog({
    ...world,
    file,
    logger: { debug: ignore, info: ignore, warn, error: ignore },
  })
  opened.push(log)
  return log
}

async function append(log: EventLog, count: number, name = 'a'): Promise<void> {
  for (let n = 0; n < count; n++) await log.append(name, event, { key: 'count', value: `${n}` })
}

/** Leaves the files as a process does that is killed: the journal is not written into the database. */
async function closeAsKilled(log: EventLog): Promise<void> {
  const [database, journal] = [readFileSync(file), readFileSync(`${file}-wal`)]
  await log.close()
  writeFileSync(file, database)
  writeFileSync(`${file}-wal`, journal)
}

describe('a log whose newest events are gone', () => {
  it('because its journal was cut has another epoch, and keeps the rest', async () => {
    const log = open()
    await append(log, 5)
    const before = await log.bounds('a')
    await closeAsKilled(log)
    // The last commit: one frame for each page it changed.
    truncateSync(`${file}-wal`, readFileSync(`${file}-wal`).length - 4120)

    const again = open()
    const after = await again.bounds('a')
    expect(after.top).toBeLessThan(before.top)
    expect(after.epoch).not.toBe(before.epoch)
    expect(await again.read('a', { epoch: before.epoch, offset: 5 }, 9, 9)).toEqual({
      kind: 'reset',
      reason: 'epoch',
    })
    expect((await again.states('a', { keys: ['count'] }, 1)).values).toHaveLength(1)
    expect(await again.health()).toMatchObject({ newEpochs: 1, newEpochReason: 'restored' })
    expect(warnings).toHaveLength(1)
  })

  it('because an older copy was written over it has another epoch', async () => {
    const log = open()
    await append(log, 3)
    await append(log, 2, 'quiet')
    await log.close()
    copyFileSync(file, `${file}.backup`)
    const later = open()
    await append(later, 4)
    const [before, quiet] = [await later.bounds('a'), await later.bounds('quiet')]
    await later.close()
    // Into the same file, as `cp` does.
    copyFileSync(`${file}.backup`, file)

    const restored = open()
    expect(await restored.bounds('a')).toMatchObject({ top: 3 })
    expect((await restored.bounds('a')).epoch).not.toBe(before.epoch)
    // Nothing of this log was lost.
    expect(await restored.bounds('quiet')).toEqual(quiet)
  })

  it('because another file took its place has another epoch, even if the marks are as old', async () => {
    const log = open()
    await append(log, 3)
    const before = await log.bounds('a')
    await log.close()
    // A folder that was restored, or copied to another machine.
    copyFileSync(file, `${file}.copy`)
    renameSync(`${file}.copy`, file)
    expect((await open().bounds('a')).epoch).not.toBe(before.epoch)
  })

  it.each([
    ['are missing', () => rmSync(`${file}.marks`)],
    ['are empty', () => writeFileSync(`${file}.marks`, '')],
    [
      'are damaged',
      () => {
        const text = readFileSync(`${file}.marks`, 'latin1')
        writeFileSync(`${file}.marks`, text.replace(/^1 (\w+) 3 /m, '1 $1 2 '), 'latin1')
      },
    ],
  ])('cannot be excluded when the marks %s: it has another epoch, once', async (_, spoil) => {
    const log = open()
    await append(log, 3)
    const before = await log.bounds('a')
    await log.close()
    spoil()
    const again = open()
    const after = await again.bounds('a')
    expect(after).toMatchObject({ top: 3 })
    expect(after.epoch).not.toBe(before.epoch)
    await again.close()
    expect((await open().bounds('a')).epoch).toBe(after.epoch)
  })
})

describe('a log that lost nothing', () => {
  it('keeps its epoch when its process was killed', async () => {
    const log = open()
    await append(log, 5)
    const before = await log.bounds('a')
    await closeAsKilled(log)
    expect(await open().bounds('a')).toEqual(before)
    expect(warnings).toEqual([])
  })

  it('keeps its epoch when the marks are behind, as after a power cut', async () => {
    const log = open()
    await append(log, 2)
    const marks = readFileSync(`${file}.marks`)
    await append(log, 3)
    const before = await log.bounds('a')
    await log.close()
    writeFileSync(`${file}.marks`, marks)
    expect(await open().bounds('a')).toEqual(before)
  })

  it('keeps its epoch when several processes append to it', async () => {
    const [here, there] = [open(), open()]
    for (let n = 0; n < 5; n++) await Promise.all([append(here, 1), append(there, 1)])
    const before = await here.bounds('a')
    await here.close()
    await there.close()
    expect(await open().bounds('a')).toEqual(before)
  })
})

describe('a file of an earlier version', () => {
  /** As it was written before there were checksums and marks. */
  async function createEarlierFile() {
    const log = open()
    await append(log, 5)
    const before = await log.bounds('a')
    await log.close()
    rmSync(`${file}.marks`)
    const database = new DatabaseSync(file)
    database.exec(`
      PRAGMA journal_mode = DELETE;
      DROP INDEX entries_by_type;
      ALTER TABLE entries DROP COLUMN checksum;
      ALTER TABLE states DROP COLUMN checksum;
      PRAGMA auto_vacuum = NONE;
      PRAGMA user_version = 1;
      VACUUM;
    `)
    database.close()
    return before
  }

  it('opens without loss, with the epoch it had', async () => {
    const before = await createEarlierFile()
    const log = open()
    expect(await log.bounds('a')).toEqual(before)
    const reading = await log.read('a', { epoch: before.epoch, offset: 0 }, 5, 10)
    expect(reading.kind === 'entries' && reading.entries).toHaveLength(5)
    expect((await log.states('a', { keys: ['count'] }, 1)).values[0]?.value).toBe('4')
    expect((await log.latest('a', { types: ['e'], limit: 2 })).entries).toHaveLength(2)
    expect((await log.append('a', event)).offset).toBe(6)
    expect(existsSync(`${file}.marks`)).toBe(true)
  })

  it('has checksums afterwards, and can give pages back', async () => {
    await createEarlierFile()
    await open().close()
    const database = new DatabaseSync(file)
    expect(database.prepare('PRAGMA auto_vacuum').get()?.['auto_vacuum']).toBe(2)
    database.exec("UPDATE entries SET data = 'x' WHERE offset = 2")
    database.close()
    const log = open()
    const { epoch } = await log.bounds('a')
    expect(await log.read('a', { epoch, offset: 1 }, 2, 1)).toMatchObject({ reason: 'damaged' })
  })
})
