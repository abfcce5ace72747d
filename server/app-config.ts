/**
 * What can be set on the application itself, with its defaults. Environment variables are read in
 * server/node/config.ts; this file is independent of processes and sockets.
 */

/** Settings of {@link createApp}. Every one has a default, see {@link defaultAppConfig}. */
export interface AppConfig {
  /**
   * Longest time between two pings of a connection, in milliseconds, and so the longest time without data. Pings are
   * sent even while events flow: they contain the count by which a client detects that an event was lost. Default
   * 15000.
   */
  readonly pingMs: number
  /**
   * How many offsets behind the newest event a cursor may be and still be replayed exactly. Further
   * back the answer is `gap too_far`. Default 1000.
   */
  readonly maxReplay: number
  /**
   * Origins whose pages may call this server, as `https://host[:port]`, or `*` for every origin. Apps and
   * extensions have schemes of their own: `capacitor://localhost`, `chrome-extension://<id>`.
   * Their pages may read answers and send commands. Default: none, only pages of this server's own host.
   */
  readonly corsOrigins: readonly string[]
  /**
   * Host names under which this server answers, besides `localhost`, `*.localhost`, `127.0.0.0/8` and
   * `[::1]`: names and addresses without a port, `*.example.com` for every name below one, `0.0.0.0` for
   * every address, `*` for every host. `serve` adds the host it listens on. Default: none.
   */
  readonly allowedHosts: readonly string[]
  /** Connections this server holds at the same time; above it answers 503. Default 10000. */
  readonly maxConnections: number
  /**
   * Tenants of one feed whose connections this server holds at the same time; above it answers 503 `too_many_tenants`.
   * Tenants without a connection make room for others. Default 1000.
   */
  readonly maxOpenTenants: number
  /** Connections one address (IPv6: one /64) may hold; above it answers 429. 0: no limit. Default 50. */
  readonly maxConnectionsPerIp: number
  /** Connections one user may hold, as far as users are identified; above it answers 429. 0: no limit. Default 10. */
  readonly maxConnectionsPerUser: number
  /**
   * Connections one address may open a second, averaged over 10 s; above it answers 429. 0: no limit.
   * Default 10.
   */
  readonly connectionRatePerIp: number
  /**
   * Long polls that one address may send per second, averaged over 10 s; 0: no limit. Default 100. Each is also a
   * connection for as long as it waits.
   */
  readonly pollRatePerIp: number
  /** Commands this server carries out a second, averaged over 10 s; above it answers 503. 0: no limit. Default 500. */
  readonly commandRate: number
  /** Commands one address may send a second, averaged over 10 s; above it answers 429. 0: no limit. Default 20. */
  readonly commandRatePerIp: number
  /** Commands one user may send a second, averaged over 10 s; above it answers 429. 0: no limit. Default 10. */
  readonly commandRatePerUser: number
  /** Reads of one address at the same time; above it answers 429. 0: no limit. Default 20. */
  readonly maxReadsPerIp: number
  /**
   * Whether connections and rates of one address or user are counted for all servers of the log of the first feed
   * together, if it is one that servers share, such as `redisLog()`. Otherwise, and for the limits of the server, each
   * process counts what it has. Default true.
   */
  readonly shareLimits: boolean
  /**
   * Proxies whose `X-Forwarded-For` or `Forwarded` is trusted: addresses, and networks such as `10.0.0.0/8`. These
   * headers are ignored from any other peer. Default: none.
   */
  readonly trustedProxies: readonly string[]
  /**
   * How many reads run at the same time. A read is a GET of one of the routes that a feed adds. On one event loop, more
   * concurrent reads do not finish earlier, and each needs memory. Default 8.
   */
  readonly maxReads: number
  /**
   * How many reads may wait while `maxReads` are running, and how many requests may wait for a snapshot; above it the
   * answer is 503 `too_busy`. Default 200.
   */
  readonly maxWaitingReads: number
  /**
   * How many of these reads, and of these snapshots, may wait for one caller: a user, or an address if users are not
   * identified; above it the answer is 429 `too_many_reads`. 0: no limit. Callers that wait take turns in any case.
   * Default 50.
   */
  readonly maxWaitingReadsPerCaller: number
  /**
   * How many snapshots are read at the same time. Identical ones, with the same feed, topics and rights, are read once.
   * Default 4.
   */
  readonly maxSnapshots: number
  /**
   * How many items answers and snapshots keep in memory until they are sent, about a kilobyte each. No new read begins
   * while there are as many. Default 100000.
   */
  readonly maxHeldItems: number
  /**
   * How many of these items one caller may hold: a user, or an address if users are not identified. Reads of a caller
   * that holds as many are answered with 429. 0: no limit. Default 25000.
   */
  readonly maxHeldItemsPerCaller: number
  /** A connection is destroyed if its client takes no byte for this long, in milliseconds. Default 60000. */
  readonly stallMs: number
  /**
   * How long clients wait before they return to a connection that was lost, in milliseconds: each is given a
   * random time from the first number up to the second. Default [2000, 4000], so that not all of them return at
   * once after a crash.
   */
  readonly retryMs: readonly [least: number, most: number]
  /** Largest request body in bytes; above it answers 413. Default 65536. */
  readonly maxBodyBytes: number
}

/** The defaults of {@link AppConfig}. */
export const defaultAppConfig: AppConfig = {
  pingMs: 15_000,
  maxReplay: 1_000,
  corsOrigins: [],
  allowedHosts: [],
  maxConnections: 10_000,
  maxOpenTenants: 1_000,
  maxConnectionsPerIp: 50,
  maxConnectionsPerUser: 10,
  connectionRatePerIp: 10,
  pollRatePerIp: 100,
  commandRate: 500,
  commandRatePerIp: 20,
  commandRatePerUser: 10,
  maxReadsPerIp: 20,
  shareLimits: true,
  trustedProxies: [],
  maxReads: 8,
  maxWaitingReads: 200,
  maxWaitingReadsPerCaller: 50,
  maxSnapshots: 4,
  maxHeldItems: 100_000,
  maxHeldItemsPerCaller: 25_000,
  stallMs: 60_000,
  retryMs: [2_000, 4_000],
  maxBodyBytes: 65_536,
}
