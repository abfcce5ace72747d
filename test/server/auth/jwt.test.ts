import { exportJWK, generateKeyPair, type JWK, SignJWT, UnsecuredJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type DevelopmentToken,
  mintDevelopmentToken,
} from '../../../server/auth/development-token.ts'
import { type JwtAuthenticatorOptions, jwtAuthenticator } from '../../../server/auth/jwt.ts'
import { ProtocolError } from '../../../src/protocol/errors.ts'
import { createStillTime } from '../../support/still-time.ts'

const nowMs = 1_790_000_000_000
const secret = 'a secret of thirty-two bytes, at least'
const issuer = 'https://id.example/'
const audience = 'streamgauge'
const { clock } = createStillTime({ startMs: nowMs })

const mint = (more: Partial<DevelopmentToken> = {}) =>
  mintDevelopmentToken({ secret, issuer, audience, subject: 'GABC', issuedAtMs: nowMs, ...more })

const create = (more: Partial<JwtAuthenticatorOptions> = {}) =>
  jwtAuthenticator({ secret, issuer, audience, clock, ...more })

async function ask(authorization: string | null, authenticator = create()) {
  const headers = authorization === null ? {} : { authorization }
  const result = await authenticator.authenticate(new Request('http://localhost/', { headers }))
  return result.ok ? result.identity : `${result.problem.status} ${result.problem.code}`
}

const askWith = async (token: string | Promise<string>, authenticator = create()) =>
  ask(`Bearer ${await token}`, authenticator)

/** A token with claims of any type, with the right signature. */
const sign = (claims: Record<string, unknown>, alg = 'HS256', key = secret) =>
  new SignJWT({
    iss: issuer,
    aud: audience,
    sub: 'GABC',
    exp: nowMs / 1_000 + 60,
    ...claims,
  })
    .setProtectedHeader({ alg })
    .sign(new TextEncoder().encode(key))

describe('a token that is signed with the secret', () => {
  it('has the identity, the scopes and the expiry of the caller', async () => {
    const token = mint({ scopes: ['a:read', 'b'], tenant: 'acme', tokenId: 'one' })
    expect(await askWith(token)).toEqual({
      subject: 'GABC',
      isTrusted: false,
      tenant: 'acme',
      // For feeds whose tenants are named by a claim of their own.
      claims: expect.objectContaining({ companyId: 'acme', jti: 'one' }),
      scopes: ['a:read', 'b'],
      expiresAtMs: nowMs + 3_600_000,
      issuedAtMs: nowMs,
      credentialId: 'one',
    })
  })

  it('needs neither scopes, nor a tenant, nor an id, and has none then', async () => {
    expect(await askWith(sign({}))).toMatchObject({
      scopes: [],
      tenant: null,
      issuedAtMs: null,
      credentialId: null,
    })
  })

  it('is taken whatever the case of Bearer', async () => {
    expect(await ask(`bearer  ${await mint()}`)).toMatchObject({ subject: 'GABC' })
  })

  it('is refused from the second on in which it expires', async () => {
    const lastSecond = { lifetimeSeconds: 60, issuedAtMs: nowMs - 59_000 }
    expect(await askWith(mint(lastSecond))).toMatchObject({ subject: 'GABC' })
    expect(await askWith(mint({ ...lastSecond, issuedAtMs: nowMs - 60_000 }))).toBe(
      '401 token_expired',
    )
  })

  it.each([
    ['for another audience', { audience: 'other' }, 'token_audience'],
    ['of another issuer', { issuer: 'https://evil.example/' }, 'token_invalid'],
    ['with another secret', { secret: 'b secret of thirty-two bytes, at least' }, 'token_invalid'],
    ['with an algorithm that is not allowed', { algorithm: 'HS512' }, 'token_invalid'],
    ['for 31 days', { lifetimeSeconds: 31 * 86_400 }, 'token_invalid'],
    ['for no one', { subject: '' }, 'token_malformed'],
    ['for a subject with a control character', { subject: 'a\u0000b' }, 'token_malformed'],
    ['for a subject without end', { subject: 'a'.repeat(257) }, 'token_malformed'],
  ])('is refused %s', async (_, more, code) => {
    expect(await askWith(mint(more))).toBe(`401 ${code}`)
  })

  it.each([
    ['no exp', { exp: undefined }, 'token_invalid'],
    ['no sub', { sub: undefined }, 'token_invalid'],
    ['no iss', { iss: undefined }, 'token_invalid'],
    ['no aud', { aud: undefined }, 'token_audience'],
    ['a time to come', { nbf: nowMs / 1_000 + 1 }, 'token_invalid'],
    ['a list as scope', { scope: ['a'] }, 'token_malformed'],
    ['a number as companyId', { companyId: 7 }, 'token_malformed'],
    ['an object as jti', { jti: {} }, 'token_malformed'],
    ['a text as exp', { exp: '2090' }, 'token_invalid'],
  ])('is refused with %s', async (_, claims, code) => {
    expect(await askWith(sign(claims))).toBe(`401 ${code}`)
  })

  it('is accepted with another algorithm of the family when that is allowed', async () => {
    const authenticator = create({ algorithms: ['HS384'] })
    expect(await askWith(sign({}, 'HS384'), authenticator)).toMatchObject({ subject: 'GABC' })
    expect(await askWith(sign({}), authenticator)).toBe('401 token_invalid')
  })
})

