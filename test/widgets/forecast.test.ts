/** What a forecast draws: within its box, at the right places, and what it says about it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { forecastEnglish } from '../../src/messages/gauges/english.ts'
import { unitsPerToken } from '../../src/money/amount.ts'
import { depletesAtMs, type StreamTerms } from '../../src/money/index.ts'
import { forecastOfStream, forecastOfTotals } from '../../src/widgets/balance-forecast/forecast.ts'
import {
  chartHeight,
  chartWidth,
  nextShapeMs,
  shapeOf,
  shareOf,
} from '../../src/widgets/balance-forecast/forecast-shape.ts'
import {
  describeAccountForecast,
  describeStreamForecast,
} from '../../src/widgets/balance-forecast/forecast-text.ts'
import { smallStream, start, startMs } from '../money/small-stream.ts'

const pointsOf = (path: string) =>
  [...path.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map(
    ([, x, y]) => [Number(x), Number(y)] as const,
  )
const lastOf = (path: string) => pointsOf(path).at(-1)
const endMs = startMs + 34_000

const stream: StreamTerms = { ...smallStream, withdrawnAmount: 30n, lastUpdateTime: start + 10 }

describe('the forecast of a stream', () => {
  it('begins at the start and ends when the deposit runs out', () => {
    const forecast = forecastOfStream(stream, startMs + 15_000)
    expect(forecast).toMatchObject({ fromMs: startMs, untilMs: endMs, topUnits: 100n })
    const { known, projected } = shapeOf(forecast, startMs + 15_000)
    expect(pointsOf(known)[0]).toEqual([0, chartHeight])
    expect(pointsOf(projected)[0]).toEqual(lastOf(known))
    expect(lastOf(projected)).toEqual([chartWidth, 0])
  })

  it('divides what has streamed where the last withdrawal was', () => {
    const { division, knownArea, withdrawnArea } = shapeOf(
      forecastOfStream(stream, startMs + 15_000),
      startMs + 15_000,
    )
    const x = Math.round((10_000 / 34_000) * chartWidth * 10) / 10
    expect(division).toMatch(new RegExp(`^M${x} 280H`))
    expect(pointsOf(knownArea)[0]).toEqual([x, 280])
    expect(pointsOf(withdrawnArea).map(([, y]) => y)).toEqual([400, 280, 280])
  })

  it('has room before a start that is ahead, and marks it', () => {
    const forecast = forecastOfStream(smallStream, startMs - 2_000)
    expect(forecast.fromMs).toBeLessThan(startMs)
    expect(forecast.marksMs).toContain(startMs)
    expect(shapeOf(forecast, startMs - 2_000).knownArea).toMatch(/V400H/)
    expect(pointsOf(shapeOf(forecast, startMs - 2_000).known).map(([, y]) => y)).toEqual([400, 400])
  })

  it('that has run out, or ended long ago, keeps its shape and does not show now', () => {
    for (const ended of [stream, { ...stream, status: 'cancelled' as const }]) {
      const forecast = forecastOfStream(ended, startMs + 9e9)
      const shape = shapeOf(forecast, startMs + 9e9)
      expect(shape.nowLine).toBe('')
      expect(shape.nowMark).toBe('')
      // A line ends in a mark, also that of a stream which has ended.
      const [end] = pointsOf(shape.known).slice(-1)
      expect(pointsOf(shape.lastMark)[0]).toEqual(end)
      expect(forecast.untilMs - startMs).toBeLessThan(40_000)
    }
  })

  it('of a paused stream is flat from there on, and as long as if it were resumed at once', () => {
    const paused: StreamTerms = { ...smallStream, status: 'paused', pausedAt: start + 10 }
    const forecast = forecastOfStream(paused, startMs + 12_000)
    expect(forecast.untilMs).toBe(endMs)
    const heights = pointsOf(shapeOf(forecast, startMs + 12_000).projected).map(([, y]) => y)
    expect(new Set(heights)).toEqual(new Set([280]))
  })

  it('is within its box for any terms and time', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 24n }),
        fc.bigInt({ min: 0n, max: 10n ** 30n }),
        fc.integer({ min: 0, max: 100 }),
        fc.constantFrom('active', 'paused', 'cancelled', 'completed'),
        fc.integer({ min: -1e12, max: 1e12 }),
        (ratePerSecond, depositedAmount, percent, status, aheadMs) => {
          const terms: StreamTerms = {
            ...smallStream,
            ratePerSecond,
            depositedAmount,
            withdrawnAmount: (depositedAmount * BigInt(percent)) / 100n,
            lastUpdateTime: start + percent * 10,
            status,
            pausedAt: status === 'paused' ? start + percent * 20 : null,
          }
          const nowMs = startMs + aheadMs
          const forecast = forecastOfStream(terms, nowMs)
          expect(forecast.untilMs).toBeGreaterThan(forecast.fromMs)
          for (const path of Object.values(shapeOf(forecast, nowMs))) {
            expect(path).not.toMatch(/NaN|Infinity/)
            for (const [x, y] of pointsOf(path)) {
              expect(x).toBeGreaterThanOrEqual(0)
              expect(x).toBeLessThanOrEqual(chartWidth)
              expect(y).toBeGreaterThanOrEqual(0)
              expect(y).toBeLessThanOrEqual(chartHeight)
            }
          }
        },
      ),
    )
  })
})

describe('the forecast of an account', () => {
  it('begins now, and is empty without streams', () => {
    const forecast = forecastOfTotals([], startMs, undefined)
    expect(forecast.fromMs).toBe(startMs)
    expect(lastOf(shapeOf(forecast, startMs).projected)).toEqual([chartWidth, chartHeight])
  })

  it('reaches as far as it is asked to', () => {
    expect(forecastOfTotals([], startMs, 5_000).untilMs).toBe(startMs + 5_000)
  })
})

describe('the mark of now', () => {
  it('moves by the pixel, and says when', () => {
    const forecast = forecastOfStream(smallStream, startMs)
    const width = 340
    const pixelOf = (atMs: number) => Math.floor(shareOf(forecast, atMs) * width + 1e-9)
    let at = startMs
    for (let pixel = 1; pixel < 20; pixel += 1) {
      const nextMs = nextShapeMs(forecast, width, at)
      expect(pixelOf(Number(nextMs))).toBe(pixel)
      expect(pixelOf(Number(nextMs) - 1)).toBe(pixel - 1)
      at = Number(nextMs)
    }
    expect(nextShapeMs(forecast, width, endMs)).toBeNull()
  })
})

describe('the facts of a forecast', () => {
  const context = {
    messages: forecastEnglish,
    token: { symbol: 'USDC', decimals: 0 },
    locale: 'en-US',
    timeZone: 'UTC',
    atMs: startMs + 15_000,
  }

  it('are exact, in order of time', () => {
    const { rows, sentence } = describeStreamForecast(stream, context)
    expect(rows.map(({ kind, amount }) => [kind, amount.replace('\u00a0', ' ')])).toEqual([
      ['start', '0 USDC'],
      ['now', '45 USDC'],
      ['depletion', '100 USDC'],
    ])
    expect(sentence.replaceAll('\u00a0', ' ')).toMatch(
      /^45 USDC of 100 USDC streamed, 30 USDC of it withdrawn, as of .+\. Runs out .+\.$/,
    )
  })
  it('say of a deposit that it runs out, and afterwards that it ran out', () => {
    const nameAt = (seconds: number) =>
      describeStreamForecast(stream, {
        ...context,
        atMs: startMs + seconds * 1000,
      }).rows.find(({ kind }) => kind === 'depletion')?.name
    const endsAtMs = depletesAtMs(stream) ?? Number.NaN
    expect(nameAt((endsAtMs - startMs) / 1000 - 1)).toBe('Runs out')
    expect(nameAt((endsAtMs - startMs) / 1000)).toBe('Ran out')
  })

  it('of an account name its token once, above figures without it', () => {
    const account = describeAccountForecast(
      {
        kind: 'net',
        only: null,
        timelines: [],
        first: null,
        untilMs: startMs + 60_000,
      },
      context,
    )
    expect(account.top).toBe('USDC')
    expect(account.rows.map(({ figure, amount }) => [figure, amount])).toEqual([
      ['0', '0\u00a0USDC'],
      ['0', '0\u00a0USDC'],
    ])
  })

  it('writes figures that are too long for the axis as powers of ten, without rounding them up', () => {
    const figureOf = (units: bigint) => {
      const facts = {
        kind: 'net',
        only: null,
        timelines: [[{ sinceMs: startMs, balance: units, ratePerSecond: 0n }]],
        first: null,
        untilMs: startMs + 60_000,
      } as const
      const [now] = describeAccountForecast(facts, { ...context, atMs: startMs }).rows
      return now?.figure
    }
    const tokens = unitsPerToken(context.token.decimals)
    expect(figureOf(999_999_999_999_999n * tokens)).toMatch(/^999,.*999/)
    expect(figureOf(1_299n * 10n ** 27n * tokens)).toBe('1.29E30')
    expect(figureOf(-1_299n * 10n ** 27n * tokens)).toBe('-1.29E30')
  })
})
