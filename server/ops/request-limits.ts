/**
 * Limits how fast callers may connect and send commands, and how many reads one address may run at the same time. Above
 * a limit, requests are refused with a randomised `Retry-After`; requests in progress continue.
 *
 * It does not count open connections; that is connection-limits.ts.
 */
import type { Random } from '../../src/platform/ports.ts'
import { createProblem, type ProblemCode } from '../../src/protocol/errors.ts'
import { addressKey } from './client-address.ts'
import { hold, type ReleaseSlot } from './connection-limits.ts'
import { Refusal } from './problem-response.ts'
import type { CreateRateLimiter, RateLimiter } from './rate-limiter.ts'

/** The rates of `AppConfig`: so many a second, averaged over {@link rateWindowSeconds}; 0 is no limit. */
export interface RequestRates {
  readonly connectionRatePerIp: number
  readonly pollRatePerIp: number
  readonly commandRate: number
  readonly commandRatePerIp: number
  readonly commandRatePerUser: number
  /** Reads of one address at the same time; 0 is no limit. */
  readonly maxReadsPerIp: number
}

/** Limits of requests. An address or a subject that is not known is not limited by itself. */
export interface RequestLimits {
  /** Refuses every read and command from now on. */
  stopTaking(): void
  /** Called for every read and command. @throws Refusal `draining` */
  admit(): void
  /** Counts a new connection. @throws Refusal `connecting_too_fast` */
  countConnection(address: string | undefined): Promise<void>
  /** Counts a read that waits. @throws Refusal `polling_too_fast` */
  countPoll(address: string | undefined): Promise<void>
  /** Counts a command of an address, before it is known who sends it. @throws Refusal `too_many_commands` */
  countCommand(address: string | undefined): Promise<void>
  /** Counts a command of a user, a key of `subjectKey()`; null: not known. @throws Refusal `too_many_commands` */
  countCommandOf(user: string | null): Promise<void>
  /** Counts for the server. @throws Refusal `server_busy` */
  countCommandOfAll(): Promise<void>
  /** Takes a slot for a read, synchronously. @throws Refusal `too_many_reads` */
  takeRead(address: string | undefined): ReleaseSlot
}

/** The window of the rates: after a pause, a caller may do this many seconds' worth at once. */
export const rateWindowSeconds = 10

export function createRequestLimits(options: {
  readonly rates: RequestRates
  readonly createRateLimiter: CreateRateLimiter
  /** Of the rates of addresses and users, which servers may share. Default: `createRateLimiter`. */
  readonly createRateLimiterOfCallers?: CreateRateLimiter
  readonly random: Random
}): RequestLimits {
  const { rates, createRateLimiter, random } = options
  const { createRateLimiterOfCallers = createRateLimiter } = options
  const readsOf = new Map<string, number>()
  let isStopped = false

  const limiterOf = (
    name: string,
    perSecond: number,
    create = createRateLimiterOfCallers,
  ): RateLimiter | null =>
    perSecond === 0
      ? null
      : create({
          name,
          points: perSecond * rateWindowSeconds,
          windowSeconds: rateWindowSeconds,
        })
  const connectionsPerIp = limiterOf('connections-per-ip', rates.connectionRatePerIp)
  const pollsPerIp = limiterOf('polls-per-ip', rates.pollRatePerIp)
  const commandsPerIp = limiterOf('commands-per-ip', rates.commandRatePerIp)
  const commandsPerUser = limiterOf('commands-per-user', rates.commandRatePerUser)
  const commands = limiterOf('commands', rates.commandRate, createRateLimiter)

  /** Those that are refused together must not return together. */
  function refusal(code: ProblemCode, detail: string, afterMs: number): Refusal {
    const seconds = Math.max(1, Math.ceil(afterMs / 1_000))
    const jitter = Math.floor(random.next() * rateWindowSeconds)
    return new Refusal(createProblem(code, detail), seconds + jitter)
  }

  async function count(
    limiter: RateLimiter | null,
    key: string,
    code: ProblemCode,
    detail: string,
  ): Promise<void> {
    const waitMs = await limiter?.take(key)
    if (typeof waitMs === 'number') throw refusal(code, detail, waitMs)
  }

  return {
    stopTaking() {
      isStopped = true
    },
    admit() {
      if (!isStopped) return
      const detail = 'Nothing was carried out: the server is shutting down. Send the request again.'
      throw new Refusal(createProblem('draining', detail), 1 + Math.floor(random.next() * 2))
    },
    async countConnection(address) {
      if (address === undefined) return
      await count(
        connectionsPerIp,
        addressKey(address),
        'connecting_too_fast',
        'No connection was opened: your address opens more than ' +
          `${rates.connectionRatePerIp} a second. Wait as long as Retry-After says.`,
      )
    },
    async countPoll(address) {
      if (address === undefined) return
      await count(
        pollsPerIp,
        addressKey(address),
        'polling_too_fast',
        'The read was refused: your address sends more than ' +
          `${rates.pollRatePerIp} long polls a second. Wait as long as Retry-After says.`,
      )
    },
    async countCommand(address) {
      if (address !== undefined) {
        await count(
          commandsPerIp,
          addressKey(address),
          'too_many_commands',
          'The command was not carried out: your address sends more than ' +
            `${rates.commandRatePerIp} a second. Wait as long as Retry-After says.`,
        )
      }
    },
    async countCommandOfAll() {
      await count(
        commands,
        'all',
        'server_busy',
        'The command was not carried out: this server receives more than it may. Send it again later.',
      )
    },
    async countCommandOf(user) {
      if (user === null) return
      await count(
        commandsPerUser,
        user,
        'too_many_commands',
        'The command was not carried out: you send more than ' +
          `${rates.commandRatePerUser} a second. Wait as long as Retry-After says.`,
      )
    },
    takeRead(address) {
      if (address === undefined || rates.maxReadsPerIp === 0) return () => {}
      const key = addressKey(address)
      const underWay = readsOf.get(key) ?? 0
      if (underWay >= rates.maxReadsPerIp) {
        throw refusal(
          'too_many_reads',
          `The read was refused: your address has ${underWay} under way already. ` +
            'Wait for one of them.',
          1_000,
        )
      }
      return hold(readsOf, key)
    },
  }
}
