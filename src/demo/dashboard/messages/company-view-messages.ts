/** The types of all texts of the dashboard. */
import type { ConnectionTexts } from '../../view-messages.ts'

/** The metrics, units, journeys and flags of the simulation; others are shown by their names. */
type Metric =
  | 'active_volunteers'
  | 'volunteer_hours'
  | 'participants'
  | 'retention_rate'
  | 'sessions_held'
  | 'satisfaction'

type Texts<Name extends string> = { readonly [Each in Name]: string }

export interface DashboardMessages {
  readonly dashboard: {
    /** The accessible name of the choice of a company. */
    readonly company: string
    readonly impact: string
    readonly sroi: string
    readonly vis: string
    readonly metrics: string
    readonly journeys: string
    readonly aside: string
    readonly empty: string
    readonly emptyJourneys: string
  }
  readonly metric: Texts<Metric>
  /** After a number. */
  readonly unit: Texts<'people' | 'hours' | 'sessions'>
  readonly journey: Texts<'onboarding' | 'mentoring' | 'reporting'>
  readonly flag: Texts<
    | 'kickoff_held'
    | 'goals_agreed'
    | 'data_connected'
    | 'first_cohort'
    | 'mentors_matched'
    | 'midpoint_review'
    | 'final_review'
    | 'draft_ready'
    | 'reviewed'
    | 'published'
  >
  readonly connection: ConnectionTexts
}
