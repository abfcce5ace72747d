/**
 * What the page needs from its entry point: a way to the server and, where the server runs in the
 * tab, the switches of the network between them. The page is the same for both.
 */

import type { PageLanguage } from './page-language.tsx'
import type { Fetch } from './send-request.ts'

/** What can be done to a network that is not real. */
export interface NetworkSwitches {
  /** Cuts every open connection; returns how many. */
  dropConnections(): number
  /** Milliseconds every answer takes longer. */
  setLatency(latencyMs: number): void
  /** Unplugged, nothing gets through. */
  setPlugged(isPlugged: boolean): void
}

export interface PageEnvironment {
  /** The prefix of the API's paths: `''` for the page's own origin. */
  readonly baseUrl: string
  readonly fetch: Fetch
  /** Null with a real server: its network is not ours to cut. */
  readonly network: NetworkSwitches | null
  /** The initial language of the page. Default: English. */
  readonly language?: PageLanguage
  /** BCP 47 tag for amounts and dates. Default: follows the language of the page. */
  readonly locale?: string
}
