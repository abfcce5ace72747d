import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EventLog, LogGap, LogReset } from '../../../server/log/event-log.ts'
import { type SqliteLogOptions, sqliteLog } from '../../../server/log/sqlite.ts'
import { createLogWorld, type LogWorld } from './log-world.ts'

// Each log starts a thread, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

const event = { topics: ['all'], type: 'e', data: '{}' }

describe('a SQLite log', () => {
  let world: LogWorld
  let file: string
  const opened: EventLog[] = []
  const alarms: string[] = []

  beforeEach(() => {
    world = createLogWorld()
    file = join(world.dataDir, 'deep', 'log.db')
    alarms.length = 0
  })
  afterEach(async () => {
    for (const log of opened.splice(0)) await log.close()
    world.remove()
  })

  function open(options: Partial<SqliteLogOptions> = {}): EventLog {
    const note = (_: object, message: string) => alarms.push(message)
    const logger = { debug: note, info: note, warn: note, error: note }
    const log = sqliteLog({ ...world, file, logger, onDamage: 'new-epoch', ...options })
    opened.push(log)
    return log
  }

  async function fill(log: EventLog, count: number): Promise<void> {
    const change = { key: 'k', value: 'x'.repeat(2000) }
    for (let n = 0; n < count; n++) await log.append('a', event, { ...change, key: `k:${n}` })
  }

  /** Lets a log look for what others appended; every later call of it is answered after that. */
  async function poll(log: EventLog): Promise<void> {
    world.advance(100)
    world.runTimers()
    for (let n = 0; n < 12; n++) await log.bounds('a')
  }

  const asideFiles = () =>
    readdirSync(join(file, '..')).filter((name) => /\.broken-[-\d]+$/.test(name))

  describe('with a broken file', () => {
    it('that is not a database puts it aside, and begins another history', async () => {
      const first = open()
      await fill(first, 3)
      const before = await first.bounds('a')
      await first.close()
      writeFileSync(file, 'this was a database once, before the disk had its day'.repeat(100))
      world.advance(5)

      const log = open()
      expect(await log.append('a', event)).toMatchObject({ offset: 1 })
      expect((await log.bounds('a')).epoch).not.toBe(before.epoch)
      expect(asideFiles()).toHaveLength(1)
      expect(readFileSync(join(file, '..', asideFiles()[0] ?? ''), 'utf8')).toContain('its day')
      expect(alarms).toHaveLength(1)
    })

    it('whose pages are damaged in the middle does the same', async () => {
      const first = open()
      await fill(first, 60)
      await first.close()
      const bytes = readFileSync(file)
      bytes.fill(0xa5, 4096 * 3, 4096 * 12)
      writeFileSync(file, bytes)

      const log = open()
      expect((await log.bounds('a')).top).toBe(0)
      expect(asideFiles()).toHaveLength(1)
    })

    it('whose high-water mark is below its entries does the same', async () => {
      const first = open()
      await fill(first, 3)
      await first.close()
      const database = new DatabaseSync(file)
      database.exec('UPDATE logs SET top = 1')
      database.close()
      expect((await open().bounds('a')).top).toBe(0)
    })

    it('that breaks while it is open continues to serve, and reports a reset to its followers', async () => {
      const log = open()
      await fill(log, 60)
      const before = await log.bounds('a')
      const heard: (number | LogGap | LogReset)[] = []
      log.tail(
        'a',
        (entries) => heard.push(...entries.map(({ position }) => position.offset)),
        (gap) => heard.push(gap),
      )
      await log.bounds('a')
      // The journal is written into the file, then the open file is overwritten.
      const other = new DatabaseSync(file)
      other.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      other.close()
      const bytes = readFileSync(file)
      bytes.fill(0xa5, 4096)
      writeFileSync(file, bytes)
      world.advance(5)

      // SQLite answers from its cache for as long as that holds.
      for (let n = 0; n < 200 && asideFiles().length === 0; n++) {
        await log.append('a', { ...event, topics: [`t:${n}`] }).catch(() => undefined)
      }
      expect(asideFiles().some((name) => name.endsWith('-1790000000005'))).toBe(true)
      const after = await log.bounds('a')
      expect(after.epoch).not.toBe(before.epoch)
      const reset = heard.findIndex((item) => typeof item === 'object')
      expect(heard[reset]).toEqual({ kind: 'reset', reason: 'epoch' })
      await log.append('a', event)
      const above = heard.slice(reset + 1)
      expect(above).toEqual(Array.from({ length: above.length }, (_, n) => n + 1))
      expect(above.length).toBeGreaterThan(0)
    })
  })

  describe('with a file that is not its own', () => {
    it('leaves another program’s database alone', () => {
      open()
      const foreign = join(world.dataDir, 'foreign.db')
      const database = new DatabaseSync(foreign)
      database.exec('CREATE TABLE unrelated (x)')
      database.close()
      expect(() => open({ file: foreign })).toThrow(/schema/)
      expect(existsSync(foreign)).toBe(true)
    })

    it('leaves a newer server’s file alone', async () => {
      await open().close()
      const database = new DatabaseSync(file)
      database.exec('PRAGMA user_version = 99')
      database.close()
      expect(() => open()).toThrow(/newer/)
      expect(asideFiles()).toEqual([])
    })

    it('cannot be a folder', () => {
      expect(() => open({ file: world.dataDir })).toThrow(
        expect.objectContaining({ code: 'log_unavailable' }),
      )
    })
  })

  describe('on a full disk', () => {
    it('fails appends with log_unavailable, reads on, and recovers', async () => {
      const log = open({ maxFileBytes: 200_000 })
      const body = { ...event, data: JSON.stringify('x'.repeat(5000)) }
      let failure: unknown
      let acknowledged = 0
      for (let n = 0; n < 100 && failure === undefined; n++) {
        await log.append('a', body).then(
          () => acknowledged++,
          (error: unknown) => {
            failure = error
          },
        )
      }
      expect(failure).toMatchObject({ code: 'log_unavailable' })
      const { epoch, top } = await log.bounds('a')
      expect(top).toBe(acknowledged)
      const reading = await log.read('a', { epoch, offset: 0 }, top, 1000)
      expect(reading.kind === 'entries' && reading.entries).toHaveLength(top)
      await log.close()

      const roomier = open()
      expect((await roomier.append('a', body)).offset).toBe(top + 1)
    })

    it('fails all appends of the turn together, and leaves no half', async () => {
      const log = open({ maxFileBytes: 120_000 })
      const big = { ...event, data: JSON.stringify('x'.repeat(300_000)) }
      const results = await Promise.allSettled([
        log.append('a', event, { key: 'k', value: 'v' }),
        log.append('a', big),
      ])
      expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
      expect((await log.bounds('a')).top).toBe(0)
      expect((await log.states('a', { keys: ['k'] }, 1)).values).toEqual([])
      expect((await log.append('a', event)).offset).toBe(1)
    })
  })

  describe('whose file cannot be read for a while', () => {
    it('warns once for each reason, and reports once that it works again', async () => {
      const [here, there] = [open(), open()]
      const heard: number[] = []
      here.tail(
        'a',
        (entries) => heard.push(...entries.map(({ position }) => position.offset)),
        () => expect.unreachable(),
      )
      const pollTimes = async (times: number) => {
        for (let n = 0; n < times; n++) {
          world.advance(100)
          world.runTimers()
          await here.health()
          await here.health()
        }
      }
      await pollTimes(5)
      await there.append('a', event)
      const other = new DatabaseSync(file)
      other.exec('ALTER TABLE logs RENAME TO logs_aside')
      await pollTimes(20)
      expect(alarms).toEqual(['looking for new entries failed; trying again'])
      other.exec(
        'ALTER TABLE logs_aside RENAME TO logs; ALTER TABLE entries RENAME TO entries_aside',
      )
      await pollTimes(20)
      other.exec('ALTER TABLE entries_aside RENAME TO entries')
      other.close()
      await pollTimes(20)
      expect(heard).toEqual([1])
      expect(alarms.slice(1)).toEqual([
        'looking for new entries failed; trying again',
        'looking for new entries works again',
      ])
    })
  })

  describe('whose file other processes write to as well', () => {
    it('continues to read while another process holds the lock, and refuses appends', async () => {
      const log = open()
      await fill(log, 2)
      const other = new DatabaseSync(file)
      other.exec('BEGIN IMMEDIATE')
      await expect(log.append('a', event)).rejects.toMatchObject({ code: 'log_unavailable' })
      expect((await log.bounds('a')).top).toBe(2)
      other.exec('COMMIT')
      other.close()
      expect((await log.append('a', event)).offset).toBe(3)
    })

    it('shares offsets, versions and dedupe keys with them', async () => {
      const [here, there] = [open(), open()]
      await here.append('a', { ...event, dedupeKey: 'tx1' }, { key: 'k', value: '1' })
      expect((await there.append('a', { ...event, dedupeKey: 'tx1' })).offset).toBe(1)
      expect((await there.append('a', event, { key: 'k', value: '2' })).offset).toBe(2)
      await expect(
        here.append('a', event, { key: 'k', value: '3', expectVersion: 1 }),
      ).rejects.toMatchObject({ code: 'version_conflict' })
      expect((await here.bounds('a')).epoch).toBe((await there.bounds('a')).epoch)
    })

    it('delivers their events in order, at the next poll or the next append', async () => {
      const [here, there] = [open(), open()]
      const heard: number[] = []
      here.tail(
        'a',
        (entries) => heard.push(...entries.map(({ position }) => position.offset)),
        () => expect.unreachable(),
      )
      await here.bounds('a')
      for (let n = 0; n < 3; n++) await there.append('a', event)
      expect(heard).toEqual([])
      await poll(here)
      expect(heard).toEqual([1, 2, 3])

      await there.append('a', event)
      await here.append('a', event)
      expect(heard).toEqual([1, 2, 3, 4, 5])
    })

    it('declares a gap when they wrote more than is kept', async () => {
      const [here, there] = [open({ retentionEvents: 3 }), open({ retentionEvents: 3 })]
      const heard: unknown[] = []
      here.tail(
        'a',
        (entries) => heard.push(...entries.map(({ position }) => position.offset)),
        (gap) => heard.push(gap),
      )
      // Followed since here; what others append earlier belongs to the bounds.
      await here.bounds('a')
      for (let n = 0; n < 8; n++) await there.append('a', event)
      await poll(here)
      const { epoch } = await here.bounds('a')
      expect(heard).toEqual([{ kind: 'gap', from: 1, to: 5, epoch }, 6, 7, 8])
    })
  })

  it('serves the newest entries from memory, and older ones from disk', async () => {
    const log = open()
    log.tail(
      'a',
      () => undefined,
      () => expect.unreachable(),
    )
    await Promise.all(Array.from({ length: 2500 }, () => log.append('a', event)))
    const { epoch } = await log.bounds('a')
    for (const after of [2400, 100]) {
      const reading = await log.read('a', { epoch, offset: after }, 2500, 50)
      const offsets =
        reading.kind === 'entries' ? reading.entries.map(({ position }) => position.offset) : []
      expect(offsets).toEqual(Array.from({ length: 50 }, (_, n) => after + 1 + n))
    }
  })

  it('lets others have their turn between the pages of a long read', async () => {
    const writer = open()
    await Promise.all(Array.from({ length: 2000 }, () => writer.append('a', event)))
    await writer.close()
    const log = open()
    const { epoch } = await log.bounds('a')
    let turns = 0
    let isReading = true
    const count = () => {
      turns++
      if (isReading) setImmediate(count)
    }
    setImmediate(count)
    await log.read('a', { epoch, offset: 0 }, 2000, 2000)
    isReading = false
    expect(turns).toBeGreaterThanOrEqual(5)
  })
})
