/**
 * A program that follows the chain into a SQLite log until it is killed, or has reached the end. For
 * indexer-crash.test.ts and snapshot-crash.test.ts.
 *
 *   node follow-until-killed.ts <file> <address of the RPC> <events of a page> [storage]
 *
 * `storage`: begins with the streams as they are in the contract, instead of with all events
 */
import { chainIndexer } from '../../../server/bridges/chain-indexer.ts'
import { paymentsFeed } from '../../../server/feeds/payments/payments-feed.ts'
import { sqliteLog } from '../../../server/log/sqlite.ts'
import { contractId } from '../../support/contract-chain.ts'

const [file = '', rpcUrl = '', pageSize, source] = process.argv.slice(2)
const log = sqliteLog({ file })
// The chain is older than streams that have ended are kept.
const feed = paymentsFeed({ log, commands: false, endedStreamsMs: Number.POSITIVE_INFINITY })
const indexer = chainIndexer({
  ...{ feed, rpcUrl, contractIds: [contractId] },
  ...(source !== 'storage' && { startLedger: 1, readStreams: null }),
  pageSize: Number(pageSize),
  // Waits a tenth of the time after failures.
  random: { next: () => Math.random() / 10 },
})
indexer.start()
// The timers of the server keep no process alive.
setInterval(() => {}, 1_000)
await indexer.caughtUp
console.log(JSON.stringify({ ...indexer.measure(), health: indexer.health() }))
await indexer.close()
await log.close()
process.exit(0)
