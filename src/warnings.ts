/**
 * Warnings for developers: what a page probably does by mistake, once each, with what to do. None of this is
 * in production bundles: development.ts says how it is used.
 */

const page = 'https://github.com/streamgauge/streamgauge/blob/main/docs/warnings.md'

/** The text of every warning, made of what it is about. Codes are public and only grow. */
export const warningTexts = {
  provider_missing: (subject: string) =>
    `There is no provider above a widget (${subject}), so it has nothing to show. Wrap it in <GaugeProvider url="…">, or pass a stream object.`,
  url_missing: (feed: string) =>
    `Nothing of the feed ${feed} is loaded: the url of its provider or session is undefined. Pass the base of the API, such as "http://localhost:3001", or "" for the origin of the page; look for a missing environment variable.`,
  server_silent: (url: string) =>
    `The server has not answered any request${url && ` to ${url}`}. Is it running there, and does it allow the origin ${globalThis.location?.origin ?? 'of this page'}? Servers of Streamgauge allow those in CORS_ORIGINS, or in corsOrigins of their options; localhost and 127.0.0.1 are different origins.`,
  stream_id_missing: () =>
    'A widget shows that it is loading: its streamId has been undefined or null for 3 seconds. Pass streamId or stream, or render it when the id is known.',
  account_missing: () =>
    'The totals of an account show that they are loading: there has been no account for 3 seconds. Pass account to GaugeProvider or to the widget, or render it when the account is known.',
  stream_id_invalid: (streamId: string) =>
    `The streamId "${streamId}" is not an id of a payment stream, so nothing is loaded. Pass an unsigned 64-bit integer as a string, such as "42".`,
  stream_id_unsafe: (streamId: string) =>
    `The streamId ${streamId} is probably another one than you meant: a number above 2^53 loses digits. Pass stream ids as strings.`,
  decimals_unknown: (token: string) =>
    `Amounts of token ${token} are not shown: its decimals are not known. Add it to tokens of the provider, whose keys are token addresses, not symbols; or pass token or decimals to the widget.`,
  locale_invalid: (locale: string) =>
    `The locale "${locale}" is not a BCP 47 tag, so that of the language is used. Pass a tag such as "de-DE", with hyphens.`,
  messages_invalid: (messages: string) =>
    `The messages "${messages}" are a string, so texts are in English. Pass an object, such as de from 'streamgauge/messages/de'.`,
  account_invalid: (account: string) =>
    `The account "${account}" is not a Stellar account, so servers refuse to subscribe to it. Pass G and 55 more characters, with a valid checksum.`,
  option_unknown: (reason: string) => `An option has no effect, since it does not exist: ${reason}`,
  body_untyped: () =>
    'A text that is JSON is sent as text/plain, which many servers refuse or do not read. Pass the object itself as body, or the header content-type: application/json.',
  persist_key_shared: (key: string) =>
    `Two providers store their cursor under the key "${key}", and may resume from each other’s. Use one provider around both, or give each its own persistKey.`,
  styles_missing: (widget: string) =>
    `The styles of <${widget}> are missing. Import 'streamgauge/styles.css' once, or build the widget from its parts or its hook.`,
  dashboard_styles_missing: (widget: string) =>
    `The styles of <${widget}> are missing. Import 'streamgauge/dashboard.css' once, next to 'streamgauge/styles.css'.`,
  table_styles_missing: (widget: string) =>
    `The styles of <${widget}> are missing. Import 'streamgauge/table.css' once, next to 'streamgauge/styles.css'.`,
  actions_styles_missing: (widget: string) =>
    `The styles of <${widget}> are missing. Import 'streamgauge/actions.css' once, next to 'streamgauge/styles.css'.`,
  session_not_started: (feed: string) =>
    `Nothing is received: a session of the feed ${feed} is used and was never started. Pass it to a provider, or call session.start().`,
  subscription_refused: (reason: string) =>
    `The subscription was refused and is not tried again. ${reason}`,
  query_client_missing: (feed: string) =>
    `The queries of the feed ${feed} are not kept current: there is no QueryClient. Put <QueryClientProvider client={queryClient}> around the component, or pass queryClient.`,
  query_keys_unmatched: (keys: string) =>
    `Events arrive, and none of the cached queries belongs to their feed, so nothing is patched. Its keys are ${keys}: pass detailKey and listKeys as your queries have them.`,
  snapshot_ignored: (reason: string) =>
    `The initialSnapshot is ignored: ${reason}. Read it from the server with the filter of the provider, and pass its JSON.`,
}

/** The code of a warning. */
export type WarningCode = keyof typeof warningTexts

const warned = new Set<string>()

/** Warns, unless it has warned of the same before. */
export function warnOnce(code: WarningCode, subject = ''): void {
  const text = warningTexts[code](subject)
  if (warned.has(text)) return
  warned.add(text)
  console.warn(`Streamgauge (${code}): ${text}\n${page}#${code}`)
}
