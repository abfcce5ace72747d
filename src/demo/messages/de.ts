/** German. */
import { createPlural } from '../../messages/index.ts'
import type { PageMessages } from './page-messages.ts'

const plural = createPlural('de')

export const de: PageMessages = {
  views: {
    label: 'Ansichten',
    home: 'Start',
    streams: 'Streams',
    dashboard: 'Übersicht',
    orders: 'Bestellungen',
    failed: 'Diese Ansicht konnte nicht geladen werden.',
  },
  page: {
    skip: 'Zum Inhalt springen',
    account: 'Konto',
    newStream: 'Neuer Stream',
    newShort: 'Neu',
    aside: 'Aktivität und Netzwerk',
    activity: 'Aktivität',
    close: 'Schließen',
    settings: 'Anzeigeeinstellungen',
    language: 'Sprache',
    theme: 'Farbschema',
    light: 'Hell',
    dark: 'Dunkel',
    system: 'System',
    density: 'Dichte',
    regular: 'Großzügig',
    compact: 'Kompakt',
    numbers: 'Zahlen',
  },
  list: {
    streams: 'Streams',
    incoming: 'Eingehend',
    outgoing: 'Ausgehend',
    ended: 'Beendet',
    more: ({ number }) => `${number} weitere anzeigen`,
    new: ({ count, number }) =>
      `${number} ${plural(count, { one: 'neuer Stream', other: 'neue Streams' })}`,
    update: 'Liste aktualisieren',
    failed: 'Die Streams konnten nicht geladen werden.',
    retry: 'Erneut versuchen',
    empty: 'Noch keine Streams. Nach dem Erstellen erscheint der Betrag hier.',
    create: 'Stream erstellen',
  },
  field: {
    enterAddress: 'Die Adresse fehlt.',
    addressStart: 'Eine Kontoadresse beginnt mit G.',
    addressLength: ({ number }) => `Eine Kontoadresse hat 56 Zeichen, diese hat ${number}.`,
    addressChecksum:
      'Diese Adresse ist ungültig: Die Prüfsumme stimmt nicht. Enthält sie Tippfehler?',
  },
  accounts: {
    another: 'Andere Adresse…',
    title: 'Anderes Konto anzeigen',
    label: 'Kontoadresse',
    hint: 'Ein Stellar-Konto: G und 55 weitere Zeichen.',
    submit: 'Streams anzeigen',
  },
  network: {
    title: 'Netzwerk',
    note: 'Der Server läuft in diesem Tab. Hier lassen sich Netzwerkprobleme simulieren.',
    drop: 'Verbindung trennen',
    dropped: 'Verbindung getrennt.',
    noneOpen: 'Keine offene Verbindung.',
    goOffline: 'Offline gehen',
    goOnline: 'Online gehen',
    isOff: 'Netzwerk ist aus.',
    isOn: 'Netzwerk ist an.',
    latency: 'Verzögerung',
    none: 'Keine',
    seconds: ({ number }) => `${number} s`,
  },
}
