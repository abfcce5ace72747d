import { describe, expect, it } from 'vitest'
import { createCollapsedLogger } from '../../../server/ops/collapsed-logger.ts'
import type { Logger } from '../../../server/ops/logger.ts'
import { createStillTime } from '../../support/still-time.ts'

function createRecorded() {
  const lines: string[] = []
  const note = (level: string) => (facts: object, message: string) =>
    void lines.push(`${level} ${message} ${JSON.stringify(facts)}`)
  const logger: Logger = {
    debug: note('debug'),
    info: note('info'),
    warn: note('warn'),
    error: note('error'),
  }
  const time = createStillTime()
  return { lines, time, logger: createCollapsedLogger(logger, time.timers) }
}

describe('a repeated error', () => {
  it('is logged once, and its count when ten seconds are over', async () => {
    const { lines, time, logger } = createRecorded()
    for (let id = 0; id <= 120; id++) {
      logger.error({ requestId: id, error: 'full' }, 'a request failed')
    }
    expect(lines).toEqual(['error a request failed {"requestId":0,"error":"full"}'])
    await time.advance(10_000)
    expect(lines.slice(1)).toEqual([
      'error repeated 120 times: a request failed {"requestId":120,"error":"full","repeated":120}',
    ])
  })

  it('is one line every ten seconds while it continues, and logged again after ten seconds without it', async () => {
    const { lines, time, logger } = createRecorded()
    for (let second = 0; second < 30; second++) {
      logger.warn({}, 'failing')
      await time.advance(1_000)
    }
    expect(lines.map((line) => line.split(' {')[0])).toEqual([
      'warn failing',
      'warn repeated 9 times: failing',
      'warn repeated 10 times: failing',
      'warn repeated 10 times: failing',
    ])
    await time.advance(10_000)
    logger.warn({}, 'failing')
    expect(lines).toHaveLength(5)
  })

  it('is distinguished from another error, another message and another level', () => {
    const { lines, logger } = createRecorded()
    logger.error({ error: new Error('full') }, 'a request failed')
    logger.error({ error: new Error('locked') }, 'a request failed')
    logger.error({ error: new Error('full') }, 'a probe failed')
    logger.warn({ error: new Error('full') }, 'a request failed')
    expect(lines).toHaveLength(4)
  })

  it('is reported with its count before the process ends', () => {
    const { lines, logger } = createRecorded()
    for (let count = 0; count < 3; count++) logger.error({}, 'a request failed')
    logger.flush()
    logger.flush()
    expect(lines).toHaveLength(2)
  })

  it('is logged each time beyond a hundred kinds, which are not all remembered', async () => {
    const { lines, time, logger } = createRecorded()
    for (let kind = 0; kind < 150; kind++) logger.error({ error: `${kind}` }, 'a request failed')
    logger.error({ error: '149' }, 'a request failed')
    expect(lines).toHaveLength(151)
    await time.advance(10_000)
    logger.error({ error: '149' }, 'a request failed')
    logger.error({ error: '149' }, 'a request failed')
    expect(lines).toHaveLength(152)
  })
})

describe('what is not a failure', () => {
  it('is logged each time', () => {
    const { lines, logger } = createRecorded()
    for (let count = 0; count < 3; count++) {
      logger.info({}, 'listening')
      logger.debug({}, 'a request')
    }
    expect(lines).toHaveLength(6)
  })
})
