/**
 * The options that every client of this folder takes, and their defaults: the one place for both.
 */
import { isDevelopment } from '../development.ts'
import { browserPlatform } from '../platform/browser.ts'
import type { FetchLike, Platform } from '../platform/ports.ts'
import type { AttemptOptions } from './attempt.ts'
import { ConnectionError, urlInvalid } from './errors.ts'
import type { Inspector } from './inspector.ts'
import type { ReportError } from './listeners.ts'
import type { MachineRules } from './machine-state.ts'
import type { BackoffOptions } from './reconnect-policy.ts'

/** How any client connects: address, credentials, retries and limits. */
export interface TransportOptions
  extends Omit<AttemptOptions, 'url' | 'method' | 'body' | 'encode' | 'cursorIn' | 'isCursor'> {
  /** Default: the global `fetch`, looked up for every request. */
  readonly fetch?: FetchLike | undefined
  /** How long to wait between attempts. */
  readonly backoff?: BackoffOptions | undefined
  /** How long a connection must last before earlier failures are forgotten. Default 5000. */
  readonly minUptimeMs?: number | undefined
  /**
   * How long a response head may take, credentials included, in ms. Default: as long as silence is
   * tolerated once connected (twice the ping interval, and some slack), and at least 15 000. Firefox
   * reports the head with the first byte of the body, which a quiet server sends with its first ping.
   */
  readonly connectTimeoutMs?: number | undefined
  /** Ends everything, like `close()`; `open()` does nothing afterwards. */
  readonly signal?: AbortSignal | undefined
  /** How many events may wait for a `for await` loop before it throws. Default 10 000. */
  readonly maxQueuedEvents?: number | undefined
  /** What to do with an exception from a listener. Default: the page's `error` event. */
  readonly onListenerError?: ReportError | undefined
  /**
   * How long a page may be in the background before its connection pauses, in ms. Default null: never,
   * since a page that becomes visible again should already be up to date.
   */
  readonly hiddenPauseMs?: number | null | undefined
  /** Records what happens; see `createInspector`. Default: none. */
  readonly inspector?: Inspector | undefined
  /** Replacements for clock, timers, randomness and page. `fetch` above overrides the one in here. */
  readonly platform?: Partial<Platform> | undefined
}

/**
 * The platform of one client, whose options are looked at first: without types, anything may be in them.
 *
 * @throws ConnectionError `url_invalid`; `option_invalid` outside of production
 */
export function platformOf({
  platform,
  fetch,
  url,
  statusVerdicts,
}: TransportOptions & { readonly url?: unknown }): Platform {
  if (typeof url !== 'string' && typeof url !== 'function') throw urlInvalid(url)
  if (isDevelopment && process.env.NODE_ENV !== 'production') checkVerdicts(statusVerdicts)
  return { ...browserPlatform, ...platform, ...(fetch && { fetch }) }
}

/** Only while developing: in production a word that is no verdict means `fail`, and is not worth its bytes. */
function checkVerdicts(verdicts: TransportOptions['statusVerdicts'] = {}): void {
  for (const [status, verdict] of Object.entries(verdicts)) {
    if (/^(open|end|fresh_credentials|wait|fail)$/.test(`${verdict}`)) continue
    throw new ConnectionError(
      'option_invalid',
      `Failed to create the client: statusVerdicts has "${verdict}" for ${status}. ` +
        'Use open, end, fresh_credentials, wait or fail.',
    )
  }
}

/** The machine's rules, as far as the options set them. */
export function rulesOf(
  options: TransportOptions,
  rest: Pick<MachineRules, 'pingMs' | 'isLiveAtOnce' | 'canRefresh' | 'decideLoss'>,
): MachineRules {
  const { backoff, minUptimeMs = 5000, connectTimeoutMs = null } = options
  return {
    baseMs: backoff?.baseMs ?? 1000,
    capMs: backoff?.capMs ?? 30_000,
    minUptimeMs,
    connectTimeoutMs,
    ...rest,
  }
}
