/** Tokens that are good elsewhere, were good once, or belong to another account. */
import type { Attack } from './attack.ts'
import { alice, bob, carol, createStream, send, settings, tokenEnv, tokenOf } from './tokens.ts'

export const foreignTokens: Attack = {
  name: 'foreign-tokens',
  holds:
    'A token of another issuer, audience, secret, time or account opens nothing of an account.',
  env: tokenEnv,
  async run({ url }) {
    const id = await createStream(url, alice, bob)
    const unknown = {
      'another secret': { secret: 'another secret that has 32 bytes as well' },
      'another issuer': { issuer: 'https://id.example' },
      'another audience': { audience: 'streamgauge-admin' },
      'an hour ago': { issuedAtMs: Date.now() - 3_601_000 },
      'a year': { lifetimeSeconds: 31_536_000 },
    }
    const faults: string[] = []
    const expectStatus = async (status: number, name: string, asked: Promise<Response>) => {
      const response = await asked
      const text = response.status === 200 ? '' : await response.text()
      if (response.status !== status) faults.push(`${name} was answered with ${response.status}`)
      if (text.includes(settings.secret)) faults.push(`${name} was answered with the secret`)
      await response.body?.cancel().catch(() => {})
    }
    for (const [name, more] of Object.entries(unknown)) {
      const token = await tokenOf(alice, more)
      await expectStatus(401, name, send(`${url}/streams`, token))
      await expectStatus(401, name, send(`${url}/events/subscribe?users=${alice}`, token))
      await expectStatus(401, name, send(`${url}/streams/${id}/cancel`, token, {}))
    }
    const other = await tokenOf(carol)
    const forbidden = [
      `/streams/${id}`,
      `/streams/${id}/claimable`,
      `/events?streams=${id}`,
      `/events?users=${alice}`,
      `/events/snapshot?streams=${id}`,
      '/events/snapshot?all=true',
      `/events/subscribe?streams=${id}`,
      `/events/subscribe?users=${carol}&snapshot=${id}`,
      '/events/subscribe?all=true',
      '/events/stats',
    ]
    for (const path of forbidden) await expectStatus(403, path, send(url + path, other))
    for (const name of ['withdraw', 'cancel', 'pause', 'resume']) {
      await expectStatus(403, name, send(`${url}/streams/${id}/${name}`, other, {}))
    }
    // The recipient may not do what is the sender's, and a reader may do nothing.
    await expectStatus(403, 'cancel', send(`${url}/streams/${id}/cancel`, await tokenOf(bob), {}))
    const reader = await tokenOf(alice, { scopes: [] })
    await expectStatus(403, 'without scope', send(`${url}/streams/${id}/cancel`, reader, {}))
    const list = await (await send(`${url}/streams?sender=${alice}`, other)).text()
    if (list.includes(alice)) faults.push('a list has a stream of others')
    return { faults, figures: { tokens: Object.keys(unknown).length, paths: forbidden.length } }
  },
}
