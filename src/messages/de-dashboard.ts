/** The German texts of the widgets of dashboards: a part of de.ts. */
import type { MessageGroups } from './messages.ts'
import { createPlural } from './plural.ts'

const plural = createPlural('de')

export const dashboard: Pick<MessageGroups, 'data' | 'metric' | 'flags' | 'table'> = {
  data: {
    loading: 'Wird geladen',
    empty: 'Noch keine Daten',
    error: 'Nicht verfügbar',
    retry: 'Erneut versuchen',
    asOf: ({ time }) => `Stand ${time}`,
    stale: ({ time }) => `Nicht aktuell, Stand ${time}`,
    offline: ({ time }) => `Offline, Stand ${time}`,
    staleNow: 'Nicht aktuell',
    offlineNow: 'Offline',
  },
  metric: {
    sentence: ({ label, number, note }) =>
      `${label && `${label}: `}${number}${note && `. ${note}`}`,
    up: ({ amount }) => `${amount} mehr`,
    down: ({ amount }) => `${amount} weniger`,
    unchanged: 'unverändert',
    warning: 'Warnung',
    critical: 'Kritisch',
    announceLevel: ({ label, number, level }) => `${label}: ${number}. ${level}.`,
    line: ({ count, number, lowest, highest }) =>
      `${number} ${plural(count, { one: 'Wert', other: 'Werte' })}, von ${lowest} bis ${highest}`,
  },
  flags: {
    label: 'Ablauf',
    summary: ({ set, total }) => `${set} von ${total}`,
    set: 'Gesetzt',
    unset: 'Nicht gesetzt',
    empty: 'Noch keine Merkmale',
    update: 'Reihenfolge aktualisieren',
    announceSet: ({ name }) => `${name}: gesetzt.`,
    announceUnset: ({ name }) => `${name}: nicht mehr gesetzt.`,
  },
  table: {
    empty: 'Noch keine Zeilen',
    sortBy: 'Sortieren nach',
    unsorted: 'Ursprüngliche Reihenfolge',
    ascending: ({ column }) => `${column}, aufsteigend`,
    descending: ({ column }) => `${column}, absteigend`,
    announceSort: ({ order }) => `Sortiert: ${order}.`,
    select: ({ name }) => `${name} auswählen`,
    selectAll: 'Alle Zeilen auswählen',
    selected: ({ number }) => `${number} ausgewählt`,
    rows: ({ count, number }) => `${number} ${plural(count, { one: 'Zeile', other: 'Zeilen' })}`,
    new: ({ number }) => `${number} neu`,
    update: 'Reihenfolge aktualisieren',
  },
}
