/** The server is killed, the end of its journal is cut off, and a client resumes from what is gone. */
import { statSync, truncateSync } from 'node:fs'
import type { Attack } from './attack.ts'
import { create, fileIn, resume } from './log-file.ts'

export const truncatedJournal: Attack = {
  name: 'truncated-journal',
  holds: 'A client that resumes over events which a cut journal has lost receives a reset.',
  stopsServer: true,
  async run({ url, dataDir, server, restart }) {
    let last = ''
    for (let n = 0; n < 30; n++) last = (await create(url)).text
    const cursor = /"position":"([^"]+)"/.exec(last)?.[1] ?? ''
    await server.kill('SIGKILL')
    const journal = `${fileIn(dataDir)}-wal`
    truncateSync(journal, Math.floor(statSync(journal).size / 2))
    await restart()
    // New events reach the offsets that were acknowledged before.
    for (let n = 0; n < 40; n++) await create(url)
    const frames = await resume(url, cursor)
    const isReset = /^event: reset$/m.test(frames)
    const isRecovered = frames.includes('"recovered":true')
    return {
      faults: [
        ...(isRecovered ? ['the client was resumed as if nothing had been lost'] : []),
        ...(isReset ? [] : ['the client received no reset']),
      ],
      figures: { cursor, recovered: String(isRecovered), reset: String(isReset) },
    }
  },
}
