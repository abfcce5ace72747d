/** The server: replay, snapshots, stats and AsyncAPI come from the definition. Yours are the events. */
import { serve, serveFeed, sqliteLog } from 'streamgauge/server'
import { shipments } from './feed.ts'

export async function startServer(file: string, port = 0) {
  const feed = serveFeed(shipments, { log: sqliteLog({ file }) })
  const server = await serve({ port, feeds: [feed], config: { corsOrigins: ['*'] } })
  // Call `publish` wherever your indexer or database learns of something.
  return { ...server, publish: feed.publish }
}
