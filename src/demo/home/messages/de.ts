/** German. */
import { createPlural } from '../../../messages/index.ts'
import type { HomeMessages } from './home-messages.ts'

const plural = createPlural('de')

export const de: HomeMessages = {
  hero: {
    claim: 'Zahlungs-Streams live in React, auf die Einheit genau',
    paidBy: ({ party }) => `Sekündlich bezahlt von ${party}`,
    empty: 'Noch keine Streams. Nach dem Erstellen wächst hier ein Betrag.',
  },
  plug: {
    title: 'Stecker ziehen',
    note: 'Bricht die Anfrage dieser Seite ab und blockiert neue. Nichts ist gestellt: Die Zahl zeigt es.',
    page: 'Diese Seite',
    server: 'Der Server',
    pull: 'Stecker ziehen',
    putBack: 'Wieder einstecken',
    step: {
      live: { title: 'Verbunden', text: 'Jede Änderung kommt an, sobald sie geschieht.' },
      stale: {
        title: 'Veraltet',
        text: 'Die Zahl bleibt bei der letzten bestätigten Sekunde stehen.',
      },
      offline: { title: 'Ohne Netz', text: 'Der Browser hat kein Netz. Nichts wird geraten.' },
      exact: {
        title: 'Wieder exakt',
        text: 'Verpasstes kommt einmal an, in der richtigen Reihenfolge.',
      },
    },
    staleSince: ({ time }) => `Steht bei der letzten bestätigten Sekunde, ${time}.`,
    returning: 'Holt auf…',
    missed: ({ count, number }) =>
      count === 0
        ? 'Kein Ereignis wurde verpasst.'
        : `${number} ${plural(count, { one: 'Ereignis', other: 'Ereignisse' })} nachgeholt, keines verloren.`,
    lost: 'Einige Ereignisse sind nicht mehr verfügbar, deshalb wurde der Stand neu gelesen.',
    agrees: ({ amount, time }) => `Seite und Server stimmen um ${time} überein: ${amount}`,
    differs: ({ here, there }) => `Die Seite hat ${here}, der Server ${there}.`,
  },
  code: { title: 'Der ganze Code für diese Zahl', copy: 'Code kopieren' },
  treasury: {
    title: 'Finanzen',
    note: ({ party }) => `Was ${party} in Streams hält, erhält und zahlt`,
    streams: 'Alle Streams',
    forecast: 'Prognose',
    token: 'Token',
    manage: 'Streams verwalten',
  },
  detail: { title: 'Details des Streams', close: 'Details schließen' },
}
