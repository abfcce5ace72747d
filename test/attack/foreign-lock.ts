/** Another process holds the lock of the database for three seconds, while commands and reads arrive. */
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attack } from './attack.ts'
import { ask, create, fileIn } from './log-file.ts'

export const foreignLock: Attack = {
  name: 'foreign-lock',
  holds: 'A lock that another process holds for 3 s is answered with 503, and stops nothing else.',
  async run({ url, dataDir }) {
    await create(url)
    const other = new DatabaseSync(fileIn(dataDir))
    other.exec('BEGIN IMMEDIATE')
    const commands: Promise<number>[] = []
    const reads: number[] = []
    for (let n = 0; n < 30; n++) {
      commands.push(create(url).then(({ status }) => status))
      const startedAtMs = performance.now()
      const { status } = await ask(`${url}/streams?limit=10`)
      reads.push(status === 200 ? performance.now() - startedAtMs : 99_999)
      await sleep(Math.max(0, 100 - (performance.now() - startedAtMs)))
    }
    other.exec('COMMIT')
    other.close()
    const statuses = await Promise.all(commands)
    const after = await create(url)
    const slowestReadMs = Math.round(Math.max(...reads))
    const others = statuses.filter((status) => status !== 503 && status !== 201).length
    return {
      faults: [
        ...(others > 0 ? [`${others} commands were answered with neither 201 nor 503`] : []),
        ...(after.status !== 201 ? [`afterwards a command is answered with ${after.status}`] : []),
        ...(slowestReadMs > 500 ? [`a read took ${slowestReadMs} ms`] : []),
      ],
      figures: { commands: statuses.length, slowestReadMs },
    }
  },
}
