/** Pages of the database are overwritten while the server is stopped. */
import { readFileSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Attack } from './attack.ts'
import { ask, fileIn } from './log-file.ts'
import { createStreams } from './many-streams.ts'

export const damagedPage: Attack = {
  name: 'damaged-page',
  holds: 'A damaged database stops the start, and is replaced by an empty one only when asked to.',
  stopsServer: true,
  async run({ url, dataDir, server, restart }) {
    await createStreams(url, 200)
    await server.kill('SIGKILL')
    const file = fileIn(dataDir)
    const database = new DatabaseSync(file)
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    database.close()
    const bytes = readFileSync(file)
    bytes.fill(0xa5, 4096 * 6, 4096 * 9)
    writeFileSync(file, bytes)

    const failure = await restart().then(
      () => null,
      (error: unknown) => String(error),
    )
    const isExplained = failure?.includes('ON_DAMAGE') ?? false
    if (failure !== null) await restart({ ON_DAMAGE: 'new-epoch' })
    const list = await ask(`${url}/streams?limit=1`)
    const isEmpty = list.text.includes('"streams":[]')
    return {
      faults: [
        ...(failure === null ? ['the server began an empty ledger without being asked to'] : []),
        ...(failure !== null && !isExplained ? ['the refusal does not say what to do'] : []),
        ...(isEmpty ? [] : ['with ON_DAMAGE=new-epoch it does not begin an empty ledger']),
      ],
      figures: { started: failure === null ? 'with an empty ledger' : 'only when asked to' },
    }
  },
}
