/** What a connection sends when its token is announced to end and ends, as it is recorded in test/fixtures/wire. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { createGuarded } from '../../support/guarded.ts'
import { alice, bob } from '../../support/wired.ts'

const path = fileURLToPath(new URL('../../fixtures/wire/own-credentials.sse', import.meta.url))

it('a connection sends expiring and bye as they are recorded', async () => {
  const server = createGuarded()
  const feed = await server.subscribeAs(
    await server.token(alice, { lifetimeSeconds: 40 }),
    `users=${alice}`,
  )
  await server.server.ledger.create({
    sender: alice,
    recipient: bob,
    tokenAddress: alice,
    ratePerSecond: 1n,
    depositedAmount: 10n,
  })
  await server.time.advance(40_000)
  // WRITE_FIXTURES=1 records it again; read the difference before committing it.
  if (process.env['WRITE_FIXTURES']) writeFileSync(path, feed.text)
  expect(feed.text).toBe(readFileSync(path, 'utf8'))
  expect(feed.frames.map(({ kind }) => kind)).toEqual([
    'connected',
    'event',
    'expiring',
    'ping',
    'ping',
    'bye',
  ])
})
