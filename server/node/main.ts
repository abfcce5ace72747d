/**
 * The process: environment → settings → log → server → signals. The only file that prints, exits or
 * listens to signals; everything it does is a call into something that can be tested without it.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { systemRandom } from '../../src/platform/system.ts'
import { ProtocolError } from '../../src/protocol/errors.ts'
import type { Authenticator } from '../auth/authenticator.ts'
import { openAuthenticator } from '../auth/open.ts'
import { chainIndexer } from '../bridges/chain-indexer.ts'
import { natsBridge } from '../bridges/nats-bridge.ts'
import { type CompanyFeed, companyFeed } from '../feeds/company/company-feed.ts'
import { companyMessages } from '../feeds/company/company-messages.ts'
import { ordersFeed } from '../feeds/orders/orders-feed.ts'
import { type PaymentsFeed, paymentsFeed } from '../feeds/payments/payments-feed.ts'
import { isLedgerError } from '../ledger/errors.ts'
import { openLog } from '../log/engines.ts'
import { isLogError, LogError } from '../log/errors.ts'
import type { EventLog } from '../log/event-log.ts'
import type { Bridge } from '../ops/bridge.ts'
import type { Logger } from '../ops/logger.ts'
import { turnTimers } from '../ops/turn-timers.ts'
import type { ChainSettings } from './chain-config.ts'
import { type NodeConfig, readConfig } from './config.ts'
import { createLogger } from './logger.ts'
import type { NatsSettings } from './nats-config.ts'
import { nodeClock } from './node-clock.ts'
import { type RunningServer, serve } from './serve.ts'

const pageFolder = fileURLToPath(new URL('../../build/page', import.meta.url))

async function start(config: NodeConfig): Promise<void> {
  const logger = createLogger(config.logLevel)
  const log = await openConfiguredLog(config, logger)
  const { pingMs, maxReplay, corsOrigins, allowedHosts, trustedProxies } = config
  const { maxConnections, maxConnectionsPerIp, maxConnectionsPerUser } = config
  const { connectionRatePerIp, pollRatePerIp } = config
  const { maxOpenTenants } = config
  const { commandRate, commandRatePerIp, commandRatePerUser, maxReadsPerIp } = config
  const { shareLimits } = config
  const payments = paymentsFeed({
    ...{ log, clock: nodeClock, timers: turnTimers, logger },
    maxStreamsPerSender: config.maxStreamsPerSender,
    endedStreamsMs: config.endedStreamsMs,
    commands: config.chain === null,
  })
  const orders = ordersFeed({
    ...{ log, clock: nodeClock, timers: turnTimers },
    coalesceMs: config.ordersCoalesceMs,
    ifMatch: config.ordersIfMatch,
  })
  const company = companyFeed({ log, logger, streaming: config.streamingEnabled })
  const server = await serve({
    port: config.port,
    host: config.host,
    feeds: [payments, company, orders],
    simulate: config.simulate,
    keepAliveMs: config.keepAliveMs,
    bridges: [
      ...(config.chain ? [indexerOf(payments, config.chain, logger)] : []),
      ...(config.nats ? [await natsOf(company, config.nats, logger)] : []),
    ],
    logger,
    metrics: config.metricsPort === undefined || {
      port: config.metricsPort,
      host: config.metricsHost,
    },
    authenticator: await openAuthenticatorOf(config),
    // The page has no token, so behind AUTH=jwt it could show nothing.
    ...(config.auth === 'off' && { pageFolder }),
    config: {
      pingMs,
      maxReplay,
      corsOrigins,
      allowedHosts,
      maxConnections,
      maxOpenTenants,
      maxConnectionsPerIp,
      maxConnectionsPerUser,
      connectionRatePerIp,
      pollRatePerIp,
      commandRate,
      commandRatePerIp,
      commandRatePerUser,
      maxReadsPerIp,
      shareLimits,
      trustedProxies,
    },
  })

  if (config.auth === 'off') {
    logger.warn({ auth: config.auth }, 'AUTH=off: every caller that reaches this server is trusted')
  }
  printUse(server, config)

  const goAway = (signal: NodeJS.Signals, drainMs: number) => {
    logger.info({ signal, drainMs }, 'going away')
    // A second signal ends the shutdown that the first one began at once.
    void server.close(drainMs).then(() => {
      logger.flush()
      process.exit(0)
    })
  }
  process.on('SIGTERM', (signal) => goAway(signal, config.drainMs))
  // A developer at the keyboard should not wait while a page on the same machine is drained.
  process.on('SIGINT', (signal) => goAway(signal, 0))
}

function indexerOf(feed: PaymentsFeed, chain: ChainSettings, logger: Logger): Bridge {
  const { startLedger, ...settings } = chain
  return chainIndexer({
    ...{ feed, logger, clock: nodeClock, timers: turnTimers },
    ...settings,
    ...(startLedger !== undefined && { startLedger }),
  })
}

async function natsOf(feed: CompanyFeed, nats: NatsSettings, logger: Logger): Promise<Bridge> {
  const { credentialsFile, ...settings } = nats
  return natsBridge({
    ...{ feed, logger, clock: nodeClock, timers: turnTimers, messages: companyMessages },
    ...settings,
    ...(credentialsFile !== undefined && { credentials: await readCredentials(credentialsFile) }),
  })
}

async function readCredentials(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new ProtocolError(
      'bad_config',
      `NATS_CREDS cannot be read: ${codeOf(error)}. Set it to the path of a .creds file.`,
    )
  }
}

/** Loaded where it is used: with AUTH=off the library that checks tokens costs nothing. */
async function openAuthenticatorOf({ jwt }: NodeConfig): Promise<Authenticator> {
  if (jwt === null) return openAuthenticator
  const { jwtAuthenticator } = await import('../auth/jwt.ts')
  return jwtAuthenticator(jwt)
}

