/**
 * The default limits of a server that only this machine can reach and that does not identify callers. All programs on
 * the machine share one address, load tests included, so these limits only stop runaway loops. All other servers have
 * the strict defaults of server/app-config.ts.
 */
import type { AppConfig } from '../app-config.ts'
import { isLoopbackHost } from '../ops/allowed-hosts.ts'

const localLimits = {
  connectionRatePerIp: 5_000,
  pollRatePerIp: 5_000,
  commandRate: 2_000,
  commandRatePerIp: 1_000,
  maxReadsPerIp: 1_000,
  maxWaitingReadsPerCaller: 0,
  maxHeldItemsPerCaller: 0,
} as const satisfies Partial<AppConfig>

/**
 * What differs from the default limits of an application.
 *
 * @param host the address that is listened on. @param isOpen whether callers are not identified
 */
export function limitsFor(host: string, isOpen: boolean): Partial<AppConfig> {
  return isOpen && isLoopbackHost(host) ? localLimits : {}
}
