/**
 * English, the default language of the widgets. One object for each group of widgets, so that a page
 * contains only the texts of those it uses; src/messages/en.ts combines them.
 */
import type {
  DataMessages,
  FlagsMessages,
  MetricMessages,
  TableMessages,
} from './dashboard-messages.ts'
import type {
  AccountMessages,
  ActivityMessages,
  AnnouncerMessages,
  BalanceMessages,
  CardMessages,
  ConnectionMessages,
  ProgressMessages,
  StatusMessages,
  UnavailableMessages,
} from './messages.ts'
import type {
  BannerMessages,
  ControlMessages,
  PartyMessages,
  UpdatedMessages,
} from './page-messages.ts'

const changes = {
  pending: 'not started yet',
  streaming: 'not changing',
  settled: 'fully streamed',
  stale: 'not up to date',
}

export const balanceEnglish: BalanceMessages = {
  sentence: ({ amount, kind, change, pace, time }) => {
    const movement =
      change === 'growing' || change === 'falling'
        ? `${change} ${pace} per second`
        : change in changes
          ? changes[change as keyof typeof changes]
          : change
    return `${amount} ${kind}, ${movement}, as of ${time}`
  },
  stale: ({ time }) => `Not up to date, as of ${time}`,
  offline: ({ time }) => `Offline, as of ${time}`,
}

export const unavailableEnglish: UnavailableMessages = {
  loading: 'Loading',
  stream_missing: 'No stream with this ID',
  provider_missing: 'Not loaded: GaugeProvider is missing',
  connection_failed: 'Unavailable: the connection failed',
  too_many_topics: 'Not loaded: too many streams on this page',
  decimals_unknown: 'Amount unavailable: unknown token',
  invalid: 'Amount unavailable: invalid stream data',
}

export const statusEnglish: StatusMessages = {
  pending: 'Pending',
  streaming: 'Streaming',
  soon: 'Ends soon',
  critical: 'About to end',
  paused: 'Paused',
  settled: 'Settled',
  completed: 'Completed',
  cancelled: 'Cancelled',
  loading: 'Loading',
  stream_missing: 'Not found',
  provider_missing: 'No provider',
  connection_failed: 'Unavailable',
  too_many_topics: 'Not loaded',
  decimals_unknown: 'Unknown token',
  invalid: 'Invalid data',
}

export const cardEnglish: CardMessages = {
  stream: ({ id }) => `Stream ${id}`,
  name: ({ stream, title }) => `${stream}, ${title}`,
  from: ({ party }) => `From ${party}`,
  to: ({ party }) => `To ${party}`,
  between: ({ sender, recipient }) => `${sender} to ${recipient}`,
  title: 'Payment stream',
  loading: 'Loading',
  stream_missing: 'Stream not found',
  provider_missing: 'Provider missing',
  connection_failed: 'Stream unavailable',
  too_many_topics: 'Stream not loaded',
  streamed: 'Streamed',
  withdrawable: 'Withdrawable',
  remaining: 'Remaining',
  withdrawn: 'Withdrawn',
  asOf: ({ balance, time }) => `${balance} as of ${time}`,
  rate: ({ sign, amount }) => `${sign}${amount} per day`,
  pausedRate: ({ sign, amount }) => `${sign}${amount} per day once resumed`,
  settled: 'Fully streamed',
  settledIncoming: 'Fully streamed, ready to withdraw',
  completed: 'Fully withdrawn',
  refunded: ({ amount }) => `${amount} refunded`,
  deposit: ({ amount }) => `streamed of ${amount}`,
  starts: ({ time }) => `Starts ${time}`,
  resumes: ({ time }) => `Resumes ${time}`,
  ends: ({ time }) => `Ends ${time}`,
  endless: 'No end date',
  ended: ({ time }) => `Ended ${time}`,
  paused: 'Paused',
  pausedSince: ({ time }) => `Paused since ${time}`,
  unknownToken: ({ token }) => `Amount unavailable: unknown token ${token}`,
  announceSettled: ({ stream }) => `${stream} is fully streamed.`,
  announceSoon: ({ stream }) => `${stream} ends soon.`,
  announceCritical: ({ stream }) => `${stream} is about to end.`,
}

