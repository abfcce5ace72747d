/** Reads a log's positions straight from its SQLite file, past the server and its code paths. */
import { DatabaseSync } from 'node:sqlite'
import type { Position } from '../../src/protocol/index.ts'

/**
 * All positions of one log of the file, oldest first; works while a server writes.
 *
 * @param log its name. Default: the only one that has events
 */
export function readLogFile(file: string, log: string | null = null): readonly Position[] {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const rows = database
      .prepare(
        'SELECT logs.epoch, entries.offset FROM entries JOIN logs ON logs.id = entries.log ' +
          'WHERE logs.name = coalesce(?, logs.name) ORDER BY entries.offset',
      )
      .all(log)
    return rows.map((row) => ({ epoch: String(row['epoch']), offset: Number(row['offset']) }))
  } finally {
    database.close()
  }
}
