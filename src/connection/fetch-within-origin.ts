/**
 * Requests that carry anything of the caller stay within the origin that they were made for. `fetch` takes only
 * `Authorization` off a request that is redirected to another origin; `x-api-key` and a body go along.
 */
import type { Platform } from '../platform/ports.ts'
import { ConnectionError } from './errors.ts'

/** What says nothing about the caller. */
const isHarmless = /^(accept|last-event-id)$/

/** As many as `fetch` follows. */
const mostRedirects = 20

/**
 * As `fetch`, but a request with headers or a body of the caller follows redirects within its origin only.
 *
 * Elsewhere than in browsers, the answer says where it leads. A browser hides that, and the status too:
 * there, a GET asks once more with nothing of the caller. Anything else is refused, since after a 303 it
 * has been processed.
 *
 * @param redirect an explicit choice of the caller, which is left to `fetch`; default: that in `init`
 * @throws ConnectionError `redirect_refused`
 */
export async function fetchWithinOrigin(
  { fetch }: Pick<Platform, 'fetch'>,
  url: string,
  init: RequestInit,
  redirect: RequestRedirect | undefined = init.redirect,
): Promise<Response> {
  const { method = 'GET', body, headers, ...bare } = init
  const own = [...new Headers(headers).keys()].filter((name) => !isHarmless.test(name))
  if (redirect || (!body && !own[0])) return fetch(url, init)
  const isGet = /^get$/i.test(method)
  let address = url
  for (let count = 0; ; count++) {
    const answer = await fetch(address, { ...init, redirect: 'manual' })
    const location = answer.headers.get('location')
    const isRedirect = location && /^30[12378]$/.test(`${answer.status}`)
    if (!isRedirect && answer.type !== 'opaqueredirect') return answer
    leave(answer)
    address = answer.url || address
    const { origin } = new URL(address)
    // A GET follows any redirect; of those that a browser does not hide, 307 and 308 keep other methods.
    const target =
      (isGet || answer.status > 303) &&
      new URL(location ?? leave(await fetch(address, bare)).url, address)
    if (!target || target.origin !== origin || count === mostRedirects) {
      throw new ConnectionError(
        'redirect_refused',
        `Failed to connect: a redirect${target ? ` to ${target.origin}` : ''} was not followed, ` +
          "since headers or a body would go there. Use the url at its end, or redirect: 'follow'.",
      )
    }
    address = target.href
  }
}

/** Nothing is read from its body. */
function leave(answer: Response): Response {
  answer.body?.cancel().catch(() => {})
  return answer
}