const totalKinds = {
  withdrawable: 'withdrawable',
  remaining: 'remaining',
  net: 'in payment streams',
}

export const accountEnglish: AccountMessages = {
  label: 'Account balance',
  withdrawable: 'Withdrawable',
  remaining: 'Remaining',
  net: 'Balance in streams',
  asOf: ({ balance, time }) => `${balance} as of ${time}`,
  sentence: ({ amount, kind, change, pace, time }) => {
    const movement =
      change === 'growing' || change === 'falling'
        ? `${change} ${pace} per second`
        : change in changes
          ? changes[change as keyof typeof changes]
          : change
    return `${amount} ${totalKinds[kind]}, ${movement}, as of ${time}`
  },
  incoming: 'Incoming',
  outgoing: 'Outgoing',
  netFlow: 'Net flow',
  second: ({ sign, amount }) => `${sign}${amount} per second`,
  hour: ({ sign, amount }) => `${sign}${amount} per hour`,
  day: ({ sign, amount }) => `${sign}${amount} per day`,
  week: ({ sign, amount }) => `${sign}${amount} per week`,
  month: ({ sign, amount }) => `${sign}${amount} per month`,
  year: ({ sign, amount }) => `${sign}${amount} per year`,
  runway: 'Runway',
  runsOut: ({ stream, time }) => `${stream} runs out ${time}`,
  endless: 'No end date',
  stream: ({ id }) => `Stream ${id}`,
  aStream: 'A stream',
  pausedStreams: ({ count, number }) => `${number} ${count === 1 ? 'stream' : 'streams'} paused`,
  pending: 'No streams have started yet',
  paused: 'All streams are paused',
  settled: 'All streams are fully streamed',
  completed: 'All streams have ended',
  otherTokens: ({ count, number }) => `${number} more ${count === 1 ? 'token' : 'tokens'}`,
  empty: 'No payment streams yet. Streams you send or receive appear here.',
  tokens: 'Balances by token',
  unknownToken: ({ token }) => `Amount unavailable: unknown token ${token}`,
  announceSoon: ({ stream }) => `${stream} runs out soon.`,
  announceCritical: ({ stream }) => `${stream} is about to run out.`,
}

export const progressEnglish: ProgressMessages = {
  label: 'Streamed',
  value: ({ percent, streamed, deposit }) => `${percent}, ${streamed} of ${deposit} streamed`,
}

export const activityEnglish: ActivityMessages = {
  label: 'Activity',
  idle: 'Not connected',
  loading: 'Loading activity',
  empty: 'No activity yet. Events of your streams appear here.',
  new: ({ number }) => `${number} new`,
  'stream.created': 'Created',
  'stream.topped_up': 'Topped up',
  'stream.withdrawn': 'Withdrawn',
  'stream.cancelled': 'Cancelled',
  'stream.completed': 'Completed',
  'stream.paused': 'Paused',
  'stream.resumed': 'Resumed',
  detail: ({ id }) => `Stream ${id}`,
  detailTo: ({ id, recipient }) => `Stream ${id} to ${recipient}`,
  detailRefunded: ({ id }) => `Stream ${id}, refunded`,
  missed: ({ count, number }) => `${number} ${count === 1 ? 'event' : 'events'} missed`,
  reset: 'Event history was reset',
  refreshing: 'Refreshing balances',
  refreshed: 'Balances refreshed',
  announceEvent: ({ title, amount, detail }) => `${title}${amount && ` ${amount}`}, ${detail}.`,
  announceGap: ({ title, detail }) => `${title}.${detail && ` ${detail}.`}`,
}

