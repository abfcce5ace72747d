/** A machine that was suspended while its server was running. */
import { afterEach, expect, it, vi } from 'vitest'
import type { Authenticator } from '../../../server/auth/authenticator.ts'
import { type RunningServer, serve } from '../../../server/node/serve.ts'
import { alice } from '../../support/wired.ts'

const asleep = vi.hoisted(() => ({ ms: 0 }))

// The clocks of the process, which include the suspension as those of Linux do not.
vi.mock('../../../server/node/node-clock.ts', () => ({
  nodeClock: {
    nowMs: () => Date.now() + asleep.ms,
    monotonicMs: () => performance.now() + asleep.ms,
  },
}))

let server: RunningServer | null = null
afterEach(() => server?.close())

it('a connection ends with its credentials, although they expired during a suspension', async () => {
  const hourMs = 3_600_000
  const expiresAtMs = Date.now() + hourMs
  const authenticator: Authenticator = {
    name: 'test',
    authenticate: async () => ({
      ok: true,
      identity: { subject: alice, isTrusted: false, expiresAtMs },
    }),
  }
  server = await serve({ port: 0, authenticator, config: { pingMs: 100 } })
  const answer = await fetch(`${server.url}/events/subscribe?users=${alice}`)
  asleep.ms = 2 * hourMs
  expect(await answer.text()).toMatch(/event: bye\ndata: \{.*"token_expired"/)
})
