/** French. */
import { createPlural } from '../../messages/index.ts'
import type { PageMessages } from './page-messages.ts'

const plural = createPlural('fr')

export const fr: PageMessages = {
  views: {
    label: 'Vues',
    home: 'Accueil',
    streams: 'Flux',
    dashboard: 'Tableau de bord',
    orders: 'Commandes',
    failed: 'Impossible de charger cette vue.',
  },
  page: {
    skip: 'Aller au contenu',
    account: 'Compte',
    newStream: 'Nouveau flux',
    newShort: 'Nouveau',
    aside: 'Activité et réseau',
    activity: 'Activité',
    close: 'Fermer',
    settings: 'Réglages d’affichage',
    language: 'Langue',
    theme: 'Thème',
    light: 'Clair',
    dark: 'Sombre',
    system: 'Système',
    density: 'Densité',
    regular: 'Aérée',
    compact: 'Serrée',
    numbers: 'Chiffres',
  },
  list: {
    streams: 'Flux',
    incoming: 'Entrants',
    outgoing: 'Sortants',
    ended: 'Terminés',
    more: ({ number }) => `Afficher ${number} de plus`,
    new: ({ count, number }) =>
      `${number} ${plural(count, { one: 'nouveau flux', other: 'nouveaux flux' })}`,
    update: 'Actualiser la liste',
    failed: 'Les flux n’ont pas pu être chargés.',
    retry: 'Réessayer',
    empty: 'Aucun flux pour l’instant. Le solde d’un flux créé apparaîtra ici.',
    create: 'Créer un flux',
  },
  field: {
    enterAddress: 'L’adresse est requise.',
    addressStart: 'L’adresse d’un compte commence par G.',
    addressLength: ({ number }) =>
      `L’adresse d’un compte a 56 caractères\u00a0; celle-ci en a ${number}.`,
    addressChecksum:
      'Adresse non valide\u00a0: la somme de contrôle ne correspond pas. Y a-t-il une faute de frappe\u00a0?',
  },
  accounts: {
    another: 'Autre adresse…',
    title: 'Afficher un autre compte',
    label: 'Adresse du compte',
    hint: 'Un compte Stellar\u00a0: G et 55 autres caractères.',
    submit: 'Afficher les flux',
  },
  network: {
    title: 'Réseau',
    note: 'Le serveur fonctionne dans cet onglet. Les pannes de réseau se simulent ici.',
    drop: 'Couper la connexion',
    dropped: 'Connexion coupée.',
    noneOpen: 'Aucune connexion ouverte.',
    goOffline: 'Passer hors ligne',
    goOnline: 'Passer en ligne',
    isOff: 'Le réseau est coupé.',
    isOn: 'Le réseau est rétabli.',
    latency: 'Délai',
    none: 'Aucun',
    seconds: ({ number }) => `${number}\u00a0s`,
  },
}
