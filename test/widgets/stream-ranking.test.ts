/** Which rows of a table of streams are shown, in which order, and what they come to. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { balanceAtMs } from '../../src/money/timeline.ts'
import { createRecordTotals } from '../../src/react/record-totals.ts'
import { createGivenRecords } from '../../src/react/stream-records.ts'
import type { StreamObject } from '../../src/react/stream-summary.ts'
import type { RankedAmount } from '../../src/widgets/stream-table/rank-value.ts'
import { createRanking, type RankOptions } from '../../src/widgets/stream-table/ranking.ts'
import { createSorting } from '../../src/widgets/stream-table/row-order.ts'
import { finish } from '../../src/widgets/stream-table/sort-in-steps.ts'
import { streamEnglish } from './stream-columns.ts'

const stream = (streamId: string, ratePerSecond: bigint, more: Partial<StreamObject> = {}) => ({
  streamId,
  sender: 'GALICE',
  recipient: 'GBOB',
  tokenAddress: 'CUSDC',
  ratePerSecond,
  depositedAmount: 1_000_000n,
  withdrawnAmount: 0n,
  startTime: 1_000,
  lastUpdateTime: 1_000,
  status: 'active' as const,
  pausedAt: null,
  ...more,
})

const columns = streamEnglish(['stream', 'balance', 'deposit'])

function createScene(streams: readonly StreamObject[]) {
  const records = createGivenRecords()
  records.setStreams(streams)
  const ranking = createRanking()
  const options: RankOptions = {
    records,
    columns,
    sort: null,
    totals: null,
    statuses: null,
    text: '',
    locale: 'en',
    statusOf: ({ stream: { status } }) => ({
      valueAt: () => (status === 'active' ? 'streaming' : status),
      nextChangeMs: () => null,
    }),
    textOf: ({ key }) => `stream ${key}`,
    atMs: 1_010_000,
  }
  const rank = (change: Partial<RankOptions> = {}) =>
    finish(ranking.rank({ ...options, ...change }))
  return {
    records,
    rank,
    keys: (change?: Partial<RankOptions>) => rank(change).rows.map(({ key }) => key),
  }
}

const byBalance = { column: 'balance', direction: 'ascending' } as const

describe('a ranking of streams', () => {
  it('follows amounts that move, without rows of its own for each time', () => {
    const { keys } = createScene([
      stream('1', 10n, { withdrawnAmount: 0n, lastUpdateTime: 990 }),
      stream('2', 40n, { lastUpdateTime: 1_008 }),
    ])
    // 200 and 80 units, and ten seconds later 300 and 480.
    expect(keys({ sort: byBalance })).toEqual(['2', '1'])
    expect(keys({ sort: byBalance, atMs: 1_020_000 })).toEqual(['1', '2'])
  })

  it('compares amounts exactly whose floats are equal', () => {
    const whole = 10n ** 30n
    const { keys } = createScene([
      stream('1', 0n, { depositedAmount: whole + 1n }),
      stream('2', 0n, { depositedAmount: whole }),
    ])
    expect(keys({ sort: { column: 'deposit', direction: 'ascending' } })).toEqual(['2', '1'])
  })

  it('puts rows without a value last, whichever end is first (K1)', () => {
    const { keys } = createScene([
      stream('1', 10n, { status: 'completed' }),
      stream('2', 30n),
      stream('3', 20n),
    ])
    expect(keys({ sort: byBalance })).toEqual(['3', '2', '1'])
    expect(keys({ sort: { ...byBalance, direction: 'descending' } })).toEqual(['2', '3', '1'])
  })

  it('keeps rows that are equal in the order in which they became known (K2)', () => {
    const { keys } = createScene([stream('3', 10n), stream('1', 10n), stream('2', 10n)])
    expect(keys({ sort: { column: 'deposit', direction: 'ascending' } })).toEqual(['3', '1', '2'])
    expect(keys({ sort: { column: 'stream', direction: 'ascending' } })).toEqual(['1', '2', '3'])
  })

  it('filters by text and status, and counts what contains the text by status', () => {
    const { rank } = createScene([
      stream('11', 10n),
      stream('12', 10n, { status: 'paused', pausedAt: 1_005 }),
      stream('21', 10n, { status: 'paused', pausedAt: 1_005 }),
    ])
    const { rows, counts } = rank({ text: ' STREAM 1', statuses: new Set(['paused']) })
    expect(rows.map(({ key }) => key)).toEqual(['12'])
    expect([...counts]).toEqual([
      ['streaming', 1],
      ['paused', 1],
    ])
  })

  it('has the same members until other rows pass', () => {
    const { rank } = createScene([stream('1', 10n), stream('2', 20n)])
    const { members } = rank({ text: '1' })
    expect(rank({ text: '1', sort: byBalance }).members).toBe(members)
    expect(rank({ text: '2' }).members.map(({ key }) => key)).toEqual(['2'])
    expect(rank({ text: '' }).members).toHaveLength(2)
  })
})

/** Rows that are sorted by these values, with how often one was read and how often a whole amount was. */
function createOrder(values: readonly (string | RankedAmount)[]) {
  const records = createGivenRecords()
  const streams = values.map((_, index) => stream(String(index), 1n))
  records.setStreams(streams)
  const reads = { values: 0, amounts: 0 }
  const read = ({ streamId }: StreamObject) => {
    reads.values += 1
    const value = values[Number(streamId)] ?? null
    if (value === null || typeof value === 'string') return value
    const timeline = value.timeline.map(({ balance, ...segment }) => ({
      ...segment,
      get balance() {
        reads.amounts += 1
        return balance
      },
    }))
    return { ...value, timeline }
  }
  const sorting = createSorting()
  const shown = [...values.keys()]
  return {
    records,
    streams,
    reads,
    order: (atMs: number, isDescending = false, indexes = shown) =>
      finish(
        sorting.sort(indexes, {
          ...{ records: records.list(), values: read, isDescending, locale: 'en', atMs },
        }),
      ),
  }
}

