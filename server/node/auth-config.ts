/**
 * The variables that say how callers are identified. What would leave a server open by mistake is refused: a host
 * that others can reach with AUTH=off, and settings of tokens that nothing would check.
 */
import { type JwtSettings, mistakesInJwtSettings } from '../auth/jwt-settings.ts'
import { isLoopbackHost } from '../ops/allowed-hosts.ts'

/** How callers are identified. */
export type AuthChoice =
  | { readonly auth: 'off'; readonly jwt: null }
  | { readonly auth: 'jwt'; readonly jwt: JwtSettings }

/** The names of the variables, by setting. */
export const jwtVariables = {
  secret: 'JWT_SECRET',
  jwksUrl: 'JWKS_URL',
  issuer: 'JWT_ISSUER',
  audience: 'JWT_AUDIENCE',
  algorithms: 'JWT_ALGORITHMS',
} as const satisfies Record<keyof JwtSettings, string>

/** @param read reads variables and adds to the mistakes. */
export function readAuth(
  read: {
    text(name: string): string | undefined
    word<Word extends string>(name: string, words: readonly Word[], otherwise: Word): Word
    readonly mistakes: string[]
  },
  host: string,
): AuthChoice {
  const { mistakes } = read
  const auth = read.word('AUTH', ['off', 'jwt'], 'off')
  const isOpenAllowed = read.word('ALLOW_AUTH_OFF', ['false', 'true'], 'false') === 'true'
  const algorithms = read.text(jwtVariables.algorithms)
  const jwt: JwtSettings = {
    secret: read.text(jwtVariables.secret),
    jwksUrl: read.text(jwtVariables.jwksUrl),
    issuer: read.text(jwtVariables.issuer) ?? '',
    audience: read.text(jwtVariables.audience) ?? '',
    algorithms: algorithms?.split(',').map((name) => name.trim()),
  }
  if (auth === 'jwt') {
    mistakes.push(...mistakesInJwtSettings(jwt, jwtVariables))
    return { auth, jwt }
  }
  const unused = Object.values(jwtVariables).filter((name) => read.text(name) !== undefined)
  if (unused.length > 0) {
    mistakes.push(
      `${unused.join(', ')}: set, but with AUTH=off no token is checked. Set AUTH=jwt, or remove it.`,
    )
  }
  if (!isOpenAllowed && !isLoopbackHost(host)) {
    mistakes.push(
      `AUTH is off and HOST is "${host}": everyone who reaches this machine could read and change everything. ` +
        'Set AUTH=jwt, or HOST=127.0.0.1; or ALLOW_AUTH_OFF=true if something in front checks callers.',
    )
  }
  return { auth, jwt: null }
}
