/**
 * Keeps requests with headers or a body of the caller within their origin. When `fetch` follows a redirect to another
 * origin, it removes only `Authorization`: headers such as `x-api-key`, and the body after 307 and 308, are sent there.
 */
import type { Platform } from '../platform/ports.ts'
import { ConnectionError } from './errors.ts'

/** Headers that contain nothing about the caller. */
const isHarmless = /^(accept|last-event-id)$/

/** As many as `fetch` follows. */
const mostRedirects = 20

/**
 * Like `fetch`, but a request with headers or a body of the caller follows redirects within its origin only.
 *
 * Outside browsers, the response contains the target of the redirect. Browsers hide the target and the status:
 * there, a GET is repeated without headers to find out the target. Other methods are refused in browsers, because
 * after a 303 the request has already been processed.
 *
 * @param redirect the caller's explicit choice, which is passed on to `fetch`; default: that of `init`
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
          "since headers or a body would go there. Use that url, or redirect: 'follow'.",
      )
    }
    address = target.href
  }
}

/** Cancels the body, which is not read. */
function leave(answer: Response): Response {
  answer.body?.cancel().catch(() => {})
  return answer
}
