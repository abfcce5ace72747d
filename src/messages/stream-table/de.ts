/** German. */
import { createPlural } from '../plural.ts'
import type { StreamTableMessages } from './stream-table-messages.ts'

const plural = createPlural('de')

export const streamTable: StreamTableMessages = {
  label: 'Zahlungs-Streams',
  stream: 'Zahlungs-Stream',
  party: 'Partei',
  sender: 'Von',
  recipient: 'An',
  status: 'Zustand',
  balance: 'Guthaben',
  withdrawable: 'Verfügbar',
  remaining: 'Verbleibend',
  streamed: 'Geflossen',
  withdrawn: 'Ausgezahlt',
  deposit: 'Einlage',
  timeLeft: 'Restzeit',
  ends: 'Endet',
  progress: 'Fortschritt',
  second: 'Pro Sekunde',
  hour: 'Pro Stunde',
  day: 'Pro Tag',
  week: 'Pro Woche',
  month: 'Pro Monat',
  year: 'Pro Jahr',
  search: 'Zahlungs-Streams durchsuchen',
  statuses: 'Nach Zustand filtern',
  all: 'Alle',
  columns: 'Spalten',
  noMatch: 'Keine Zahlungs-Streams entsprechen diesen Filtern.',
  empty: 'Noch keine Zahlungs-Streams. Hier erscheint, was eingeht und ausgeht.',
  clear: 'Filter zurücksetzen',
  streams: ({ count, number }) =>
    `${number} ${plural(count, { one: 'Zahlungs-Stream', other: 'Zahlungs-Streams' })}`,
  matching: ({ number, total }) => `${number} von ${total} Zahlungs-Streams`,
  total: ({ token }) => `Summe ${token}`,
}
