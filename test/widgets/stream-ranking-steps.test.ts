/** Ranking in steps, between which events arrive: the result is that of ranking all of it at the end. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { balanceAtMs, timelineOf } from '../../src/money/timeline.ts'
import { createRecordTotals } from '../../src/react/record-totals.ts'
import { createGivenRecords } from '../../src/react/stream-records.ts'
import type { StreamObject } from '../../src/react/stream-summary.ts'
import { createRankRunner, type RankRequest } from '../../src/widgets/stream-table/rank-runner.ts'
import { createRanking } from '../../src/widgets/stream-table/ranking.ts'
import { finish, placesBefore, sortInSteps } from '../../src/widgets/stream-table/sort-in-steps.ts'
import { streamEnglish } from './stream-columns.ts'

const atMs = 1_010_000
const names = ['GALICE', 'GBOB', 'GCAROL', 'GDAVE']

const stream = (id: number, seed: number): StreamObject => ({
  streamId: String(id),
  sender: names[seed % 4] ?? '',
  recipient: 'GME',
  tokenAddress: 'CUSDC',
  ratePerSecond: BigInt(seed % 7),
  depositedAmount: 10n ** 15n + BigInt(seed % 5),
  withdrawnAmount: 0n,
  startTime: 1_000,
  lastUpdateTime: 1_000,
  status: seed % 3 === 0 ? 'paused' : 'active',
  pausedAt: seed % 3 === 0 ? 1_005 : null,
})

const columns = streamEnglish(['stream', 'party', 'balance', 'deposit'])

function createRequest(change: Partial<RankRequest> = {}) {
  const records = createGivenRecords()
  const request: RankRequest = {
    ...{ records, columns, sort: null, statuses: null, text: '', locale: 'en', totals: null },
    statusOf: ({ stream: { status } }) => ({
      valueAt: () => (status === 'active' ? 'streaming' : status),
      nextChangeMs: () => null,
    }),
    textOf: ({ stream: { sender = '' } }) => sender.toLowerCase(),
    asOfMs: atMs,
    ...change,
  }
  return { records, request }
}

const choice = fc.record({
  column: fc.constantFrom('stream', 'party', 'balance', 'deposit', null),
  direction: fc.constantFrom('ascending' as const, 'descending' as const),
  text: fc.constantFrom('', 'bob', 'a'),
  isPaused: fc.boolean(),
})

/** What happens between two steps: streams that change, are removed, or are new. */
const batch = fc.array(fc.tuple(fc.nat({ max: 400 }), fc.nat({ max: 1000 }), fc.nat({ max: 9 })), {
  maxLength: 4,
})

