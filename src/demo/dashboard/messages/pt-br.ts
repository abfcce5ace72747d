/** Brazilian Portuguese. */
import type { DashboardMessages } from './company-view-messages.ts'

export const ptBR: DashboardMessages = {
  dashboard: {
    company: 'Empresa',
    impact: 'Impacto',
    sroi: 'Retorno social do investimento',
    vis: 'Índice de impacto do voluntariado',
    metrics: 'Métricas',
    journeys: 'Jornadas',
    aside: 'Jornadas e rede',
    empty: 'Ainda não há métricas. Cada uma aparece aqui com o primeiro evento.',
    emptyJourneys: 'Ainda não há jornadas.',
  },
  metric: {
    active_volunteers: 'Voluntários ativos',
    volunteer_hours: 'Horas de voluntariado',
    participants: 'Participantes ativos',
    retention_rate: 'Taxa de retenção',
    sessions_held: 'Sessões realizadas',
    satisfaction: 'Satisfação',
  },
  unit: {
    people: 'pessoas',
    hours: 'horas',
    sessions: 'sessões',
  },
  journey: {
    onboarding: 'Integração',
    mentoring: 'Mentoria',
    reporting: 'Relatórios',
  },
  flag: {
    kickoff_held: 'Abertura realizada',
    goals_agreed: 'Metas definidas',
    data_connected: 'Dados conectados',
    first_cohort: 'Primeira turma iniciada',
    mentors_matched: 'Mentores definidos',
    midpoint_review: 'Revisão parcial feita',
    final_review: 'Revisão final feita',
    draft_ready: 'Rascunho pronto',
    reviewed: 'Revisado',
    published: 'Publicado',
  },
  connection: {
    outdated: 'Os números podem estar desatualizados',
    'announce.live': 'Conexão restabelecida. Os números estão atualizados.',
    'announce.offline': 'Você está off-line. Os números podem estar desatualizados.',
    'announce.signed-out': 'Sessão encerrada. Entre novamente para ver os números ao vivo.',
    'announce.failed': 'Falha na conexão. Os números podem estar desatualizados.',
  },
}
