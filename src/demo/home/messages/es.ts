/** Spanish. */
import { createPlural } from '../../../messages/index.ts'
import type { HomeMessages } from './home-messages.ts'

const plural = createPlural('es')

export const es: HomeMessages = {
  hero: {
    claim: 'Saldos de flujos de pago en vivo para React, exactos hasta la última unidad',
    paidBy: ({ party }) => `${party} paga cada segundo`,
    empty: 'Aún no hay flujos. Crea el primero para ver crecer un saldo aquí.',
  },
  plug: {
    title: 'Desenchufar',
    note: 'Interrumpe la solicitud de esta página y bloquea las nuevas. Nada está preparado: mira el número.',
    page: 'Esta página',
    server: 'Servidor',
    pull: 'Desenchufar',
    putBack: 'Volver a enchufar',
    step: {
      live: { title: 'En directo', text: 'Cada cambio llega en cuanto ocurre.' },
      stale: {
        title: 'Desactualizado',
        text: 'El número se detiene en el último segundo confirmado.',
      },
      offline: { title: 'Sin conexión', text: 'El navegador no tiene red. No se supone nada.' },
      exact: { title: 'Exacto de nuevo', text: 'Lo pendiente llega una sola vez y en orden.' },
    },
    staleSince: ({ time }) => `Detenido en el último segundo confirmado, ${time}.`,
    returning: 'Poniéndose al día…',
    missed: ({ count, number }) =>
      count === 0
        ? 'No faltaba ningún evento.'
        : `${number} ${plural(count, { one: 'evento recuperado', many: 'eventos recuperados', other: 'eventos recuperados' })}, ninguno perdido.`,
    lost: 'Algunos eventos ya no están disponibles, así que se leyó de nuevo el estado.',
    agrees: ({ amount, time }) => `La página y el servidor coinciden a las ${time}: ${amount}`,
    differs: ({ here, there }) => `La página tiene ${here}; el servidor, ${there}.`,
  },
  code: { title: 'Todo el código de este número', copy: 'Copiar el código' },
  treasury: {
    title: 'Tesorería',
    note: ({ party }) => `Lo que ${party} tiene en flujos, recibe y paga`,
    streams: 'Todos los flujos',
    forecast: 'Previsión',
    token: 'Token',
    manage: 'Gestionar los flujos',
  },
  detail: { title: 'Detalles del flujo', close: 'Cerrar los detalles' },
}