describe('a ranking with events between its steps', () => {
  it('ends with the same rows as sorting everything at its end (K3)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 400 }),
        choice,
        fc.array(batch, { minLength: 1, maxLength: 12 }),
        (count, { column, direction, text, isPaused }, batches) => {
          const { records, request } = createRequest({
            sort: column && { column, direction },
            text,
            statuses: isPaused ? new Set(['paused']) : null,
          })
          const streams = new Map<number, StreamObject>()
          for (let id = 0; id < count; id += 1) streams.set(id, stream(id, (id * 7919) % 1000))
          const deliver = () => records.setStreams([...streams.values()])
          deliver()
          const ranking = createRanking()
          const waiting = [...batches]
          // Twice, so that the second one begins with what the first one remembers.
          for (let turn = 0; turn < 2; turn += 1) {
            const steps = ranking.rank({ ...request, atMs })
            let step = steps.next()
            while (!step.done) {
              for (const [id, seed, kind] of waiting.shift() ?? []) {
                if (kind === 0) streams.delete(id)
                else streams.set(id, stream(id, seed))
              }
              deliver()
              step = steps.next()
            }
            const { rows, members } = step.value
            const expected = expectedRows(records, { column, direction, text, isPaused })
            expect(rows.map(({ key }) => key)).toEqual(expected)
            expect(new Set(members)).toEqual(new Set(rows))
            waiting.push(...batches)
          }
        },
      ),
      { numRuns: 150 },
    )
    // A hundred and fifty rankings: so long only where the machine does something else.
  }, 60_000)

  it('ends, however frequent the events', () => {
    const { records, request } = createRequest({
      sort: { column: 'balance', direction: 'ascending' },
    })
    const streams = Array.from({ length: 300 }, (_, id) => stream(id, id))
    records.setStreams(streams)
    const steps = createRanking().rank({ ...request, atMs })
    let count = 0
    while (count < 60 && !steps.next().done) {
      count += 1
      records.setStreams(streams.map((each, id) => (id === count % 300 ? { ...each } : each)))
    }
    expect(steps.next().done).toBe(true)
    expect(count).toBeLessThan(60)
  })

  it('has the same list of rows until their order changes', () => {
    const { records, request } = createRequest({
      sort: { column: 'balance', direction: 'ascending' },
    })
    const ranking = createRanking()
    records.setStreams([stream(1, 1), stream(2, 2), stream(4, 4)])
    const rank = () => finish(ranking.rank({ ...request, atMs })).rows
    const before = rank()
    records.setStreams([stream(1, 1), stream(2, 2), stream(4, 4)])
    expect(rank()).toBe(before)
    records.setStreams([stream(1, 5), stream(2, 2), stream(4, 4)])
    expect(rank().map(({ key }) => key)).toEqual(['2', '4', '1'])
  })
})

function expectedRows(
  records: ReturnType<typeof createGivenRecords>,
  by: { column: string | null; direction: string; text: string; isPaused: boolean },
): readonly string[] {
  const rows = records.list().filter(({ stream: { sender = '', status } }) => {
    return sender.toLowerCase().includes(by.text) && (!by.isPaused || status === 'paused')
  })
  const rankOf = (each: StreamObject): bigint | string => {
    if (by.column === 'stream') return BigInt(each.streamId ?? 0)
    if (by.column === 'deposit') return each.depositedAmount
    if (by.column === 'balance') return balanceAtMs(timelineOf(each, 'withdrawable'), atMs)
    return each.sender ?? ''
  }
  const sign = by.direction === 'descending' ? -1 : 1
  // A stable sort, so that equal rows keep their order (K2).
  if (by.column !== null) {
    rows.sort((a, b) => {
      const one = rankOf(a.stream)
      const other = rankOf(b.stream)
      return sign * (one < other ? -1 : Number(one > other))
    })
  }
  return rows.map(({ key }) => key)
}

describe('work in slices', () => {
  /** On a device where only one step fits into a slice. */
  const createSlow = () => {
    let nowMs = 0
    const monotonicMs = () => {
      nowMs += 10
      return nowMs
    }
    return createRankRunner(createRanking(), { monotonicMs }, () => atMs)
  }
  const streams = Array.from({ length: 500 }, (_, id) => stream(id, (id * 7919) % 1000))

  it('is spread over several slices, or finished in one call', () => {
    const { records, request } = createRequest({
      sort: { column: 'balance', direction: 'ascending' },
    })
    records.setStreams(streams)
    const runner = createSlow()
    let slices = 1
    while (runner.work(request) === null) slices += 1
    expect(slices).toBeGreaterThan(5)
    expect(runner.finish(request).ranked.rows).toHaveLength(500)
  })

  it('is abandoned when the user changes the search (R3)', () => {
    const { records, request } = createRequest()
    records.setStreams(streams)
    const runner = createSlow()
    expect(runner.work(request)).toBe(null)
    const other = { ...request, text: 'bob' }
    let answer = runner.work(other)
    while (answer === null) answer = runner.work(other)
    expect(answer.request).toBe(other)
  })

  it('continues if columns are new objects at every render (R3)', () => {
    const { records, request } = createRequest()
    records.setStreams(streams)
    const runner = createSlow()
    let renders = 0
    let answer = null
    while (answer === null && renders < 50) {
      renders += 1
      answer = runner.work({ ...request, columns: [...columns] })
    }
    expect(answer?.ranked.rows).toHaveLength(500)
  })

  it('restarts after a column has thrown', () => {
    const { records, request } = createRequest({ text: 'bob' })
    records.setStreams(streams)
    const runner = createSlow()
    const failing = {
      ...request,
      textOf: () => {
        throw new Error('no text')
      },
    }
    expect(() => runner.work(failing)).toThrow('no text')
    let answer = runner.work(request)
    while (answer === null) answer = runner.work(request)
    expect(answer.ranked.rows).toHaveLength(125)
  })
})

