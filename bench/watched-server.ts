/** A server that runs with loop-watch.ts: how it is started, and its times read. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { SpawnedServer } from '../test/support/spawn.ts'
import type { BlockedTimes } from './loop-watch.ts'

/** Options of Node for a server whose `LOOP_WATCH_FILE` is set. */
export const watchedBy = [
  '--import',
  fileURLToPath(new URL('loop-watch.ts', import.meta.url)),
] as const

/** How long its event loop was blocked since the last call. */
export async function readBlockedTimes(
  server: Pick<SpawnedServer, 'signal'>,
  file: string,
): Promise<BlockedTimes> {
  server.signal('SIGUSR2')
  await sleep(300)
  return JSON.parse(readFileSync(file, 'utf8')) as BlockedTimes
}

export function printBlocked({ wall, cpu, totalCpuMs }: BlockedTimes): string {
  return (
    `event loop blocked at most ${wall.maxMs} ms (p99 ${wall.p99Ms}), ` +
    `${cpu.maxMs} ms of CPU time (p99 ${cpu.p99Ms}, ${totalCpuMs} in all)`
  )
}
