/** Spanish. */
import { createPlural } from '../../messages/index.ts'
import type { PageMessages } from './page-messages.ts'

const plural = createPlural('es')

export const es: PageMessages = {
  views: {
    label: 'Vistas',
    home: 'Inicio',
    streams: 'Flujos',
    dashboard: 'Panel',
    orders: 'Pedidos',
    failed: 'No se pudo cargar esta vista.',
  },
  page: {
    skip: 'Ir al contenido',
    account: 'Cuenta',
    newStream: 'Nuevo flujo',
    newShort: 'Nuevo',
    aside: 'Actividad y red',
    activity: 'Actividad',
    close: 'Cerrar',
    settings: 'Ajustes de visualización',
    language: 'Idioma',
    theme: 'Tema',
    light: 'Claro',
    dark: 'Oscuro',
    system: 'Sistema',
    density: 'Densidad',
    regular: 'Amplia',
    compact: 'Compacta',
    numbers: 'Números',
  },
  list: {
    streams: 'Flujos',
    incoming: 'Entrantes',
    outgoing: 'Salientes',
    ended: 'Terminados',
    more: ({ number }) => `Mostrar ${number} más`,
    new: ({ count, number }) =>
      `${number} ${plural(count, { one: 'flujo nuevo', other: 'flujos nuevos' })}`,
    update: 'Actualizar la lista',
    failed: 'No se pudieron cargar los flujos.',
    retry: 'Reintentar',
    empty: 'Aún no hay flujos. Al crear uno, su saldo aparecerá aquí.',
    create: 'Crear un flujo',
  },
  field: {
    enterAddress: 'Falta la dirección.',
    addressStart: 'La dirección de una cuenta empieza por G.',
    addressLength: ({ number }) =>
      `La dirección de una cuenta tiene 56 caracteres; esta tiene ${number}.`,
    addressChecksum: 'Dirección no válida: la suma de comprobación no coincide. ¿Hay erratas?',
  },
  accounts: {
    another: 'Otra dirección…',
    title: 'Mostrar otra cuenta',
    label: 'Dirección de la cuenta',
    hint: 'Una cuenta de Stellar: G y 55 caracteres más.',
    submit: 'Mostrar flujos',
  },
  network: {
    title: 'Red',
    note: 'El servidor se ejecuta en esta pestaña. Aquí se simulan problemas de red.',
    drop: 'Cortar la conexión',
    dropped: 'Conexión cortada.',
    noneOpen: 'No hay ninguna conexión abierta.',
    goOffline: 'Desconectar',
    goOnline: 'Conectar',
    isOff: 'La red está desconectada.',
    isOn: 'La red está conectada.',
    latency: 'Latencia',
    none: 'Ninguna',
    seconds: ({ number }) => `${number} s`,
  },
}
