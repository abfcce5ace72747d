/**
 * A program that appends to a SQLite log as fast as it can and says each acknowledged append on its
 * output, until it is killed. For sqlite-crash.test.ts.
 *
 *   node append-until-killed.ts <file> <round>
 */
import { writeSync } from 'node:fs'
import { sqliteLog } from '../../../server/log/sqlite.ts'

const [file = '', round = '0'] = process.argv.slice(2)
const log = sqliteLog({
  file,
  clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
  random: { next: Math.random },
  retentionEvents: 1_000_000,
})

/** The pipe does not block once the log has its thread; while it is full, this does. */
function say(line: string): void {
  for (let rest = Buffer.from(line); rest.length > 0; ) {
    try {
      rest = rest.subarray(writeSync(1, rest))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
    }
  }
}

async function appendWithoutEnd(writer: number): Promise<never> {
  for (let n = 0; ; n++) {
    const data = JSON.stringify({ round, writer, n })
    const positions = await log.appendAll(
      'payments',
      [
        { topics: ['all'], type: 'first', data },
        { topics: ['all'], type: 'second', data },
      ],
      [{ key: `writer:${round}:${writer}`, value: String(n) }],
    )
    const [first, second] = positions
    // Synchronous, so that what was acknowledged has been said before the next thing can happen.
    say(`${first?.epoch} ${first?.offset} ${second?.offset} ${data}\n`)
  }
}

await Promise.all(Array.from({ length: 8 }, (_, writer) => appendWithoutEnd(writer)))
