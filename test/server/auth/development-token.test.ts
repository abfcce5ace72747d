import { jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { mintDevelopmentToken } from '../../../server/auth/development-token.ts'

const secret = 'a secret of thirty-two bytes, at least'
const given = { secret, issuer: 'https://id.example', audience: 'streamgauge', subject: 'GABC' }

async function read(token: string) {
  const { payload, protectedHeader } = await jwtVerify(token, new TextEncoder().encode(secret), {
    currentDate: new Date(1_790_000_000_000),
  })
  return { ...payload, ...protectedHeader }
}

describe('a development token', () => {
  it('identifies its bearer for an hour', async () => {
    const token = await mintDevelopmentToken({ ...given, issuedAtMs: 1_790_000_000_000 })
    expect(await read(token)).toEqual({
      alg: 'HS256',
      typ: 'JWT',
      iss: 'https://id.example',
      aud: 'streamgauge',
      sub: 'GABC',
      iat: 1_790_000_000,
      exp: 1_790_003_600,
      jti: expect.stringMatching(/^[\da-f-]{36}$/),
    })
  })

  it('contains the scopes and the company of its bearer', async () => {
    const token = await mintDevelopmentToken({
      ...given,
      scopes: ['streams:write', 'stats:read'],
      tenant: 'acme',
      lifetimeSeconds: 60,
      tokenId: 'first',
      algorithm: 'HS512',
      issuedAtMs: 1_790_000_000_000,
    })
    expect(await read(token)).toMatchObject({
      alg: 'HS512',
      scope: 'streams:write stats:read',
      companyId: 'acme',
      exp: 1_790_000_060,
      jti: 'first',
    })
  })
})
