/** English. */
import type { DashboardMessages } from './company-view-messages.ts'

export const english: DashboardMessages = {
  dashboard: {
    company: 'Company',
    impact: 'Impact',
    sroi: 'Social return on investment',
    vis: 'Volunteer impact score',
    metrics: 'Metrics',
    journeys: 'Journeys',
    aside: 'Journeys and network',
    empty: 'No metrics yet. Each metric appears here when its first event arrives.',
    emptyJourneys: 'No journeys yet.',
  },
  metric: {
    active_volunteers: 'Active volunteers',
    volunteer_hours: 'Volunteer hours',
    participants: 'Participants',
    retention_rate: 'Retention rate',
    sessions_held: 'Sessions held',
    satisfaction: 'Satisfaction',
  },
  unit: { people: 'people', hours: 'hours', sessions: 'sessions' },
  journey: { onboarding: 'Onboarding', mentoring: 'Mentoring', reporting: 'Reporting' },
  flag: {
    kickoff_held: 'Kick-off held',
    goals_agreed: 'Goals agreed',
    data_connected: 'Data connected',
    first_cohort: 'First cohort started',
    mentors_matched: 'Mentors matched',
    midpoint_review: 'Midpoint review done',
    final_review: 'Final review done',
    draft_ready: 'Draft ready',
    reviewed: 'Reviewed',
    published: 'Published',
  },
  connection: {
    outdated: 'Numbers may be out of date',
    'announce.live': 'Reconnected. Numbers are up to date.',
    'announce.offline': 'You’re offline. Numbers may be out of date.',
    'announce.signed-out': 'Signed out. Sign in again to see live numbers.',
    'announce.failed': 'Connection failed. Numbers may be out of date.',
  },
}
