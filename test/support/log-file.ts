/** Reads a log's positions straight from its SQLite file, past the server and its code paths. */
import { DatabaseSync } from 'node:sqlite'
import type { Position } from '../../src/protocol/index.ts'

/** All positions of the file's only log, oldest first; works while a server writes. */
export function readLogFile(file: string): readonly Position[] {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const rows = database
      .prepare(
        'SELECT logs.epoch, entries.offset FROM entries JOIN logs ON logs.id = entries.log ORDER BY entries.offset',
      )
      .all()
    return rows.map((row) => ({ epoch: String(row['epoch']), offset: Number(row['offset']) }))
  } finally {
    database.close()
  }
}
