/**
 * Errors of the wire: the error this folder throws, and the problems a server answers.
 * Deliberately holds no HTTP: the server turns a `Problem` into a response, the client into a status.
 */

/**
 * Codes of {@link ProtocolError}. Public; the list only grows.
 *
 * - `bad_position`: an epoch or offset that no id can carry.
 * - `bad_frame`: a field of a frame that would break out of its line.
 * - `bad_address`: key bytes of the wrong length.
 * - `bad_feed`: a feed definition that contradicts itself or the protocol.
 * - `bad_config`: settings of an application that it cannot use; the message has all mistakes.
 * - `bad_event`: an event to publish that its own feed could not read, or that no filter could ask for.
 * - `bad_tenant`: a tenant that is missing, or whose name cannot be used.
 * - `event_too_large`: a peer sent a line or an event above the limit.
 */
export type ProtocolErrorCode =
  | 'bad_position'
  | 'bad_frame'
  | 'bad_address'
  | 'bad_feed'
  | 'bad_config'
  | 'bad_event'
  | 'bad_tenant'
  | 'event_too_large'

/** Thrown by this folder only. `code` is stable; the message is for developers. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  /** Which kind of failure; stable, so that programs can decide by it. */
  readonly code: ProtocolErrorCode

  constructor(code: ProtocolErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/** One kind of problem: its stable code, its HTTP status and its unchanging title. */
export interface ProblemType {
  /** Stable name of the problem. */
  readonly code: string
  /** HTTP status of the answer. */
  readonly status: number
  /** What the code means, in a sentence. */
  readonly title: string
}

/**
 * The problems that any server of this protocol may answer. Public; the list only grows. Feeds have
 * more of their own. PROTOCOL.md prints them and a test compares the two.
 */
export const problemCodes = {
  // Mistakes in a subscription.
  filter_required: { status: 400, title: 'A filter is required' },
  unknown_parameter: { status: 400, title: 'The query has an unknown parameter' },
  repeated_parameter: { status: 400, title: 'A single-valued parameter was given more than once' },
  bad_boolean: { status: 400, title: 'Not a boolean' },
  bad_value: { status: 400, title: 'A value is not acceptable' },
  tenant_required: { status: 400, title: 'A tenant is required' },
  bad_tenant: { status: 400, title: 'Not the name of a tenant' },
  too_many_topics: { status: 400, title: 'Too many topics' },
  // Reading by the Durable Streams protocol.
  bad_offset: { status: 400, title: 'Not an offset' },
  offset_gone: { status: 410, title: 'What follows the offset cannot be read any more' },
  // Mistakes in a command or a read.
  invalid_json: { status: 400, title: 'The body is not JSON' },
  invalid_body: { status: 400, title: 'The body does not have the expected shape' },
  bad_time: { status: 400, title: 'Not a time' },
  bad_idempotency_key: { status: 400, title: 'Not an idempotency key' },
  unsupported_media_type: { status: 415, title: 'The body must be JSON' },
  body_too_large: { status: 413, title: 'The body is too large' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here' },
  not_found: { status: 404, title: 'Not found' },
  idempotency_conflict: { status: 409, title: 'The idempotency key belongs to another request' },
  version_conflict: { status: 409, title: 'The state changed concurrently' },
  version_mismatch: { status: 412, title: 'The resource has another version' },
  version_required: { status: 428, title: 'The request has to name a version' },
  field_fixed: { status: 422, title: 'The field cannot be changed' },
  // Rights and limits.
  host_not_allowed: { status: 403, title: 'The server does not answer under this host name' },
  cross_site_request: { status: 403, title: 'Requests from this origin are not allowed' },
  unauthorized: { status: 401, title: 'Credentials are missing or not valid' },
  token_missing: { status: 401, title: 'A token is required' },
  token_malformed: { status: 401, title: 'Not a token' },
  token_invalid: { status: 401, title: 'The token is not accepted here' },
  token_audience: { status: 401, title: 'The token is for another audience' },
  token_expired: { status: 401, title: 'The token has expired' },
  token_revoked: { status: 401, title: 'The token was revoked' },
  ticket_invalid: { status: 401, title: 'The ticket is not valid' },
  token_in_url: { status: 400, title: 'A token was sent in the address' },
  insufficient_scope: { status: 403, title: 'The credentials do not include this right' },
  forbidden_topics: { status: 403, title: 'Some topics may not be read' },
  tenant_mismatch: { status: 403, title: 'The credentials belong to another tenant' },
  too_many_connections: { status: 429, title: 'Too many connections' },
  too_many_user_connections: { status: 429, title: 'Too many connections of one user' },
  connecting_too_fast: { status: 429, title: 'Too many new connections' },
  polling_too_fast: { status: 429, title: 'Too many long polls' },
  too_many_commands: { status: 429, title: 'Too many commands' },
  too_many_reads: { status: 429, title: 'Too many reads at the same time' },
  too_many_tickets: { status: 429, title: 'Too many tickets' },
  // What is the server's own fault.
  internal: { status: 500, title: 'Internal server error' },
  item_damaged: { status: 500, title: 'What is stored for this item is damaged' },
  log_unavailable: { status: 503, title: 'The event log is not available' },
  keys_unavailable: { status: 503, title: 'The keys that check tokens are not available' },
  too_busy: { status: 503, title: 'The server carries out as many reads as it may' },
  server_full: { status: 503, title: 'The server holds as many connections as it may' },
  too_many_tenants: {
    status: 503,
    title: 'The server holds connections of as many tenants as it may',
  },
  server_busy: { status: 503, title: 'The server has more to do than it may' },
  draining: { status: 503, title: 'The server is shutting down' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>

/** The code of a problem that every feed has. */
export type ProblemCode = keyof typeof problemCodes

/** The body of every error answer (`application/problem+json`, RFC 9457) and of `event: rejected`. */
export interface Problem {
  /** `urn:streamgauge:problem:<code>`. */
  readonly type: string
  /** Short, the same for every occurrence of the code. */
  readonly title: string
  /** The HTTP status, repeated for readers that only have the body. */
  readonly status: number
  /** Stable and literal. A plain string, because servers are newer than clients. */
  readonly code: string
  /** What failed, why, and what to do, for a person. */
  readonly detail: string
  /** What to quote when asking the operator. */
  readonly requestId?: string
  /** With `forbidden_topics`: the topics that were asked for and are not allowed. */
  readonly topics?: readonly string[]
}

/**
 * Makes the body of an error answer.
 *
 * @param kind a code of {@link problemCodes}, or the problem type of a feed.
 * @param detail what failed: why. What to do. Quote foreign text with {@link quoteValue} only.
 *
 * @example
 * createProblem('filter_required', 'No filter was given. Add ids, hubs or all=true.')
 */
export function createProblem(
  kind: ProblemCode | ProblemType,
  detail: string,
  more: { readonly requestId?: string; readonly topics?: readonly string[] } = {},
): Problem {
  const { code, status, title } =
    typeof kind === 'string' ? { code: kind, ...problemCodes[kind] } : kind
  return { type: `urn:streamgauge:problem:${code}`, title, status, code, detail, ...more }
}

const longestQuote = 40

/**
 * Foreign text made safe for a message: in quotes, at most 40 characters, and everything that a
 * terminal, a log or a page could misread (controls, bidi marks, quotes) replaced by `?`.
 */
export function quoteValue(text: string): string {
  const shown = text.slice(0, longestQuote).replace(/[^\x20-\x7e]|["\\<>&]/g, '?')
  return `"${shown}${text.length > longestQuote ? '…' : ''}"`
}