export const connectionEnglish: ConnectionMessages = {
  none: 'Not connected',
  idle: 'Not connected',
  connecting: 'Connecting',
  syncing: 'Syncing',
  live: 'Live',
  stale: 'No updates',
  degraded: 'Updates delayed',
  reconnecting: 'Reconnecting',
  offline: 'Offline',
  paused: 'Paused',
  'signed-out': 'Signed out',
  failed: 'Connection failed',
  closed: 'Disconnected',
  since: ({ time }) => `since ${time}`,
  retryIn: ({ number }) => `in ${number} s`,
  outdated: 'Balances may be out of date',
  resume: 'Resume to get updates',
  hidden: 'Resumes when this page is visible',
  inactive: 'Resumes when this page is active again',
  signIn: 'Sign in again to continue',
  filter_too_large: 'Too many streams and accounts requested',
  filter_empty: 'No streams or accounts requested',
  badResponse: 'Unexpected response from the server',
  badStatus: ({ status }) => `The server responded with ${status}`,
  retry: 'Retry now',
  reconnect: 'Reconnect',
  'announce.live': 'Reconnected. Balances are up to date.',
  'announce.degraded': 'Updates are delayed. Balances may be out of date.',
  'announce.recovered': 'Balances are up to date again.',
  'announce.reconnecting': 'Connection lost. Reconnecting.',
  'announce.offline': 'You’re offline. Balances may be out of date.',
  'announce.signed-out': 'Signed out. Sign in again to see live balances.',
  'announce.failed': 'Connection failed. Balances may be out of date.',
}

export const partyEnglish: PartyMessages = {
  copy: ({ party }) => `Copy address of ${party}`,
  explorer: ({ party }) => `Show ${party} in the explorer`,
  copied: 'Address copied',
  copyRefused: 'The address could not be copied',
}

export const bannerEnglish: BannerMessages = {
  asOf: ({ time }) => `Last confirmed at ${time}`,
  never: 'Nothing received yet',
  next: ({ number }) => `Next attempt in ${number} s`,
  trying: 'Trying again now',
}

export const updatedEnglish: UpdatedMessages = {
  updated: ({ ago }) => `Updated ${ago}`,
  justNow: 'Updated just now',
  never: 'Not updated yet',
}

export const controlEnglish: ControlMessages = {
  label: 'Updates',
  live: 'Live',
  slow: 'Slow',
  paused: 'Paused',
  waiting: ({ count, number }) => `${number} ${count === 1 ? 'update' : 'updates'} since the pause`,
  announcePaused: 'Updates paused.',
  announceSlow: 'Updates once a second.',
  announceLive: 'Updates resumed.',
}

export const announcerEnglish: AnnouncerMessages = {
  many: ({ number, latest }) => `${number} updates. Latest: ${latest}`,
}

export const dataEnglish: DataMessages = {
  loading: 'Loading',
  empty: 'No data yet',
  error: 'Not available',
  retry: 'Try again',
  asOf: ({ time }) => `As of ${time}`,
  stale: ({ time }) => `Not up to date, as of ${time}`,
  offline: ({ time }) => `Offline, as of ${time}`,
  staleNow: 'Not up to date',
  offlineNow: 'Offline',
}

export const metricEnglish: MetricMessages = {
  sentence: ({ label, number, note }) => `${label && `${label}: `}${number}${note && `. ${note}`}`,
  up: ({ amount }) => `up ${amount}`,
  down: ({ amount }) => `down ${amount}`,
  unchanged: 'unchanged',
  warning: 'Warning',
  critical: 'Critical',
  announceLevel: ({ label, number, level }) => `${label}: ${number}. ${level}.`,
  line: ({ count, number, lowest, highest }) =>
    `${number} ${count === 1 ? 'value' : 'values'}, from ${lowest} to ${highest}`,
}

export const flagsEnglish: FlagsMessages = {
  label: 'Journey',
  summary: ({ set, total }) => `${set} of ${total}`,
  set: 'Set',
  unset: 'Not set',
  empty: 'No flags yet',
  update: 'Update sorting',
  announceSet: ({ name }) => `${name}: set.`,
  announceUnset: ({ name }) => `${name}: no longer set.`,
}

export const tableEnglish: TableMessages = {
  empty: 'No rows yet',
  sortBy: 'Sort by',
  unsorted: 'Original order',
  ascending: ({ column }) => `${column}, ascending`,
  descending: ({ column }) => `${column}, descending`,
  announceSort: ({ order }) => `Sorted: ${order}.`,
  select: ({ name }) => `Select ${name}`,
  selectAll: 'Select all rows',
  selected: ({ number }) => `${number} selected`,
  rows: ({ count, number }) => `${number} ${count === 1 ? 'row' : 'rows'}`,
  new: ({ number }) => `${number} new`,
  update: 'Update sorting',
}
