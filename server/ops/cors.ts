/**
 * Which pages of other origins may read answers. An allow-list and nothing else: no
 * patterns. It decides headers; server/app.ts puts them on every response, and the raw socket path
 * copies them from there. What such pages may send is for caller-check.ts.
 */
import {
  corsAllowHeaders,
  corsAllowMethods,
  corsExposeHeaders,
} from '../../src/protocol/headers.ts'

const preflightSeconds = 600

/**
 * The headers for a response to `request`: none for a page that is not on the list. `vary` is set
 * either way, or a shared cache would hand one origin's answer to another.
 */
export function corsHeaders(
  request: Request,
  origins: readonly string[],
): ReadonlyMap<string, string> {
  const headers = new Map([['vary', 'origin']])
  const origin = request.headers.get('origin')
  if (origin === null) return headers
  if (!origins.includes('*') && !origins.includes(origin)) return headers
  headers.set('access-control-allow-origin', origins.includes(origin) ? origin : '*')
  // The cookie of a ticket; never for pages that are not listed one by one.
  if (origins.includes(origin)) headers.set('access-control-allow-credentials', 'true')
  headers.set('access-control-expose-headers', corsExposeHeaders.join(', '))
  if (isPreflight(request)) {
    headers.set('access-control-allow-methods', corsAllowMethods.join(', '))
    headers.set('access-control-allow-headers', corsAllowHeaders.join(', '))
    headers.set('access-control-max-age', `${preflightSeconds}`)
  }
  return headers
}

function isPreflight(request: Request): boolean {
  return request.method === 'OPTIONS' && request.headers.has('access-control-request-method')
}
