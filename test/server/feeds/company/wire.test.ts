/** What a connection of the company feed sends in its life, as it is recorded in test/fixtures/wire. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { companyDefinition } from '../../../../src/feeds/company/company.ts'
import { examplesOf } from '../../../../src/testing/feed-contract.ts'
import { createCompanyServer } from '../../../support/company-server.ts'
import { createStillTime } from '../../../support/still-time.ts'

const path = fileURLToPath(new URL('../../../fixtures/wire/company-session.sse', import.meta.url))

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
  // WRITE_FIXTURES=1 records it again; read the difference before committing it.
  if (process.env['WRITE_FIXTURES']) writeFileSync(path, reader.text)
  expect(reader.text).toBe(readFileSync(path, 'utf8'))
})