async function openConfiguredLog(config: NodeConfig, logger: Logger): Promise<EventLog> {
  const { retentionEvents, retentionMs, dataDir } = config
  try {
    return await openLog(config.log, {
      clock: nodeClock,
      random: systemRandom,
      timers: turnTimers,
      logger,
      retentionMs,
      ...(retentionEvents !== undefined && { retentionEvents }),
    })
  } catch (error) {
    // An engine's own refusal says best what to do; the file system's says only a code.
    const code = codeOf(error)
    if (isLogError(error) || code === undefined) throw error
    throw new LogError(
      'log_unavailable',
      `The event log in ${dataDir} cannot be opened: ${code}. ` +
        'Set DATA_DIR to a folder that can be written.',
    )
  }
}

/** Addresses that mean this machine, for which there is a name that people can type. */
const localHosts = ['127.0.0.1', '::1', '0.0.0.0', '::']

function printUse(
  { port, url: byAddress, metricsUrl }: RunningServer,
  { host, auth }: Pick<NodeConfig, 'host' | 'auth'>,
): void {
  const url = localHosts.includes(host) ? `http://localhost:${port}` : byAddress
  console.log(`Open     ${url}`)
  const header = auth === 'off' ? '' : '-H "Authorization: Bearer $TOKEN" '
  console.log(`Watch    curl -N ${header}'${url}/events/subscribe?all=true'`)
  console.log(`Ask      curl ${header}'${url}/streams?limit=5'`)
  if (metricsUrl !== null && !metricsUrl.startsWith(byAddress))
    console.log(`Metrics  ${metricsUrl}`)
}

/** What a person can do something about, without a stack trace. */
function explain(error: unknown, { port, host }: NodeConfig): string {
  if (isLogError(error) || isLedgerError(error) || error instanceof ProtocolError) {
    return error.message
  }
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use by another program. End that one, or set PORT.`
    case 'EACCES':
      return `Port ${port} on ${host} may not be used by this account. Set PORT above 1023.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `The address ${host} does not belong to this machine. Set HOST.`
    default:
      return error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

const result = readConfig(process.env)
if (!result.ok) {
  console.error('The server did not start. In its environment:')
  for (const mistake of result.mistakes) console.error(`- ${mistake}`)
  process.exit(1)
}
try {
  await start(result.config)
} catch (error) {
  console.error(`The server did not start. ${explain(error, result.config)}`)
  process.exit(1)
}
