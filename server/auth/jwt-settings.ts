/**
 * The settings for verifying tokens, and their validation. Programs and environment variables share it, each with their
 * own names. It imports no library, so that settings are validated before the library is loaded.
 */
import { quoteValue } from '../../src/protocol/errors.ts'
import { isLoopbackName } from '../ops/allowed-hosts.ts'

/** How tokens are verified: with exactly one of `secret` and `jwksUrl`. */
export interface JwtSettings {
  /** The secret that tokens are signed with: at least 32 bytes, for `HS…` algorithms. */
  readonly secret?: string | undefined
  /** Where the issuer publishes its public keys: `https:`, or `http:` on this machine. */
  readonly jwksUrl?: string | undefined
  /** The `iss` of accepted tokens. */
  readonly issuer: string
  /** One of the `aud` of accepted tokens. */
  readonly audience: string
  /**
   * Accepted algorithms. Default: `HS256` with a secret; `RS256`, `PS256`, `ES256` and `EdDSA` with a key set. `none`
   * and the algorithms of the other kind of key are rejected as `bad_config`.
   */
  readonly algorithms?: readonly string[] | undefined
}

/** The algorithms for a secret. */
export const secretAlgorithms = ['HS256', 'HS384', 'HS512'] as const
/** The algorithms for public keys. */
export const publicKeyAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const

/** A shorter secret could be guessed from a token that was signed with it. */
export const shortestSecretBytes = 32

/** The algorithms that are accepted. */
export function algorithmsOf({ secret, algorithms }: JwtSettings): readonly string[] {
  if (algorithms !== undefined && algorithms.length > 0) return algorithms
  return secret === undefined ? ['RS256', 'PS256', 'ES256', 'EdDSA'] : ['HS256']
}

/**
 * Everything that is wrong with the settings, a sentence each.
 *
 * @param names what each setting is called where it was set.
 */
export function mistakesInJwtSettings(
  settings: Partial<JwtSettings>,
  names: Readonly<Record<keyof JwtSettings, string>>,
): readonly string[] {
  const { secret, jwksUrl, issuer, audience, algorithms = [] } = settings
  const mistakes: string[] = []
  if ((secret === undefined) === (jwksUrl === undefined)) {
    mistakes.push(`${names.secret} and ${names.jwksUrl}: exactly one of them has to be set.`)
  }
  if (secret !== undefined) {
    const bytes = new TextEncoder().encode(secret).byteLength
    if (bytes < shortestSecretBytes) {
      mistakes.push(
        `${names.secret} has ${bytes} bytes: it has to have ${shortestSecretBytes} or more, ` +
          'or tokens could be forged by guessing it.',
      )
    }
  }
  if (jwksUrl !== undefined && !isSafeUrl(jwksUrl)) {
    mistakes.push(
      `${names.jwksUrl} is ${quoteValue(jwksUrl)}: it has to be an https: address, ` +
        'or an http: address of this machine.',
    )
  }
  if (!issuer) mistakes.push(`${names.issuer} is missing: set it to the iss of your tokens.`)
  if (!audience) mistakes.push(`${names.audience} is missing: set it to the aud of your tokens.`)
  const known: readonly string[] = secret === undefined ? publicKeyAlgorithms : secretAlgorithms
  for (const algorithm of algorithms) {
    if (known.includes(algorithm)) continue
    const kind = secret === undefined ? 'a key set' : 'a secret'
    mistakes.push(
      `${names.algorithms} has ${quoteValue(algorithm)}: with ${kind} it has to be ${known.join(', ')}.`,
    )
  }
  return mistakes
}

function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackName(hostname))
}
