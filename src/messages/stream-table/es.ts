/** Spanish. */
import { createPlural } from '../plural.ts'
import type { StreamTableMessages } from './stream-table-messages.ts'

const plural = createPlural('es')

export const streamTable: StreamTableMessages = {
  label: 'Flujos de pago',
  stream: 'Flujo',
  party: 'Parte',
  sender: 'De',
  recipient: 'Para',
  status: 'Estado',
  balance: 'Saldo',
  withdrawable: 'Disponible',
  remaining: 'Restante',
  streamed: 'Acumulado',
  withdrawn: 'Retirado',
  deposit: 'Depósito',
  timeLeft: 'Tiempo restante',
  ends: 'Termina',
  progress: 'Progreso',
  second: 'Por segundo',
  hour: 'Por hora',
  day: 'Por día',
  week: 'Por semana',
  month: 'Por mes',
  year: 'Por año',
  search: 'Buscar flujos',
  statuses: 'Filtrar por estado',
  all: 'Todos',
  columns: 'Columnas',
  noMatch: 'Ningún flujo coincide con estos filtros.',
  empty: 'Todavía no hay flujos de pago. Aquí aparecerá lo que se recibe y se envía.',
  clear: 'Quitar los filtros',
  streams: ({ count, number }) =>
    `${number} ${plural(count, { one: 'flujo de pago', other: 'flujos de pago' })}`,
  matching: ({ number, total }) => `${number} de ${total} flujos de pago`,
  total: ({ token }) => `Total en ${token}`,
}
