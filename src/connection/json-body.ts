/** Sends objects as JSON, where `fetch` would send "[object Object]". */
import { isDevelopment } from '../development.ts'
import { warnOnce } from '../warnings.ts'

/**
 * Replaces a body that is an object or an array by its JSON, and declares it as such. Everything else stays: `fetch`
 * knows the type of forms, and a text may be anything.
 *
 * @param init with the headers of the caller, whose content type is kept
 */
export function encodeJson(init: RequestInit & { readonly headers: Headers }): void {
  const { body, headers } = init
  if (/ (Object|Array)]/.test({}.toString.call(body))) {
    init.body = JSON.stringify(body)
    if (!headers.has('content-type')) headers.set('content-type', 'application/json')
  }
  if (isDevelopment && process.env.NODE_ENV !== 'production') warnOfUntyped(body, headers)
}

/** `fetch` sends a text as `text/plain`. For development only (warnings.ts). */
function warnOfUntyped(body: unknown, headers: Headers): void {
  if (typeof body !== 'string' || headers.has('content-type')) return
  try {
    if (typeof JSON.parse(body) === 'object') warnOnce('body_untyped')
  } catch {
    // Some other text.
  }
}
