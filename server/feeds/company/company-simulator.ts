/**
 * Lets something happen to companies, by events of the feed only: numbers move a little, flags of journeys are
 * set one after another, a few seconds apart. For `npm start`, mocks and demos. It begins with what was measured in the week
 * before, and continues from what is stored, so that a server that is started again does not jump.
 */
import type {
  CompanyEvent,
  CompanyItem,
  JourneyFlagBody,
} from '../../../src/feeds/company/company.ts'
import { journeyFlagKey, metricKey, sroiKey, visKey } from '../../../src/feeds/company/keys.ts'
import type { Clock, Random, Timers } from '../../../src/platform/ports.ts'
import { isLogError } from '../../log/errors.ts'
import type { Logger } from '../../ops/logger.ts'
import { createPacedRun } from '../../ops/paced-run.ts'
import { createRunReport } from '../../ops/run-report.ts'
import type { CompanyFeed } from './company-feed.ts'
import {
  demoCompanies,
  demoJourneys,
  type SimulatedCompany,
  type SimulatedNumber,
} from './demo-companies.ts'

/** What a simulator of companies needs. */
export interface CompanySimulatorOptions {
  /** Where the events are published. */
  readonly feed: Pick<CompanyFeed, 'change'>
  /** Dates the measurements. */
  readonly clock: Clock
  /** Waits between the events. */
  readonly timers: Timers
  /** A seeded one repeats the same events. */
  readonly random: Random
  /** Receives failed steps. */
  readonly logger: Logger
}

/** Something that keeps the numbers of companies moving. */
export interface CompanySimulator {
  /** Continues until `stop`. Starting twice has no effect. */
  start(): void
  /** No further step begins; one that is under way is finished. */
  stop(): void
  /** One step now, even if not started: the first reports whatever is missing, each later one is one event. */
  step(): Promise<void>
}

const pauseMs = [900, 2_600] as const
/** One event in so many is about a flag. */
const flagEvery = 9
/** How often a number grows rather than shrinks. */
const growth = 0.62
/** How many measurements there are of each number before it is watched, and how far apart they are. */
const measuredBefore = 27
const measuredEveryMs = 6 * 3_600_000

/** Makes a simulator of the companies in `demoCompanies`; nothing happens before `start` or `step`. */
export function createCompanySimulator(options: CompanySimulatorOptions): CompanySimulator {
  const { feed, clock, timers, random, logger } = options
  const report = createRunReport({
    logger,
    failing: 'a simulated event of a company failed; trying again',
    recovered: 'simulated events of companies succeed again',
  })
  const below = (count: number) => Math.floor(random.next() * count)
  const oneOf = <Value>(values: readonly Value[]): Value => values[below(values.length)] as Value
  let isComplete = false

  /** Appends what is decided on the item as it is stored. */
  async function decide(
    { companyId: tenant }: SimulatedCompany,
    key: string,
    next: (item: CompanyItem | undefined) => CompanyEvent | null,
  ): Promise<void> {
    await feed.change(
      key,
      ({ item }) => {
        const event = next(item)
        return event && { event }
      },
      { tenant },
    )
  }

  function changeNumber(company: SimulatedCompany, number: SimulatedNumber) {
    return decide(company, keyOf(number), (item) => {
      const before = item === undefined || item.kind === 'journey_flag' ? number.start : item.value
      return reportNumber(number, moved(number, before), clock.nowMs())
    })
  }

  function moved({ range: [least, most], step, decimals }: SimulatedNumber, value: number): number {
    const unit = 10 ** -decimals
    const amount = Math.max(unit, random.next() * step)
    const isGrowing = value <= least || (value < most && random.next() < growth)
    const next = isGrowing ? Math.min(most, value + amount) : Math.max(least, value - amount)
    return Number(next.toFixed(decimals))
  }

  function reportNumber(number: SimulatedNumber, value: number, atMs: number): CompanyEvent {
    const { name, unit } = number
    if (name === 'sroi' || name === 'vis') {
      return { type: `${name}_updated`, value, atMs, period: quarterOf(atMs) }
    }
    return {
      type: 'metric_updated',
      metric: name,
      value,
      atMs,
      ...(unit !== undefined && { unit }),
    }
  }

  /** Reports a number that is not stored yet: a week that has led to what it begins with. */
  async function beginNumber(company: SimulatedCompany, number: SimulatedNumber): Promise<void> {
    const [least, most] = number.range
    // The other way round: what grows more often than it shrinks was mostly less before.
    const mirrored = { ...number, range: [-most, -least] as const }
    const values = [number.start]
    for (let n = 0; n < measuredBefore; n++)
      values.unshift(-moved(mirrored, -(values[0] as number)))
    const nowMs = clock.nowMs()
    for (const [place, value] of values.entries()) {
      const atMs = nowMs - (values.length - 1 - place) * measuredEveryMs
      let isKnown = false
      await decide(company, keyOf(number), (item) => {
        isKnown = place === 0 && item !== undefined
        return isKnown ? null : reportNumber(number, value, atMs)
      })
      if (isKnown) return
    }
  }

  const reportFlag = (body: Omit<JourneyFlagBody, 'atMs'>): CompanyEvent => ({
    type: 'journey_flag_updated',
    ...body,
    atMs: clock.nowMs(),
  })

  /** Sets the first flag that is not set; clears all of them once the journey is over. */
  async function changeJourney(company: SimulatedCompany): Promise<void> {
    const [journey, flags] = oneOf(Object.entries(demoJourneys))
    let hasSet = false
    for (const flag of flags) {
      if (hasSet) return
      await decide(company, journeyFlagKey(journey, flag), (item) => {
        if (item?.kind === 'journey_flag' && item.isSet) return null
        hasSet = true
        return reportFlag({ journey, flag, isSet: true })
      })
    }
    if (hasSet) return
    for (const flag of flags.slice(1)) {
      await decide(company, journeyFlagKey(journey, flag), () =>
        reportFlag({ journey, flag, isSet: false }),
      )
    }
  }

  /** Reports everything that is not stored yet. */
  async function complete(): Promise<void> {
    for (const company of demoCompanies) {
      for (const number of company.numbers) {
        await beginNumber(company, number)
      }
      for (const [journey, flags] of Object.entries(demoJourneys)) {
        const reached = below(flags.length)
        for (const [index, flag] of flags.entries()) {
          await decide(company, journeyFlagKey(journey, flag), (item) =>
            item === undefined ? reportFlag({ journey, flag, isSet: index < reached }) : null,
          )
        }
      }
    }
    isComplete = true
  }

  async function act(): Promise<void> {
    if (!isComplete) return complete()
    const company = oneOf(demoCompanies)
    if (below(flagEvery) === 0) return changeJourney(company)
    await changeNumber(company, oneOf(company.numbers))
  }

  async function step(): Promise<void> {
    try {
      await act()
      report.succeeded()
    } catch (error) {
      if (!isLogError(error)) throw error
      report.failed(error)
    }
  }

  const run = createPacedRun({
    ...{ timers, random, logger, pauseMs },
    ended: 'the simulation of companies ended: a step failed unexpectedly',
    async step() {
      await step()
      return false
    },
  })
  return { ...run, step }
}

function keyOf({ name }: SimulatedNumber): string {
  if (name === 'sroi') return sroiKey
  return name === 'vis' ? visKey : metricKey(name)
}

/** Such as `2026-Q4`. */
function quarterOf(nowMs: number): string {
  const date = new Date(nowMs)
  return `${date.getUTCFullYear()}-Q${Math.floor(date.getUTCMonth() / 3) + 1}`
}
