/**
 * The companies of the simulation: their numbers with the range that each stays in, and the flags of their
 * journeys. Data only; company-simulator.ts changes it.
 */

/** A company with a name that a page can show. */
export interface DemoCompany {
  /** Its id on the wire. */
  readonly companyId: string
  readonly name: string
}

/** A number of a company, as the simulation keeps it. */
export interface SimulatedNumber {
  /** The name of a metric; or `sroi`, or `vis`. */
  readonly name: string
  readonly unit?: string
  /** What it begins with. */
  readonly start: number
  /** It stays between these two. */
  readonly range: readonly [number, number]
  /** The largest change at once. */
  readonly step: number
  /** Digits after the point. */
  readonly decimals: number
}

/** A company with everything that the simulation changes. */
export interface SimulatedCompany extends DemoCompany {
  readonly numbers: readonly SimulatedNumber[]
}

/** The flags of each journey, in the sequence in which they are set. */
export const demoJourneys: Readonly<Record<string, readonly string[]>> = {
  onboarding: ['kickoff_held', 'goals_agreed', 'data_connected', 'first_cohort'],
  mentoring: ['mentors_matched', 'midpoint_review', 'final_review'],
  reporting: ['draft_ready', 'reviewed', 'published'],
}

/** @param size how large the company is, next to the first one */
function numbersOf(size: number, sroi: number, vis: number): readonly SimulatedNumber[] {
  const counted = (name: string, unit: string, start: number, step: number) => ({
    ...{ name, unit, step, decimals: 0 },
    start: Math.round(start * size),
    range: [Math.round(start * size * 0.9), Math.round(start * size * 1.25)] as const,
  })
  const share = (name: string, start: number) => ({
    ...{ name, unit: '%', start, step: 0.4, decimals: 1 },
    range: [start - 6, Math.min(99.5, start + 4)] as const,
  })
  return [
    { name: 'sroi', start: sroi, range: [sroi - 0.4, sroi + 0.6], step: 0.03, decimals: 2 },
    { name: 'vis', start: vis, range: [vis - 6, vis + 8], step: 0.6, decimals: 1 },
    counted('active_volunteers', 'people', 418, 3),
    counted('volunteer_hours', 'hours', 6_240, 14),
    counted('participants', 'people', 236, 2),
    share('retention_rate', 92.4),
    counted('sessions_held', 'sessions', 184, 2),
    share('satisfaction', 88.6),
  ]
}

/** The companies, the first one being what a page shows at first. */
export const demoCompanies: readonly SimulatedCompany[] = [
  { companyId: 'harborlight', name: 'Harborlight Logistics', numbers: numbersOf(1, 3.42, 78.5) },
  { companyId: 'meadowbrook', name: 'Meadowbrook Foods', numbers: numbersOf(0.45, 2.86, 71.2) },
]
