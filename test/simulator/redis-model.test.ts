/** The model of Redis against a Redis that runs the scripts: the same calls are given the same answers. */
import { createClient } from 'redis'
import { describe, expect, it, onTestFinished } from 'vitest'
import { redisKeysOf } from '../../server/log/redis-keys.ts'
import {
  appendScript,
  historyScript,
  pageScript,
  settleScript,
  statesByKeysScript,
  statesScript,
} from '../../server/log/redis-scripts.ts'
import { createRandom } from '../support/random.ts'
import { canUseRedis, startRedis } from '../support/redis-server.ts'
import { createRedisModel, type Reply } from './redis-model.ts'

const { all: keys, meta, entries } = redisKeysOf('model', 'a', 0)

interface Call {
  readonly script: string
  readonly args: readonly string[]
}

/** Appends with every kind of change, and every read, as they may come. */
function randomCall(random: () => number, number: number, top: number): Call {
  const below = (most: number) => Math.floor(random() * most)
  const key = () => `s${below(4)}`
  const at = below(1_000) + number * 10
  switch (below(9)) {
    case 0:
      return {
        script: settleScript,
        args: [`e${number}`, ...(random() < 0.5 ? ['', '0'] : ['e0', `${top + below(3)}`])],
      }
    case 1:
    case 2:
      return {
        script: pageScript,
        args: [`${Math.max(1, top - below(12))}-0`, `${top + below(3)}-0`, `${below(8)}`],
      }
    case 3:
      return { script: statesByKeysScript, args: [key(), 'unknown', key()] }
    case 4:
      return {
        script: statesScript,
        args: [`${random() < 0.5 ? '[' : '('}${key()}`, '(s9', `${1 + below(4)}`],
      }
    case 5:
      return {
        script: historyScript,
        args: [
          `${top + 1 - below(5)}`,
          `${1 + below(20)}`,
          `${1 + below(5)}`,
          ...(random() < 0.5 ? ['0'] : ['1', 'moved']),
          ...(random() < 0.5 ? ['0'] : ['1', '"t1"']),
        ],
      }
  }
  const drafts = Array.from({ length: 1 + below(3) }, () => [
    ...[random() < 0.5 ? 'moved' : 'sent', JSON.stringify([`t${below(3)}`])],
    ...[
      JSON.stringify({ number, text: 'ü'.repeat(below(3)) }),
      random() < 0.4 ? `kd${below(6)}` : '',
    ],
  ])
  const changes = Array.from({ length: below(3) }, () => [
    ...[key(), random() < 0.8 ? '1' : '0', `value ${number}`],
    random() < 0.5 ? '' : `${random() < 0.3 ? 0 : Math.max(0, top - below(4))}`,
  ])
  const readEpoch = random() < 0.5 ? '' : `e${below(2)}`
  return {
    script: appendScript,
    args: [
      ...[`e${number}`, `${at}`, `${3 + below(20)}`, `${at - below(400)}`, readEpoch],
      ...[`${drafts.length}`, `${changes.length}`, ...drafts.flat(), ...changes.flat()],
    ],
  }
}

/** Whether something is a number or a text is of no interest. */
const texts = (reply: Reply): unknown =>
  Array.isArray(reply) ? reply.map(texts) : reply === null ? null : String(reply)

describe.skipIf(!canUseRedis)('the model of Redis', () => {
  it('answers as Redis does, also after it was replaced and after entries were deleted', async () => {
    const redis = await startRedis()
    onTestFinished(() => redis.stop())
    const model = createRedisModel({
      newId: () => `id${Math.random()}`,
      scriptOf: () => undefined,
      publish() {},
    })
    const random = createRandom(1)
    const client = createClient({ url: redis.url })
    await client.connect()
    onTestFinished(() => client.destroy())
    const ask = async ({ script, args }: Call) =>
      texts(await client.sendCommand<Reply>(['EVAL', script, `${keys.length}`, ...keys, ...args]))
    for (let number = 0; number < 400; number += 1) {
      if (number === 160) {
        // What a promotion and a restart have in common: another server with the same keys.
        redis.command('HSET', meta, 'fence', 'of another server')
        model.restart()
      }
      if (number === 300) {
        redis.command('XTRIM', entries, 'MAXLEN', '2')
        model.trimEntries(2)
      }
      const call = randomCall(random, number, model.bounds(meta)?.offset ?? 0)
      const own = texts(model.run(['EVAL', call.script, `${keys.length}`, ...keys, ...call.args]))
      expect({ number, answer: own }).toEqual({ number, answer: await ask(call) })
    }
    expect(model.bounds(meta)?.offset).toBeGreaterThan(2 ** 32)
  }, 60_000)
})
