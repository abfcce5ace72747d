/** Brazilian Portuguese. */
import { createPlural } from '../../messages/index.ts'
import type { PageMessages } from './page-messages.ts'

const plural = createPlural('pt-BR')

export const ptBR: PageMessages = {
  views: {
    label: 'Visualizações',
    home: 'Início',
    streams: 'Fluxos',
    dashboard: 'Painel',
    orders: 'Pedidos',
    failed: 'Não foi possível carregar esta visualização.',
  },
  page: {
    skip: 'Ir para o conteúdo',
    account: 'Conta',
    newStream: 'Novo fluxo',
    newShort: 'Novo',
    aside: 'Atividade e rede',
    activity: 'Atividade',
    close: 'Fechar',
    settings: 'Configurações de exibição',
    language: 'Idioma',
    theme: 'Tema',
    light: 'Claro',
    dark: 'Escuro',
    system: 'Sistema',
    density: 'Densidade',
    regular: 'Confortável',
    compact: 'Compacta',
    numbers: 'Números',
  },
  list: {
    streams: 'Fluxos',
    incoming: 'Recebidos',
    outgoing: 'Enviados',
    ended: 'Encerrados',
    more: ({ number }) => `Mostrar mais ${number}`,
    new: ({ count, number }) =>
      `${number} ${plural(count, { one: 'novo fluxo', other: 'novos fluxos' })}`,
    update: 'Atualizar a lista',
    failed: 'Não foi possível carregar os fluxos.',
    retry: 'Tentar novamente',
    empty: 'Nenhum fluxo ainda. O saldo de um fluxo criado aparece aqui.',
    create: 'Criar um fluxo',
  },
  field: {
    enterAddress: 'Informe um endereço.',
    addressStart: 'O endereço de uma conta começa com G.',
    addressLength: ({ number }) => `O endereço de uma conta tem 56 caracteres; este tem ${number}.`,
    addressChecksum: 'Endereço inválido: a soma de verificação não confere. Há erro de digitação?',
  },
  accounts: {
    another: 'Outro endereço…',
    title: 'Mostrar outra conta',
    label: 'Endereço da conta',
    hint: 'Uma conta Stellar: G e mais 55 caracteres.',
    submit: 'Mostrar fluxos',
  },
  network: {
    title: 'Rede',
    note: 'O servidor funciona nesta aba. Simule problemas de rede aqui.',
    drop: 'Derrubar conexão',
    dropped: 'Conexão derrubada.',
    noneOpen: 'Nenhuma conexão aberta.',
    goOffline: 'Ficar off-line',
    goOnline: 'Ficar on-line',
    isOff: 'A rede está desligada.',
    isOn: 'A rede está ligada.',
    latency: 'Latência',
    none: 'Nenhuma',
    seconds: ({ number }) => `${number} s`,
  },
}
