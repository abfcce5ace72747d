/** Sends objects as JSON, where `fetch` would send "[object Object]". */
import { isDevelopment } from '../development.ts'
import { warnOfUntyped } from './json-text.ts'

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
