/**
 * Two soaks at the same time, since tabs mostly wait: one with a connection a tab, one with a connection for all tabs.
 * Prints the reports one after the other, and fails when one of them does. Variables are those of run.ts.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('run.ts', import.meta.url))

async function soak(share: '0' | '1'): Promise<boolean> {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, SOAK_SHARE: share },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk))
  const [code] = await once(child, 'close')
  console.log(Buffer.concat(output).toString())
  return code === 0
}

const results = await Promise.all([soak('0'), soak('1')])
process.exit(results.every(Boolean) ? 0 : 1)
