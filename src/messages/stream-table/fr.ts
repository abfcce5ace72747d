/** French. */
import { createPlural } from '../plural.ts'
import type { StreamTableMessages } from './stream-table-messages.ts'

const plural = createPlural('fr')

export const streamTable: StreamTableMessages = {
  label: 'Flux de paiement',
  stream: 'Flux',
  party: 'Partie',
  sender: 'De',
  recipient: 'À',
  status: 'État',
  balance: 'Solde',
  withdrawable: 'Disponible',
  remaining: 'Restant',
  streamed: 'Versé',
  withdrawn: 'Retiré',
  deposit: 'Dépôt',
  timeLeft: 'Temps restant',
  ends: 'Fin',
  progress: 'Progression',
  second: 'Par seconde',
  hour: 'Par heure',
  day: 'Par jour',
  week: 'Par semaine',
  month: 'Par mois',
  year: 'Par an',
  search: 'Rechercher un flux',
  statuses: 'Filtrer par état',
  all: 'Tous',
  columns: 'Colonnes',
  noMatch: 'Aucun flux ne correspond à ces filtres.',
  empty: 'Aucun flux de paiement pour l’instant. Ce qui est reçu et envoyé apparaîtra ici.',
  clear: 'Effacer les filtres',
  streams: ({ count, number }) =>
    `${number} ${plural(count, { one: 'flux de paiement', other: 'flux de paiement' })}`,
  matching: ({ number, total }) => `${number} flux de paiement sur ${total}`,
  total: ({ token }) => `Total en ${token}`,
}
