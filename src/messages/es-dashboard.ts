/** The Spanish texts of the widgets of dashboards: a part of es.ts. */
import type { MessageGroups } from './messages.ts'
import { createPlural } from './plural.ts'

const plural = createPlural('es')

export const dashboard: Pick<MessageGroups, 'data' | 'metric' | 'flags' | 'table'> = {
  data: {
    loading: 'Cargando',
    empty: 'Aún no hay datos',
    error: 'No disponible',
    retry: 'Reintentar',
    asOf: ({ time }) => `Actualizado: ${time}`,
    stale: ({ time }) => `Sin actualizar, a las ${time}`,
    offline: ({ time }) => `Sin conexión, a las ${time}`,
    staleNow: 'Sin actualizar',
    offlineNow: 'Sin conexión',
  },
  metric: {
    sentence: ({ label, number, note }) =>
      `${label && `${label}: `}${number}${note && `. ${note}`}`,
    up: ({ amount }) => `sube ${amount}`,
    down: ({ amount }) => `baja ${amount}`,
    unchanged: 'sin cambios',
    warning: 'Atención',
    critical: 'Crítico',
    announceLevel: ({ label, number, level }) => `${label}: ${number}. ${level}.`,
    line: ({ count, number, lowest, highest }) =>
      `${number} ${plural(count, { one: 'valor', other: 'valores' })}, de ${lowest} a ${highest}`,
  },
  flags: {
    label: 'Recorrido',
    summary: ({ set, total }) => `${set} de ${total}`,
    set: 'Activado',
    unset: 'Sin activar',
    empty: 'Aún no hay indicadores',
    update: 'Actualizar el orden',
    announceSet: ({ name }) => `${name}: activado.`,
    announceUnset: ({ name }) => `${name}: ya no está activado.`,
  },
  table: {
    empty: 'Aún no hay filas',
    sortBy: 'Ordenar por',
    unsorted: 'Orden original',
    ascending: ({ column }) => `${column}, ascendente`,
    descending: ({ column }) => `${column}, descendente`,
    announceSort: ({ order }) => `Orden: ${order}.`,
    select: ({ name }) => `Seleccionar ${name}`,
    selectAll: 'Seleccionar todas las filas',
    selected: ({ count, number }) =>
      `${number} ${plural(count, { one: 'seleccionada', other: 'seleccionadas' })}`,
    rows: ({ count, number }) => `${number} ${plural(count, { one: 'fila', other: 'filas' })}`,
    new: ({ count, number }) => `${number} ${plural(count, { one: 'nueva', other: 'nuevas' })}`,
    update: 'Actualizar el orden',
  },
}
