/** German. */
import type { DashboardMessages } from './company-view-messages.ts'

export const de: DashboardMessages = {
  dashboard: {
    company: 'Unternehmen',
    impact: 'Wirkung',
    sroi: 'Sozialrendite (SROI)',
    vis: 'Wirkungswert des Ehrenamts',
    metrics: 'Kennzahlen',
    journeys: 'Verläufe',
    aside: 'Verläufe und Netzwerk',
    empty: 'Noch keine Kennzahlen. Jede erscheint hier mit ihrem ersten Ereignis.',
    emptyJourneys: 'Noch keine Verläufe.',
  },
  metric: {
    active_volunteers: 'Aktive Ehrenamtliche',
    volunteer_hours: 'Geleistete Stunden',
    participants: 'Teilnehmende',
    retention_rate: 'Verbleibquote',
    sessions_held: 'Durchgeführte Treffen',
    satisfaction: 'Zufriedenheit',
  },
  unit: {
    people: 'Personen',
    hours: 'Stunden',
    sessions: 'Treffen',
  },
  journey: {
    onboarding: 'Einstieg',
    mentoring: 'Mentoring-Programm',
    reporting: 'Berichte',
  },
  flag: {
    kickoff_held: 'Auftakt erfolgt',
    goals_agreed: 'Ziele vereinbart',
    data_connected: 'Daten angebunden',
    first_cohort: 'Erste Gruppe gestartet',
    mentors_matched: 'Paare gebildet',
    midpoint_review: 'Zwischenstand besprochen',
    final_review: 'Abschluss besprochen',
    draft_ready: 'Entwurf fertig',
    reviewed: 'Geprüft',
    published: 'Veröffentlicht',
  },
  connection: {
    outdated: 'Zahlen sind möglicherweise veraltet',
    'announce.live': 'Wieder verbunden. Die Zahlen sind aktuell.',
    'announce.offline': 'Offline. Zahlen sind möglicherweise veraltet.',
    'announce.signed-out': 'Abgemeldet. Nach der Anmeldung sind die Zahlen wieder live.',
    'announce.failed': 'Verbindung fehlgeschlagen. Zahlen sind möglicherweise veraltet.',
  },
}