const moving = (balance: bigint, ratePerSecond: bigint, decimals = 7): RankedAmount => ({
  timeline: [{ sinceMs: 1_000, balance, ratePerSecond }],
  decimals,
})

describe('values that rows are sorted by', () => {
  it('are equal where only the floats of one are rounded up to the next unit', () => {
    // The product is one less than a multiple of a thousand, and odd: as a float it is that multiple.
    const elapsedMs = 999_999
    const growing = moving(0n, 9_107_200_001n)
    const atMs = 1_000 + elapsedMs
    const still = moving(balanceAtMs(growing.timeline, atMs), 0n)
    expect(createOrder([growing, still]).order(atMs)).toEqual([0, 1])
    expect(createOrder([still, growing]).order(atMs)).toEqual([0, 1])
  })

  it('are in exact order at any time, however large they are and whatever decimals they have', () => {
    const balance = fc.oneof(
      fc.bigInt(0n, 20n),
      fc.constantFrom(2n ** 53n, 2n ** 53n + 1n, 10n ** 30n, 10n ** 30n + 1n, 10n ** 37n),
    )
    const amounts = fc.array(
      fc.tuple(
        balance,
        fc.oneof(fc.bigInt(-3n, 3n), fc.bigInt(-(10n ** 28n), 10n ** 28n)),
        fc.constantFrom(0, 2, 7, 18),
      ),
      { minLength: 2, maxLength: 12 },
    )
    const times = fc.array(fc.integer({ min: 0, max: 10 ** 12 }), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(amounts, times, fc.boolean(), (given, atMs, isDescending) => {
        const values = given.map((each) => moving(...each))
        const { order } = createOrder(values)
        for (const at of atMs) {
          const units = values.map(
            ({ timeline, decimals }) => balanceAtMs(timeline, at) * 10n ** BigInt(18 - decimals),
          )
          const sign = isDescending ? -1 : 1
          const expected = [...values.keys()].sort((a, b) => {
            const difference = (units[a] ?? 0n) - (units[b] ?? 0n)
            return sign * Number(difference > 0n ? 1 : difference < 0n ? -1 : 0) || a - b
          })
          expect(order(at, isDescending)).toEqual(expected)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('are read once a row, and again only after an event of that row', () => {
    const { records, streams, reads, order } = createOrder([
      moving(300n, 1n),
      moving(100n, 2n),
      moving(200n, 3n),
      moving(300n, 1n),
    ])
    expect(order(5_000)).toEqual([1, 2, 0, 3])
    expect(reads).toEqual({ values: 4, amounts: 4 })
    // 400, 300, 500 and 400 units: floats that hold them are exact, so that no whole amount is computed.
    expect(order(101_000)).toEqual([1, 0, 3, 2])
    expect(order(101_000, true, [0, 1])).toEqual([0, 1])
    expect(reads).toEqual({ values: 4, amounts: 4 })
    records.setStreams(streams.map((each, index) => (index === 2 ? { ...each } : each)))
    order(101_000)
    expect(reads).toEqual({ values: 5, amounts: 5 })
  })

  it('are compared as whole amounts at most once a row, where floats cannot decide', () => {
    const large = 10n ** 30n
    const count = 64
    const { reads, order } = createOrder(
      Array.from({ length: count }, (_, index) => moving(large + BigInt((index * 37) % count), 0n)),
    )
    const expected = [...Array(count).keys()].sort(
      (a, b) => ((a * 37) % count) - ((b * 37) % count),
    )
    expect(order(5_000)).toEqual(expected)
    // Once for its float, once to be compared.
    expect(reads.amounts).toBeLessThanOrEqual(2 * count)
  })

  it('are texts in the order of the language, and ids by their number', () => {
    expect(createOrder(['10', '9', '010', '1']).order(0)).toEqual([3, 1, 0, 2])
    expect(createOrder(['item 10', 'Item 9', 'äpfel', 'b', '', 'b']).order(0)).toEqual([
      2, 3, 5, 1, 0, 4,
    ])
    expect(createOrder(['b', 'a', '', 'b']).order(0, true)).toEqual([0, 3, 1, 2])
  })
})

describe('the totals of records', () => {
  const atMs = 1_010_000
  const totalOf = (totals: ReturnType<typeof createRecordTotals>) =>
    totals.read().of('CUSDC')?.incoming.balanceAt({ atMs }) ?? 0n

  it('follow an event of a member, and the choice of members, with or without a subscriber', () => {
    const one = stream('1', 10n)
    const two = stream('2', 20n)
    const records = createGivenRecords()
    records.setStreams([one, two])
    const totals = createRecordTotals(records, () => ({ isIncoming: true, isOutgoing: false }))
    totals.setMembers(records.list())
    expect(totalOf(totals)).toBe(300n)
    records.setStreams([one, { ...two, ratePerSecond: 30n }])
    expect(totalOf(totals)).toBe(400n)
    let changes = 0
    const cancel = totals.subscribe(() => {
      changes += 1
    })
    const [first] = records.list()
    totals.setMembers(first ? [first] : [])
    expect(totalOf(totals)).toBe(100n)
    records.setStreams([one, two])
    expect([totalOf(totals), changes]).toEqual([100n, 1])
    records.setStreams([{ ...one, ratePerSecond: 50n }, two])
    expect([totalOf(totals), changes]).toEqual([500n, 2])
    records.setStreams([two])
    expect([totalOf(totals), changes]).toEqual([0n, 3])
    cancel()
  })

  it('read no stream again when a filter is cleared, and only the streams that it leaves', () => {
    const streams = Array.from({ length: 9 }, (_, index) => stream(String(index), 10n))
    const records = createGivenRecords()
    records.setStreams(streams)
    let reads = 0
    const totals = createRecordTotals(records, () => {
      reads += 1
      return { isIncoming: true, isOutgoing: false }
    })
    const readsOf = (run: () => void) => {
      const before = reads
      run()
      return reads - before
    }
    const all = records.list()
    expect(readsOf(() => totals.setMembers(all))).toBe(9)
    expect(readsOf(() => totals.setMembers(all.slice(0, 3)))).toBe(3)
    expect(totalOf(totals)).toBe(300n)
    expect(readsOf(() => totals.setMembers(all.slice(1, 4)))).toBe(1)
    expect(totalOf(totals)).toBe(300n)
    // An event of a stream that the filter leaves out counts as soon as it does not.
    records.setStreams([...streams.slice(0, 8), { ...stream('8', 20n) }])
    expect(totalOf(totals)).toBe(300n)
    expect(readsOf(() => totals.setMembers(all))).toBe(0)
    expect(totalOf(totals)).toBe(1_000n)
  })
})
