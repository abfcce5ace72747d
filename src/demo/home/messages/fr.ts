/** French. */
import { createPlural } from '../../../messages/index.ts'
import type { HomeMessages } from './home-messages.ts'

const plural = createPlural('fr')

export const fr: HomeMessages = {
  hero: {
    claim: 'Soldes de flux de paiement en direct pour React, exacts à l’unité près',
    paidBy: ({ party }) => `${party} paie chaque seconde`,
    empty: 'Pas encore de flux. Créez le premier pour voir un solde augmenter ici.',
  },
  plug: {
    title: 'Débrancher',
    note: 'Interrompt la requête de cette page et bloque les suivantes. Rien n’est mis en scène : regardez le nombre.',
    page: 'Cette page',
    server: 'Serveur',
    pull: 'Débrancher',
    putBack: 'Rebrancher',
    step: {
      live: { title: 'En direct', text: 'Chaque changement arrive dès qu’il se produit.' },
      stale: { title: 'Périmé', text: 'Le nombre s’arrête à la dernière seconde confirmée.' },
      offline: { title: 'Hors ligne', text: 'Le navigateur n’a pas de réseau. Rien n’est deviné.' },
      exact: {
        title: 'De nouveau exact',
        text: 'Ce qui manquait arrive une seule fois, dans l’ordre.',
      },
    },
    staleSince: ({ time }) => `Arrêté à la dernière seconde confirmée, ${time}.`,
    returning: 'Rattrapage…',
    missed: ({ count, number }) =>
      count === 0
        ? 'Aucun événement ne manquait.'
        : `${number} ${plural(count, { one: 'événement rattrapé', many: 'événements rattrapés', other: 'événements rattrapés' })}, aucun perdu.`,
    lost: 'Certains événements ne sont plus disponibles : l’état a été relu.',
    agrees: ({ amount, time }) => `La page et le serveur concordent à ${time} : ${amount}`,
    differs: ({ here, there }) => `La page a ${here}, le serveur ${there}.`,
  },
  code: { title: 'Tout le code de ce nombre', copy: 'Copier le code' },
  treasury: {
    title: 'Trésorerie',
    note: ({ party }) => `Ce que ${party} détient en flux, reçoit et paie`,
    streams: 'Tous les flux',
    forecast: 'Prévision',
    token: 'Jeton',
    manage: 'Gérer les flux',
  },
  detail: { title: 'Informations sur le flux', close: 'Fermer les informations' },
}
