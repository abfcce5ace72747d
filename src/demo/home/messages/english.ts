/** English. */
import type { HomeMessages } from './home-messages.ts'

export const english: HomeMessages = {
  hero: {
    claim: 'Live payment-stream balances for React, exact to the unit',
    paidBy: ({ party }) => `Paid by ${party}, every second`,
    empty: 'No streams yet. Create the first one to see a balance grow here.',
  },
  plug: {
    title: 'Pull the plug',
    note: 'Aborts this page’s request and blocks new ones. Nothing is staged: watch the number.',
    page: 'This page',
    server: 'Server',
    pull: 'Pull the plug',
    putBack: 'Plug back in',
    step: {
      live: { title: 'Live', text: 'Every change arrives as it happens.' },
      stale: { title: 'Stale', text: 'The number stops at the last confirmed second.' },
      offline: { title: 'Offline', text: 'The browser has no network. Nothing is guessed.' },
      exact: { title: 'Exact again', text: 'What was missed arrives once, in order.' },
    },
    staleSince: ({ time }) => `Stopped at the last confirmed second, ${time}.`,
    returning: 'Catching up…',
    missed: ({ count, number }) =>
      count === 0
        ? 'No event was missed.'
        : `${number} ${count === 1 ? 'event' : 'events'} caught up, none lost.`,
    lost: 'Some events are no longer available, so the state was read again.',
    agrees: ({ amount, time }) => `Page and server agree at ${time}: ${amount}`,
    differs: ({ here, there }) => `The page has ${here}, the server ${there}.`,
  },
  code: { title: 'All the code for this number', copy: 'Copy code' },
  treasury: {
    title: 'Treasury',
    note: ({ party }) => `What ${party} holds in streams, receives and pays`,
    streams: 'All streams',
    forecast: 'Forecast',
    token: 'Token',
    manage: 'Manage streams',
  },
  detail: { title: 'Stream details', close: 'Close details' },
}