describe('a request', () => {
  it.each([
    ['no header', null, 'token_missing'],
    ['an empty header', '', 'token_missing'],
    ['another scheme', 'Basic YTpi', 'token_malformed'],
    ['no token', 'Bearer', 'token_malformed'],
    ['two tokens', 'Bearer a b', 'token_malformed'],
    ['no web token', 'Bearer abc', 'token_malformed'],
    ['parts that are no JSON', 'Bearer YQ.YQ.YQ', 'token_malformed'],
    ['a token of 10 kB', `Bearer ${'a'.repeat(10_000)}`, 'token_malformed'],
  ])('with %s is refused', async (_, header, code) => {
    expect(await ask(header)).toBe(`401 ${code}`)
  })
})

describe('a token that is not signed', () => {
  it('is refused', async () => {
    const token = new UnsecuredJWT({ sub: 'GABC', iss: issuer, aud: audience })
      .setExpirationTime(nowMs / 1_000 + 60)
      .encode()
    expect(await askWith(token)).toBe('401 token_invalid')
  })
})

describe('a key set', () => {
  let keys: { privateKey: CryptoKey; publicKey: CryptoKey }
  let jwk: JWK
  let pem: string

  beforeAll(async () => {
    keys = await generateKeyPair('RS256', { extractable: true })
    jwk = { ...(await exportJWK(keys.publicKey)), kid: 'first', alg: 'RS256' }
    pem = JSON.stringify(jwk)
  })

  const signWith = (kid: string, { privateKey } = keys) =>
    new SignJWT({ iss: issuer, aud: audience, sub: 'GABC', exp: nowMs / 1_000 + 3_000 })
      .setProtectedHeader({ alg: 'RS256', kid })
      .sign(privateKey)

  /** An issuer whose key set can change and be away; its time can pass. */
  function createIssuer() {
    const time = createStillTime({ startMs: nowMs })
    const issuerState = { published: [jwk], isAway: false, reads: 0 }
    const authenticator = jwtAuthenticator({
      jwksUrl: 'https://id.example/jwks.json',
      issuer,
      audience,
      clock: time.clock,
      fetch: async () => {
        issuerState.reads++
        return issuerState.isAway
          ? new Response('away', { status: 502 })
          : Response.json({ keys: issuerState.published })
      },
    })
    return Object.assign(issuerState, { time, authenticator })
  }

  it('is read once for many tokens', async () => {
    const server = createIssuer()
    const token = await signWith('first')
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => askWith(token, server.authenticator)),
    )
    expect(answers).toEqual(Array(20).fill(expect.objectContaining({ subject: 'GABC' })))
    expect(server.reads).toBe(1)
  })

  it('is read again for an unknown key, once in 30 s however many are invented', async () => {
    const server = createIssuer()
    await askWith(signWith('first'), server.authenticator)
    await server.time.advance(31_000)
    for (let n = 0; n < 20; n++) {
      expect(await askWith(signWith(`invented-${n}`), server.authenticator)).toBe(
        '401 token_invalid',
      )
    }
    expect(server.reads).toBe(2)
  })

  it('brings a new key of the issuer', async () => {
    const server = createIssuer()
    await askWith(signWith('first'), server.authenticator)
    await server.time.advance(31_000)
    const second = await generateKeyPair('RS256', { extractable: true })
    server.published = [
      jwk,
      { ...(await exportJWK(second.publicKey)), kid: 'second', alg: 'RS256' },
    ]
    const token = signWith('second', second)
    expect(await askWith(token, server.authenticator)).toMatchObject({ subject: 'GABC' })
  })

  it('no longer accepts a key that was withdrawn, after ten minutes', async () => {
    const server = createIssuer()
    const token = await signWith('first')
    await askWith(token, server.authenticator)
    server.published = []
    await server.time.advance(600_000)
    expect(await askWith(token, server.authenticator)).toBe('401 token_invalid')
  })

  it('that cannot be read is answered with 503, and not asked for more than once in 5 s', async () => {
    const server = createIssuer()
    server.isAway = true
    const token = await signWith('first')
    for (let n = 0; n < 10; n++) {
      expect(await askWith(token, server.authenticator)).toBe('503 keys_unavailable')
    }
    expect(server.reads).toBe(1)
    const headers = { authorization: `Bearer ${token}` }
    const refused = await server.authenticator.authenticate(new Request('http://a.b/', { headers }))
    // The caller cannot change a setting, and a program has none of that name.
    expect(JSON.stringify(refused)).not.toContain('JWKS_URL')
    server.isAway = false
    await server.time.advance(5_000)
    expect(await askWith(token, server.authenticator)).toMatchObject({ subject: 'GABC' })
  })

  it('is used for an hour where it cannot be read again', async () => {
    const server = createIssuer()
    await askWith(signWith('first'), server.authenticator)
    server.isAway = true
    const token = signWith('first')
    await server.time.advance(2_900_000)
    expect(await askWith(token, server.authenticator)).toMatchObject({ subject: 'GABC' })
    await server.time.advance(700_000)
    expect(await askWith(token, server.authenticator)).toBe('503 keys_unavailable')
  })

  it('is never a secret: a token signed with the public key as HS256 is refused', async () => {
    const server = createIssuer()
    expect(await askWith(sign({}, 'HS256', pem), server.authenticator)).toBe('401 token_invalid')
  })
})

