/** Which rows of a table of streams are shown, in which order, and what they come to. */
import { describe, expect, it } from 'vitest'
import { createRecordTotals } from '../../src/react/record-totals.ts'
import { createGivenRecords } from '../../src/react/stream-records.ts'
import type { StreamObject } from '../../src/react/use-stream-summary.ts'
import { compareExactly } from '../../src/widgets/stream-table/rank-value.ts'
import { createRanking, type RankOptions } from '../../src/widgets/stream-table/ranking.ts'
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
    records: records.list(),
    columns,
    hidden: new Set(),
    sort: null,
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
  const rank = (change: Partial<RankOptions> = {}) => ranking.rank({ ...options, ...change })
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
    expect(rank({ text: '2' }).members).not.toBe(members)
  })
})

describe('values that rows are sorted by', () => {
  it('are exact where floats are equal, and between tokens of different decimals', () => {
    const amount = (units: bigint, decimals: number) => ({
      timeline: [{ sinceMs: 0, balance: units, ratePerSecond: 0n }],
      decimals,
    })
    const compare = (a: bigint, aDecimals: number, b: bigint, bDecimals: number) =>
      compareExactly(amount(a, aDecimals), amount(b, bDecimals), 5, () => 0)
    expect(compare(10n ** 30n, 7, 10n ** 30n + 1n, 7)).toBe(-1)
    expect(compare(15n, 1, 150n, 2)).toBe(0)
    expect(compare(15n, 1, 149n, 2)).toBe(1)
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
    expect([totalOf(totals), changes]).toEqual([100n, 0])
    records.setStreams([{ ...one, ratePerSecond: 50n }, two])
    expect([totalOf(totals), changes]).toEqual([500n, 1])
    records.setStreams([two])
    expect([totalOf(totals), changes]).toEqual([0n, 2])
    cancel()
  })
})
