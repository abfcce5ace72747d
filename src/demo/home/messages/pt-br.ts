/** Portuguese, as in Brazil. */
import { createPlural } from '../../../messages/index.ts'
import type { HomeMessages } from './home-messages.ts'

const plural = createPlural('pt-BR')

export const ptBR: HomeMessages = {
  hero: {
    claim: 'Saldos de fluxos de pagamento ao vivo para React, exatos até a última unidade',
    paidBy: ({ party }) => `${party} paga a cada segundo`,
    empty: 'Ainda não há fluxos. Crie o primeiro para ver um saldo crescer aqui.',
  },
  plug: {
    title: 'Tirar da tomada',
    note: 'Interrompe a requisição desta página e bloqueia as novas. Nada é encenado: observe o número.',
    page: 'Esta página',
    server: 'Servidor',
    pull: 'Tirar da tomada',
    putBack: 'Ligar de novo',
    step: {
      live: { title: 'Ao vivo', text: 'Cada mudança chega assim que acontece.' },
      stale: { title: 'Desatualizado', text: 'O número para no último segundo confirmado.' },
      offline: { title: 'Sem conexão', text: 'O navegador está sem rede. Nada é adivinhado.' },
      exact: { title: 'Exato de novo', text: 'O que faltava chega uma única vez, em ordem.' },
    },
    staleSince: ({ time }) => `Parado no último segundo confirmado, ${time}.`,
    returning: 'Atualizando…',
    missed: ({ count, number }) =>
      count === 0
        ? 'Nenhum evento faltava.'
        : `${number} ${plural(count, { one: 'evento recuperado', many: 'eventos recuperados', other: 'eventos recuperados' })}, nenhum perdido.`,
    lost: 'Alguns eventos não estão mais disponíveis, então o estado foi lido de novo.',
    agrees: ({ amount, time }) => `A página e o servidor coincidem às ${time}: ${amount}`,
    differs: ({ here, there }) => `A página tem ${here}; o servidor, ${there}.`,
  },
  code: { title: 'Todo o código deste número', copy: 'Copiar o código' },
  treasury: {
    title: 'Tesouraria',
    note: ({ party }) => `O que ${party} tem em fluxos, recebe e paga`,
    streams: 'Todos os fluxos',
    forecast: 'Projeção',
    token: 'Token',
    manage: 'Gerenciar fluxos',
  },
  detail: { title: 'Detalhes do fluxo', close: 'Fechar os detalhes' },
}
