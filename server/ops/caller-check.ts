/**
 * Keeps pages of other sites from using this server through a visitor's browser. CORS does not: it keeps
 * answers from such a page, but a simple request has been carried out by then. Three rules:
 *
 * - the host of every request is one of this server's (see allowed-hosts.ts);
 * - a request that may change something comes from an allowed origin, or from no page at all;
 * - a command that names no origin is declared as JSON, which no page can do without asking beforehand.
 *
 * It does not ask who the caller is; that is server/auth.
 */
import { quoteValue } from '../../src/protocol/errors.ts'
import { createHostCheck } from './allowed-hosts.ts'
import { refuse } from './problem-response.ts'
import { isDeclaredJson } from './request-body.ts'

/** Looks at a request before it is routed. @throws Refusal `host_not_allowed`, `cross_site_request` */
export type CallerCheck = (request: Request) => void

/** Methods that promise to change nothing (RFC 9110, 9.2.1). */
const safeMethods = ['GET', 'HEAD', 'OPTIONS', 'TRACE']

/** Builds the check of the first two rules from the lists of `AppConfig`. */
export function createCallerCheck(lists: {
  readonly allowedHosts: readonly string[]
  readonly corsOrigins: readonly string[]
}): CallerCheck {
  const isHostAllowed = createHostCheck(lists.allowedHosts)
  const checkPage = createPageCheck(lists.corsOrigins)

  return (request) => {
    const { host } = new URL(request.url)
    // The address is made of the header, unless the request line names a host of its own.
    const header = request.headers.get('host') ?? host
    for (const each of [host, header]) {
      if (isHostAllowed(each)) continue
      throw refuse(
        'host_not_allowed',
        `The request was refused: ${quoteValue(each)} is not a name of this server. ` +
          'Use another address, or add the name to config.allowedHosts (variable ALLOWED_HOSTS).',
      )
    }
    if (!safeMethods.includes(request.method)) checkPage(request)
  }
}

/**
 * Checks that a request comes from an allowed page, or from no page at all.
 *
 * @param origins besides the request's own.
 */
export function createPageCheck(origins: readonly string[]): CallerCheck {
  const isListed = (origin: string) => origins.includes('*') || origins.includes(origin)

  return (request) => {
    const { host } = new URL(request.url)
    const origin = request.headers.get('origin')
    const isAllowed = origin !== null && (isListed(origin) || isOriginOf(origin, host))
    if (isAllowed) return
    const site = request.headers.get('sec-fetch-site')
    const isFromOtherSite = site !== null && site !== 'same-origin' && site !== 'none'
    if (origin === null && !isFromOtherSite) return
    throw refuse(
      'cross_site_request',
      origin === null
        ? 'The request was refused: a page of another site sent it. Send it from an allowed origin.'
        : `The request was refused: ${quoteValue(origin)} is neither listed nor the origin of ` +
            `${quoteValue(host)}. Add it to config.corsOrigins (variable CORS_ORIGINS), ` +
            'or let the proxy pass on the Host.',
    )
  }
}

/**
 * The third rule, for the routes that carry out commands. An `Origin` that is still there has been
 * found to be allowed.
 *
 * @throws Refusal `unsupported_media_type`
 */
export function expectJsonOrOrigin({ headers }: Request): void {
  if (headers.has('origin') || isDeclaredJson(headers)) return
  throw refuse(
    'unsupported_media_type',
    'The request was refused: it is not declared as JSON and names no origin. ' +
      'Send content-type: application/json.',
  )
}

/** Whether a page of this origin was served under this host. The scheme is the proxy's: TLS ends there. */
function isOriginOf(origin: string, host: string): boolean {
  return /^https?:/.test(origin) && URL.canParse(origin) && new URL(origin).host === host
}
