/** The package `redis` is an optional peer: only a program that opens a Redis log needs it. */
import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'

const entry = new URL('../../../server/index.ts', import.meta.url).href

describe('the package redis', () => {
  it('is not needed by other servers, and its absence is said in one sentence', () => {
    const program = `
      import { registerHooks } from 'node:module'
      registerHooks({
        resolve(name, context, next) {
          if (name !== 'redis') return next(name, context)
          throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })
        },
      })
      const { memoryLog, redisLog } = await import(${JSON.stringify(entry)})
      await memoryLog().close()
      await redisLog({ url: 'redis://127.0.0.1:1' }).catch(({ code, message }) => {
        console.log(code + ': ' + message)
      })`
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    })
    expect(stdout).toBe(
      'log_unavailable: Opening the Redis log failed: the package redis is not installed. ' +
        'Run `npm install redis`, or use the SQLite log.\n',
    )
  }, 60_000)
})
