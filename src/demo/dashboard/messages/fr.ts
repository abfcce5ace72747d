/** French. */
import type { DashboardMessages } from './company-view-messages.ts'

export const fr: DashboardMessages = {
  dashboard: {
    company: 'Entreprise',
    impact: 'Effets',
    sroi: 'Retour social sur investissement',
    vis: 'Score d’impact du bénévolat',
    metrics: 'Indicateurs',
    journeys: 'Parcours',
    aside: 'Parcours et réseau',
    empty: 'Aucun indicateur pour l’instant. Chacun apparaît ici dès son premier événement.',
    emptyJourneys: 'Aucun parcours pour l’instant.',
  },
  metric: {
    active_volunteers: 'Bénévoles actifs',
    volunteer_hours: 'Heures de bénévolat',
    participants: 'Personnes participantes',
    retention_rate: 'Taux de fidélité',
    sessions_held: 'Séances tenues',
    satisfaction: 'Taux de satisfaction',
  },
  unit: {
    people: 'personnes',
    hours: 'heures',
    sessions: 'séances',
  },
  journey: {
    onboarding: 'Intégration',
    mentoring: 'Mentorat',
    reporting: 'Rapports',
  },
  flag: {
    kickoff_held: 'Lancement effectué',
    goals_agreed: 'Objectifs convenus',
    data_connected: 'Données reliées',
    first_cohort: 'Premier groupe démarré',
    mentors_matched: 'Mentors attribués',
    midpoint_review: 'Bilan intermédiaire fait',
    final_review: 'Bilan final fait',
    draft_ready: 'Brouillon prêt',
    reviewed: 'Relu',
    published: 'Publié',
  },
  connection: {
    outdated: 'Les chiffres ne sont peut-être plus à jour',
    'announce.live': 'Connexion rétablie. Les chiffres sont à jour.',
    'announce.offline': 'Hors ligne. Les chiffres ne sont peut-être plus à jour.',
    'announce.signed-out': 'Session fermée. Reconnectez-vous pour voir les chiffres en direct.',
    'announce.failed': 'Échec de la connexion. Les chiffres ne sont peut-être plus à jour.',
  },
}
