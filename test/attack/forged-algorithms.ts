/**
 * Tokens that choose how they are checked: no signature, the public key of the issuer as a secret, a key of their
 * own, and key ids that are invented to make the server ask the issuer again and again.
 */
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose'
import type { Attack } from './attack.ts'
import { alice, send, settings, tokenEnv } from './tokens.ts'

const encode = (value: object | string) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

const claims = () => ({
  iss: settings.issuer,
  aud: settings.audience,
  sub: alice,
  exp: Math.floor(Date.now() / 1_000) + 600,
  scope: 'streams:read:all streams:write stats:read',
})

function forge(header: object, key: string | null): string {
  const signed = `${encode(header)}.${encode(claims())}`
  const signature = key === null ? '' : createHmac('sha256', key).update(signed).digest('base64url')
  return `${signed}.${signature}`
}

const invented = 200

export const forgedAlgorithms: Attack = {
  name: 'forged-algorithms',
  holds: 'A token cannot choose how it is checked, and cannot make the server flood the issuer.',
  env: tokenEnv,
  // The server is started again with other keys.
  stopsServer: true,
  async run(target) {
    const pair = await generateKeyPair('RS256', { extractable: true })
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'first', alg: 'RS256', use: 'sig' }
    const pem = await exportSPKI(pair.publicKey)
    const own = await generateKeyPair('RS256', { extractable: true })
    const faults: string[] = []
    let reads = 0
    const issuer = createServer((_, response) => {
      reads++
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ keys: [jwk] }))
    })
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve))
    const { port } = issuer.address() as AddressInfo

    const expectRefused = async (name: string, token: string) => {
      const { status } = await send(`${target.url}/streams`, token)
      if (status !== 401) faults.push(`${name} was answered with ${status}`)
    }
    const unsigned = async () => {
      for (const alg of ['none', 'None', 'NONE', 'nOnE', '', 'HS256']) {
        await expectRefused(`the algorithm "${alg}"`, forge({ alg, typ: 'JWT' }, null))
      }
      await expectRefused('an empty secret', forge({ alg: 'HS256' }, ''))
      await expectRefused('an unknown extension', forge({ alg: 'HS256', crit: ['exp'] }, 'a'))
    }
    try {
      await unsigned()
      const withOwnKey = new SignJWT(claims()).setProtectedHeader({
        alg: 'RS256',
        jwk: await exportJWK(own.publicKey),
        jku: `http://127.0.0.1:${port}/`,
      })
      await expectRefused('a key in the token', await withOwnKey.sign(own.privateKey))

      await target.server.kill('SIGTERM')
      await target.restart({ JWT_SECRET: '', JWKS_URL: `http://127.0.0.1:${port}/keys` })
      await unsigned()
      for (const key of [pem, pem.trim(), JSON.stringify(jwk), jwk.n ?? '']) {
        await expectRefused(
          'the public key as a secret',
          forge({ alg: 'HS256', kid: 'first' }, key),
        )
      }
      const good = new SignJWT(claims()).setProtectedHeader({ alg: 'RS256', kid: 'first' })
      const { status } = await send(`${target.url}/streams`, await good.sign(pair.privateKey))
      if (status !== 200) faults.push(`the token of the issuer was answered with ${status}`)
      const unknownKeys = Array.from({ length: invented }, async (_, n) => {
        const header = { alg: 'RS256', kid: `invented-${n}` }
        const forged = new SignJWT(claims()).setProtectedHeader(header)
        await expectRefused('an invented key', await forged.sign(own.privateKey))
      })
      await Promise.all(unknownKeys)
      if (reads > 2) faults.push(`the issuer was asked ${reads} times`)
      return { faults, figures: { 'invented key ids': invented, 'reads of the key set': reads } }
    } finally {
      issuer.close()
    }
  },
}
