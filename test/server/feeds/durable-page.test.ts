import { describe, expect, it } from 'vitest'
import { type PageRequest, readPage } from '../../../server/feeds/durable-page.ts'
import { OffsetGone } from '../../../server/feeds/durable-request.ts'
import type { LogEntry, LogReading } from '../../../server/log/event-log.ts'

const entry = (offset: number): LogEntry => ({
  position: { epoch: 'e', offset },
  topics: ['all'],
  type: 'shipment.moved',
  data: '{}',
  atMs: 0,
})
const entries = (...offsets: number[]): LogReading => ({
  kind: 'entries',
  entries: offsets.map(entry),
})

/** Reads a page of a log that answers these readings, one after the other. */
function read(readings: readonly LogReading[], more: Partial<PageRequest> = {}) {
  const rest = [...readings]
  const hub = { read: async () => rest.shift() ?? entries() }
  const identity = { subject: null, isTrusted: true }
  const request = {
    ...{ topics: ['all'], grant: { identity, ownTopics: null } },
    ...{ after: { epoch: 'e', offset: 0 }, top: 9, isFromBeginning: false },
  }
  return readPage(hub, { ...request, ...more }, {})
}

describe('a part of the log that is dropped while it is read', () => {
  const dropped: LogReading = { kind: 'gap', from: 1, to: 5 }

  it('is declared to a reader that was promised it', async () => {
    const error = await read([dropped, entries(6, 7, 8, 9)]).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(OffsetGone)
    expect(error).toMatchObject({
      problem: { reason: 'trimmed', from: 1, to: 5 },
      next: { epoch: 'e', offset: 5 },
    })
  })

  it('ends the page before it, so that the next request is answered with what is lost', async () => {
    const page = await read([entries(1, 2), { kind: 'gap', from: 3, to: 5 }, entries(6)])
    expect(page).toMatchObject({ delivered: 2, isUpToDate: false, next: { offset: 2 } })
  })

  it('is skipped for a reader that begins wherever the log does', async () => {
    const page = await read([dropped, entries(6, 7, 8, 9)], { isFromBeginning: true })
    expect(page).toMatchObject({ delivered: 4, isUpToDate: true, next: { offset: 9 } })
  })
})

describe('a page', () => {
  it('has an item for entries that are damaged', async () => {
    const damaged: LogReading = { kind: 'gap', from: 1, to: 2, reason: 'damaged' }
    const { items } = await read([damaged, entries(3, 4, 5, 6, 7, 8, 9)])
    expect(JSON.parse(items[0] ?? '')).toEqual({
      id: 'e.2',
      type: 'gap',
      data: { from: 1, to: 2, reason: 'undeliverable' },
    })
    expect(items).toHaveLength(8)
  })

  it('ends after so many entries that nothing matches in', async () => {
    const step = (from: number) => entries(...Array.from({ length: 100 }, (_, each) => from + each))
    const readings = Array.from({ length: 200 }, (_, each) => step(each * 100 + 1))
    const page = await read(readings, { topics: ['shipment:7'], top: 20_000 })
    expect(page).toMatchObject({ items: [], isUpToDate: false, next: { offset: 10_000 } })
  })

  it('of a history that was replaced meanwhile holds what was read of the old one', async () => {
    const page = await read([entries(1), { kind: 'reset', reason: 'epoch' }])
    expect(page).toMatchObject({ delivered: 1, isUpToDate: false, next: { offset: 1 } })
  })
})
