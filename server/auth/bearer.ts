/**
 * Reads the token of a request from the `Authorization` header, and detects one in the URL, where it must not be:
 * proxies, browser histories and `Referer` headers keep URLs.
 */
import { createProblem, type Problem } from '../../src/protocol/errors.ts'

/** Longer ones are refused before they are parsed. */
const longestToken = 8_192

/** The token, or what is wrong with the header. */
export type BearerReading =
  | { readonly ok: true; readonly token: string }
  | { readonly ok: false; readonly problem: Problem }

/** Reads `Authorization: Bearer …`. */
export function readBearer(headers: Headers): BearerReading {
  const header = headers.get('authorization')
  if (header === null || header.trim() === '') {
    return refuse(
      'token_missing',
      'The request was refused: it has no token. Send Authorization: Bearer and a token.',
    )
  }
  const [scheme = '', token = '', ...rest] = header.trim().split(/ +/)
  if (scheme.toLowerCase() !== 'bearer' || token === '' || rest.length > 0) {
    return refuse(
      'token_malformed',
      'The request was refused: its Authorization header is not Bearer and one token. Send that.',
    )
  }
  if (token.length > longestToken) {
    return refuse(
      'token_malformed',
      `The request was refused: its token has more than ${longestToken} characters. Use a shorter one.`,
    )
  }
  return { ok: true, token }
}

/** The parameter of RFC 6750, which is deprecated for the same reason. */
const tokenParameter = /[?&]access_token=/i

/** Whether the address of a request holds a token, encoded or not. */
export function hasTokenInUrl(url: string): boolean {
  const from = url.indexOf('?')
  if (from < 0) return false
  const query = url.slice(from)
  return tokenParameter.test(query) || hasWebToken(query.replace(/%2e/gi, '.'))
}

/**
 * Whether a text contains a JSON Web Token: header and payload are JSON objects, whose base64url begins with `eyJ`. Each
 * character is visited a few times only. One expression for all of it would begin again at each `eyJ`, and a query of
 * 16 KB that consists of them would block the event loop.
 */
function hasWebToken(text: string): boolean {
  return text.split(/[^\w.-]/).some((run) => {
    const parts = run.split('.')
    return parts.some((part, index) => {
      const [payload = '', signature] = parts.slice(index + 1, index + 3)
      const at = part.indexOf('eyJ')
      const isHeader = at >= 0 && part.length > at + 3
      return isHeader && payload.length > 3 && payload.startsWith('eyJ') && signature !== undefined
    })
  })
}

function refuse(code: 'token_missing' | 'token_malformed', detail: string): BearerReading {
  return { ok: false, problem: createProblem(code, detail) }
}
