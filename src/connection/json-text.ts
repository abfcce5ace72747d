/** Notices a text that is JSON, and is not sent as such. For development only (warnings.ts). */
import { warnOnce } from '../warnings.ts'

/** `fetch` sends a text as `text/plain`. */
export function warnOfUntyped(body: unknown, headers: Headers): void {
  if (typeof body !== 'string' || headers.has('content-type')) return
  try {
    if (typeof JSON.parse(body) === 'object') warnOnce('body_untyped')
  } catch {
    // Some other text.
  }
}
