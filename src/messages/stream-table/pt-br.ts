/** Brazilian Portuguese. */
import { createPlural } from '../plural.ts'
import type { StreamTableMessages } from './stream-table-messages.ts'

const plural = createPlural('pt-BR')

export const streamTable: StreamTableMessages = {
  label: 'Fluxos de pagamento',
  stream: 'Fluxo',
  party: 'Parte',
  sender: 'De',
  recipient: 'Para',
  status: 'Situação',
  balance: 'Saldo',
  withdrawable: 'Disponível',
  remaining: 'Restante',
  streamed: 'Acumulado',
  withdrawn: 'Sacado',
  deposit: 'Depósito',
  timeLeft: 'Tempo restante',
  ends: 'Termina',
  progress: 'Progresso',
  second: 'Por segundo',
  hour: 'Por hora',
  day: 'Por dia',
  week: 'Por semana',
  month: 'Por mês',
  year: 'Por ano',
  search: 'Buscar fluxos',
  statuses: 'Filtrar por situação',
  all: 'Todos',
  columns: 'Colunas',
  noMatch: 'Nenhum fluxo corresponde a estes filtros.',
  empty: 'Nenhum fluxo de pagamento ainda. O que for recebido e enviado aparece aqui.',
  clear: 'Limpar os filtros',
  streams: ({ count, number }) =>
    `${number} ${plural(count, { one: 'fluxo de pagamento', other: 'fluxos de pagamento' })}`,
  matching: ({ number, total }) => `${number} de ${total} fluxos de pagamento`,
  total: ({ token }) => `Total em ${token}`,
}