describe('totals that are added up in steps', () => {
  const totalOf = (totals: ReturnType<typeof createRecordTotals>) =>
    totals.read().of('CUSDC')?.incoming.balanceAt({ atMs }) ?? 0n

  it.each([true, false])(
    'are those before until they are whole; subscribed: %s',
    (isSubscribed) => {
      const { records } = createRequest()
      const all = Array.from({ length: 600 }, (_, id) => stream(id, 1))
      records.setStreams(all)
      const totals = createRecordTotals(records, () => ({ isIncoming: true, isOutgoing: false }))
      const cancel = isSubscribed ? totals.subscribe(() => {}) : () => {}
      const members = records.list()
      totals.setMembers(members.slice(0, 1))
      expect(totalOf(totals)).toBe(10n)
      let changed = 0
      for (const _ of totals.prepareMembers(members)) {
        // Streams that have been added, and some that have not, go twice as fast; one is removed.
        const next = all.map((each, id) => (id % 100 <= changed ? stream(id, 2) : each))
        records.setStreams(next.slice(0, 599))
        changed += 1
        expect(totalOf(totals)).toBe(20n)
      }
      expect(changed).toBeGreaterThan(5)
      totals.setMembers(members)
      const expected = records
        .list()
        .reduce((sum, each) => sum + each.stream.ratePerSecond * 10n, 0n)
      expect(totalOf(totals)).toBe(expected)
      cancel()
    },
  )
})

describe('a sort in steps', () => {
  it('has the same result as sorting at once', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 1000 }), { maxLength: 1500 }), (given) => {
        const items = given.map((value, index) => ({ value, index }))
        const compare = (a: (typeof items)[number], b: (typeof items)[number]) =>
          a.value - b.value || a.index - b.index
        expect(finish(sortInSteps(items, compare))).toEqual([...items].sort(compare))
      }),
      { numRuns: 60 },
    )
  })

  it('pauses after a thousand comparisons at the latest', () => {
    let compared = 0
    const items = Array.from({ length: 5000 }, (_, index) => (index * 7919) % 5003)
    const steps = sortInSteps(items, (a, b) => {
      compared += 1
      return a - b
    })
    let before = 0
    let isDone = false
    while (!isDone) {
      isDone = steps.next().done === true
      expect(compared - before).toBeLessThan(1000)
      before = compared
    }
  })

  it('compares items that are already in order about once', () => {
    let compared = 0
    const items = Array.from({ length: 5000 }, (_, index) => index)
    finish(
      sortInSteps(items, (a, b) => {
        compared += 1
        return a - b
      }),
    )
    expect(compared).toBeLessThan(5100)
  })

  it('finds the previous index of each item that is still in a list', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), fc.nat({ max: 5 }), (kept, added) => {
        const before = kept.map((_, id) => ({ id }))
        const next = [
          ...before.filter((_, index) => kept[index]),
          ...Array.from({ length: added }, () => ({ id: -1 })),
        ]
        expect([...placesBefore(before, next)]).toEqual(next.map((item) => before.indexOf(item)))
      }),
    )
  })
})
