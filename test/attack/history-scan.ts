/** Requests for a history in which nothing matches, on a log of 200,000 events; most callers leave at once. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attack } from './attack.ts'
import { ask, change, create, sender } from './log-file.ts'

const events = 200_000
const ticksPerSecond = 100

export const historyScan: Attack = {
  name: 'history-scan',
  holds: `Searching ${events} events for what is not there is bounded, and ends when the caller leaves.`,
  stopsServer: true,
  async run({ url, dataDir, server, restart }) {
    await create(url)
    await server.kill('SIGTERM')
    const topics = JSON.stringify([`user:${sender}`, 'all'])
    change(
      dataDir,
      `BEGIN;
       WITH RECURSIVE n(x) AS (SELECT 2 UNION ALL SELECT x + 1 FROM n WHERE x < ${events})
       INSERT INTO entries (log, offset, at_ms, type, topics, data)
       SELECT logs.id, x, logs.last_at_ms, 'stream.topped_up', '${topics}', '{}'
       FROM n, logs WHERE name = 'payments';
       INSERT INTO entry_topics (log, topic, offset)
       SELECT log, 'user:${sender}', offset FROM entries WHERE offset > 1;
       UPDATE logs SET top = ${events} WHERE name = 'payments';
       COMMIT;`,
    )
    const { pid } = await restart()
    await ask(`${url}/readyz`)
    const query = `${url}/events?users=${sender}&type=stream.paused&type=stream.completed&limit=1000`
    const cpuBefore = cpuSeconds(pid)
    const leaving = Array.from({ length: 20 }, () =>
      fetch(query, { signal: AbortSignal.timeout(50) }).catch(() => null),
    )
    await Promise.all(leaving)
    const startedAtMs = performance.now()
    const answer = await ask(query)
    const answerMs = Math.round(performance.now() - startedAtMs)
    await sleep(1_500)
    const seconds = Math.round((cpuSeconds(pid) - cpuBefore) * 10) / 10
    return {
      faults: [
        ...(answer.status === 200 ? [] : [`it is answered with ${answer.status}`]),
        ...(answerMs > 1_000 ? [`an answer took ${answerMs} ms`] : []),
        ...(seconds > 1.5 ? [`21 requests cost ${seconds} s of CPU`] : []),
      ],
      figures: { answerMs, cpuSeconds: seconds },
    }
  },
}

/** User and system time of a process. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}
