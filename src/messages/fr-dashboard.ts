/** The French texts of the widgets of dashboards: a part of fr.ts. */
import type { MessageGroups } from './messages.ts'
import { createPlural } from './plural.ts'

const plural = createPlural('fr')

export const dashboard: Pick<MessageGroups, 'data' | 'metric' | 'flags' | 'table'> = {
  data: {
    loading: 'Chargement',
    empty: 'Pas encore de données',
    error: 'Indisponible',
    retry: 'Réessayer',
    asOf: ({ time }) => `Mis à jour : ${time}`,
    stale: ({ time }) => `Pas à jour, à ${time}`,
    offline: ({ time }) => `Hors ligne, à ${time}`,
    staleNow: 'Pas à jour',
    offlineNow: 'Hors ligne',
  },
  metric: {
    sentence: ({ label, number, note }) =>
      `${label && `${label} : `}${number}${note && `. ${note}`}`,
    up: ({ amount }) => `en hausse de ${amount}`,
    down: ({ amount }) => `en baisse de ${amount}`,
    unchanged: 'sans changement',
    warning: 'Attention',
    critical: 'Critique',
    announceLevel: ({ label, number, level }) => `${label} : ${number}. ${level}.`,
    line: ({ count, number, lowest, highest }) =>
      `${number} ${plural(count, { one: 'valeur', other: 'valeurs' })}, de ${lowest} à ${highest}`,
  },
  flags: {
    label: 'Parcours',
    summary: ({ set, total }) => `${set} sur ${total}`,
    set: 'Activé',
    unset: 'Non activé',
    empty: 'Pas encore d’indicateurs',
    update: 'Actualiser l’ordre',
    announceSet: ({ name }) => `${name} : activé.`,
    announceUnset: ({ name }) => `${name} : n’est plus activé.`,
  },
  table: {
    empty: 'Pas encore de lignes',
    sortBy: 'Trier par',
    unsorted: 'Ordre d’origine',
    ascending: ({ column }) => `${column}, croissant`,
    descending: ({ column }) => `${column}, décroissant`,
    announceSort: ({ order }) => `Tri : ${order}.`,
    select: ({ name }) => `Sélectionner ${name}`,
    selectAll: 'Sélectionner toutes les lignes',
    selected: ({ count, number }) =>
      `${number} ${plural(count, { one: 'sélectionnée', other: 'sélectionnées' })}`,
    rows: ({ count, number }) => `${number} ${plural(count, { one: 'ligne', other: 'lignes' })}`,
    new: ({ count, number }) =>
      `${number} ${plural(count, { one: 'nouvelle', other: 'nouvelles' })}`,
    update: 'Actualiser l’ordre',
  },
}
