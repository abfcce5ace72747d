/** Spanish. */
import type { DashboardMessages } from './company-view-messages.ts'

export const es: DashboardMessages = {
  dashboard: {
    company: 'Empresa',
    impact: 'Impacto',
    sroi: 'Retorno social de la inversión',
    vis: 'Índice de impacto del voluntariado',
    metrics: 'Métricas',
    journeys: 'Recorridos',
    aside: 'Recorridos y red',
    empty: 'Aún no hay métricas. Cada una aparece aquí con su primer evento.',
    emptyJourneys: 'Aún no hay recorridos.',
  },
  metric: {
    active_volunteers: 'Voluntarios activos',
    volunteer_hours: 'Horas de voluntariado',
    participants: 'Participantes activos',
    retention_rate: 'Tasa de permanencia',
    sessions_held: 'Sesiones realizadas',
    satisfaction: 'Satisfacción',
  },
  unit: {
    people: 'personas',
    hours: 'horas',
    sessions: 'sesiones',
  },
  journey: {
    onboarding: 'Incorporación',
    mentoring: 'Mentoría',
    reporting: 'Informes',
  },
  flag: {
    kickoff_held: 'Inicio celebrado',
    goals_agreed: 'Objetivos acordados',
    data_connected: 'Datos conectados',
    first_cohort: 'Primer grupo iniciado',
    mentors_matched: 'Mentores asignados',
    midpoint_review: 'Revisión intermedia hecha',
    final_review: 'Revisión final hecha',
    draft_ready: 'Borrador listo',
    reviewed: 'Revisado',
    published: 'Publicado',
  },
  connection: {
    outdated: 'Es posible que las cifras no estén al día',
    'announce.live': 'Conexión restablecida. Las cifras están al día.',
    'announce.offline': 'Sin conexión. Es posible que las cifras no estén al día.',
    'announce.signed-out': 'Sesión cerrada. Inicia sesión para ver cifras en vivo.',
    'announce.failed': 'Error de conexión. Es posible que las cifras no estén al día.',
  },
}
