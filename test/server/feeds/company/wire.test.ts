/** What a connection of the company feed sends in its life, as it is recorded in test/fixtures/wire. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { companyDefinition } from '../../../../src/feeds/company/company.ts'
import { examplesOf } from '../../../../src/testing/feed-contract.ts'
import { createCompanyServer, metric } from '../../../support/company-server.ts'
import { createStillTime } from '../../../support/still-time.ts'
import { createTap } from '../../../support/tap.ts'

/** WRITE_FIXTURES=1 records it again; read the difference before committing it. */
function expectRecorded(name: string, text: string): void {
  const path = fileURLToPath(new URL(`../../../fixtures/wire/${name}.sse`, import.meta.url))
  if (process.env['WRITE_FIXTURES']) writeFileSync(path, text)
  expect(text).toBe(readFileSync(path, 'utf8'))
}

it('a connection sends snapshot, events, heartbeat and its end as they are recorded', async () => {
  const { subscribe, feed, time } = createCompanyServer({ time: createStillTime() })
  const [first, ...others] = examplesOf(companyDefinition) as Parameters<typeof feed.publish>[0][]
  if (first === undefined) throw new Error('The feed has events.')
  await feed.publish(first, { tenant: 'acme' })
  const reader = await subscribe('companyId=acme&snapshot=true')
  for (const event of others) await feed.publish(event, { tenant: 'acme' })
  await time.advance(30_500)
  await feed.setStreaming('acme', false)
  await time.settle()
  expectRecorded('company-session', reader.text)
})

it('a slow client is sent the newest values, and all changes of flags', async () => {
  const tap = createTap()
  const { subscribe, feed, time } = createCompanyServer({
    time: createStillTime(),
    bindings: tap.bindings,
    lookAheadFrames: 4,
  })
  const publish = (event: Parameters<typeof feed.publish>[0]) =>
    feed.publish(event, { tenant: 'acme' })
  const flag = { type: 'journey_flag_updated', journey: 'onboarding', flag: 'welcomed' } as const
  await subscribe('companyId=acme')
  tap.close()
  for (const value of [1, 2, 3]) await publish(metric(value))
  await publish({ type: 'sroi_updated', value: 3.1 })
  await publish({ ...flag, isSet: true })
  await publish({ ...flag, isSet: false })
  await publish({ type: 'sroi_updated', value: 3.2 })
  await publish(metric(4))
  await time.advance(100)
  tap.open()
  await time.settle()
  await publish(metric(5))
  await time.advance(30_500)
  expectRecorded('company-slow', tap.feed.text)
})
