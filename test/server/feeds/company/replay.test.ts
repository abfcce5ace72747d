/** The history of a company over a day and a restart, in every engine. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type LogEngineName, logEngines, openLog } from '../../../../server/log/engines.ts'
import type { EventLog } from '../../../../server/log/event-log.ts'
import { companyDefinition } from '../../../../src/feeds/company/company.ts'
import { createCompanyServer, metric } from '../../../support/company-server.ts'
import { canUseRedis, type RedisServer, startRedis } from '../../../support/redis-server.ts'
import { createLogWorld, type LogWorld } from '../../log/log-world.ts'

vi.setConfig({ testTimeout: 30_000 })

const hourMs = 3_600_000
let world: LogWorld
let log: EventLog
afterEach(async () => {
  await log.close()
  world.remove()
})

const names = (Object.keys(logEngines) as LogEngineName[]).filter(
  (name) => name !== 'redis' || canUseRedis,
)

describe.each(names)('on the %s log', (name) => {
  let redis: RedisServer | undefined
  beforeAll(async () => {
    if (name === 'redis') redis = await startRedis()
  })
  afterAll(() => redis?.stop())

  const open = () => openLog(world.choices[name], { ...world, retentionMs: 24 * hourMs })
  const replay = async (server: ReturnType<typeof createCompanyServer>, cursor: string) => {
    const response = await server.fetch(`/stream/updates?companyId=acme&lastEventId=${cursor}`)
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    // The greeting says how many events follow; each comes with its own frame.
    for (;;) {
      const { value = '' } = (await reader?.read()) ?? {}
      text += value
      const replayed = Number(/"replayed":(\d+)/.exec(text)?.[1] ?? Number.NaN)
      const found = text.match(/event: metric_updated/g)?.length ?? 0
      if (found >= replayed || /event: (gap|reset)/.test(text)) break
    }
    await reader?.cancel()
    return text
  }

  it('a client that returns after 23 hours misses nothing, and after 25 hours a gap is declared', async () => {
    world = createLogWorld(1, redis)
    log = await open()
    const server = createCompanyServer({ log })
    const { epoch } = await server.feed.publish(metric(1), { tenant: 'acme' })
    world.advance(hourMs)
    await server.feed.publish(metric(2), { tenant: 'acme' })
    world.advance(22 * hourMs)
    await server.feed.publish(metric(3), { tenant: 'acme' })
    expect(await replay(server, `${epoch}.1`)).toContain('"recovered":true,"replayed":2')
    world.advance(3 * hourMs)
    await server.feed.publish(metric(4), { tenant: 'acme' })
    // Another server of the log, which has not kept the newest events in memory.
    const other = createCompanyServer({ log })
    expect(await replay(other, `${epoch}.0`)).toContain('"reason":"trimmed"')
    other.app.close()
    server.app.close()
  })

  it.runIf(logEngines[name].isDurable)(
    'survives a restart, with its state and switches',
    async () => {
      world = createLogWorld(1, redis)
      log = await open()
      const before = createCompanyServer({ log })
      const { epoch } = await before.feed.publish(metric(1), { tenant: 'acme' })
      await before.feed.publish(metric(2), { tenant: 'acme' })
      await before.feed.setStreaming('other', false)
      before.app.close()
      await log.close()
      log = await open()
      const after = createCompanyServer({ log })
      expect(await replay(after, `${epoch}.1`)).toContain('"recovered":true,"replayed":1')
      const { body } = await after.call('GET', '/stream/snapshot?companyId=acme')
      expect(body[companyDefinition.collection ?? '']).toMatchObject([
        { value: 2, previousValue: 1 },
      ])
      expect(await after.call('GET', '/stream/updates?companyId=other')).toMatchObject({
        status: 501,
      })
      after.app.close()
    },
  )
})
