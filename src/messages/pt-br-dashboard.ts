/** The Brazilian Portuguese texts of the widgets of dashboards: a part of pt-br.ts. */
import type { MessageGroups } from './messages.ts'
import { createPlural } from './plural.ts'

const plural = createPlural('pt-BR')

export const dashboard: Pick<MessageGroups, 'data' | 'metric' | 'flags' | 'table'> = {
  data: {
    loading: 'Carregando',
    empty: 'Ainda não há dados',
    error: 'Indisponível',
    retry: 'Tentar novamente',
    asOf: ({ time }) => `Atualizado: ${time}`,
    stale: ({ time }) => `Desatualizado, às ${time}`,
    offline: ({ time }) => `Off-line, às ${time}`,
    staleNow: 'Desatualizado',
    offlineNow: 'Off-line',
  },
  metric: {
    sentence: ({ label, number, note }) =>
      `${label && `${label}: `}${number}${note && `. ${note}`}`,
    up: ({ amount }) => `subiu ${amount}`,
    down: ({ amount }) => `caiu ${amount}`,
    unchanged: 'sem alteração',
    warning: 'Atenção',
    critical: 'Crítico',
    announceLevel: ({ label, number, level }) => `${label}: ${number}. ${level}.`,
    line: ({ count, number, lowest, highest }) =>
      `${number} ${plural(count, { one: 'valor', other: 'valores' })}, de ${lowest} a ${highest}`,
  },
  flags: {
    label: 'Jornada',
    summary: ({ set, total }) => `${set} de ${total}`,
    set: 'Ativado',
    unset: 'Não ativado',
    empty: 'Ainda não há indicadores',
    update: 'Atualizar a ordem',
    announceSet: ({ name }) => `${name}: ativado.`,
    announceUnset: ({ name }) => `${name}: não está mais ativado.`,
  },
  table: {
    empty: 'Ainda não há linhas',
    sortBy: 'Ordenar por',
    unsorted: 'Ordem original',
    ascending: ({ column }) => `${column}, crescente`,
    descending: ({ column }) => `${column}, decrescente`,
    announceSort: ({ order }) => `Ordem: ${order}.`,
    select: ({ name }) => `Selecionar ${name}`,
    selectAll: 'Selecionar todas as linhas',
    selected: ({ count, number }) =>
      `${number} ${plural(count, { one: 'selecionada', other: 'selecionadas' })}`,
    rows: ({ count, number }) => `${number} ${plural(count, { one: 'linha', other: 'linhas' })}`,
    new: ({ count, number }) => `${number} ${plural(count, { one: 'nova', other: 'novas' })}`,
    update: 'Atualizar a ordem',
  },
}