describe('the options', () => {
  const mistakesOf = (more: Partial<JwtAuthenticatorOptions>) => {
    try {
      create(more)
    } catch (error) {
      if (error instanceof ProtocolError && error.code === 'bad_config') return error.message
    }
    return ''
  }

  it.each([
    ['a short secret', { secret: 'short' }, 'secret has 5 bytes'],
    ['a secret and a key set', { jwksUrl: 'https://id.example/' }, 'exactly one of them'],
    ['neither', { secret: undefined }, 'exactly one of them'],
    ['no issuer', { issuer: '' }, 'issuer is missing'],
    ['no audience', { audience: '' }, 'audience is missing'],
    ['none as algorithm', { algorithms: ['none'] }, 'algorithms has "none"'],
    ['RS256 with a secret', { algorithms: ['RS256'] }, 'algorithms has "RS256"'],
    [
      'HS256 with a key set',
      { secret: undefined, jwksUrl: 'https://id.example/', algorithms: ['HS256'] },
      'algorithms has "HS256"',
    ],
    [
      'a key set without TLS',
      { secret: undefined, jwksUrl: 'http://id.example/' },
      'it has to be an https: address',
    ],
    [
      'a key set without TLS on a name that begins like an address of this machine',
      { secret: undefined, jwksUrl: 'http://127.keys.example/' },
      'it has to be an https: address',
    ],
  ])('are refused with %s', (_, more, message) => {
    expect(mistakesOf(more)).toContain(message)
  })

  it('do not show the secret in what they refuse', () => {
    expect(mistakesOf({ secret: 'hunter2' })).not.toContain('hunter2')
  })
})
