/**
 * `npm run bench`: reports, never gates. Every figure stands next to a peer measured in the same run,
 * because machines differ and are shared; read the ratios.
 *
 *   npm run bench            all of them
 *   npm run bench -- cards   only those named
 */
import { measureCards } from './cards/measure.ts'
import { measureEmbed } from './embed/measure.ts'
import { measureFailover } from './failover/measure.ts'
import { measureFirehose } from './firehose/measure.ts'
import { measureFirstPaint } from './first-paint/measure.ts'
import { measureInstances } from './instances/measure.ts'
import { measureLiveTable } from './live-table/measure.ts'
import { measureLogs } from './logs/measure.ts'
import { measureLosses } from './losses/measure.ts'
import { measureNats } from './nats/measure.ts'
import { measureNumbers } from './numbers/measure.ts'
import { measureQuery } from './query/measure.ts'
import { measureResume } from './resume/measure.ts'
import { measureServers } from './server/measure.ts'
import { measureSizes } from './sizes.ts'
import { measureStalled } from './stalled/measure.ts'
import { measureStorm } from './storm/measure.ts'
import { measureStreamTable } from './stream-table/measure.ts'
import { measureTotals } from './totals/measure.ts'

const benches: Record<string, () => Promise<void>> = {
  cards: () => measureCards(),
  embed: () => measureEmbed(),
  failover: () => measureFailover(),
  firehose: () => measureFirehose(),
  'first-paint': () => measureFirstPaint(),
  instances: () => measureInstances(),
  'live-table': () => measureLiveTable(),
  logs: () => measureLogs(),
  losses: () => measureLosses(),
  nats: () => measureNats(),
  numbers: () => measureNumbers(),
  query: () => measureQuery(),
  server: () => measureServers(),
  resume: () => measureResume(),
  stalled: () => measureStalled(),
  storm: () => measureStorm(),
  sizes: () => measureSizes(),
  'stream-table': () => measureStreamTable(),
  totals: () => measureTotals(),
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in benches))
if (unknown.length > 0) {
  console.error(
    `No bench is called ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`,
  )
  process.exit(2)
}
for (const [name, measure] of Object.entries(benches)) {
  if (wanted.length === 0 || wanted.includes(name)) await measure()
}
