/** The log of a process whose stderr is not read, or has no reader any more. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'

const logger = new URL('../../../server/node/logger.ts', import.meta.url).href

/** Logs 10,000 lines of 1 kB, then prints what it still can do, and ends. */
const program = `
  import { createLogger } from ${JSON.stringify(logger)}
  const logger = createLogger('info')
  for (let n = 0; n < 10_000; n++) logger.info({ padding: 'x'.repeat(1_000) }, 'line ' + n)
  setTimeout(() => {
    logger.info({}, 'after an error of the pipe')
    process.stdout.write('alive', () => process.exit(0))
  }, 50)
`

async function run(readStderr: (stderr: NodeJS.ReadableStream & { destroy(): void }) => void) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  readStderr(child.stderr)
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  const [[code]] = await Promise.all([once(child, 'exit'), once(child.stdout, 'end')])
  return { printed, code: code as number | null }
}

describe('a process that logs', () => {
  it('keeps running when its stderr is not read', async () => {
    expect(await run(() => {})).toEqual({ printed: 'alive', code: 0 })
  }, 20_000)

  it('keeps running when its stderr has been closed', async () => {
    expect(await run((stderr) => stderr.destroy())).toEqual({ printed: 'alive', code: 0 })
  }, 20_000)
})
