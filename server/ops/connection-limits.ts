/**
 * How many connections there may be: on this server, and from one address. At the cap new ones are
 * refused; open connections are never dropped, because their clients would all come back at once.
 *
 * It does not count requests, and has no users.
 */

import type { Random } from '../../src/platform/ports.ts'
import { createProblem } from '../../src/protocol/errors.ts'
import { Refusal } from './problem-response.ts'

/** Gives a slot back. Calling it again does nothing. */
export type ReleaseSlot = () => void

/** Slots for connections. */
export interface ConnectionLimits {
  /**
   * Takes a slot, synchronously, so that no other request can take it in between.
   *
   * @param address the caller's address; `undefined` when the host cannot determine it, and then only
   *   the limit of the server holds.
   * @throws Refusal `draining`, `server_full` (503) or `too_many_connections` (429), each with a
   *   Retry-After that differs from caller to caller.
   */
  take(address: string | undefined): ReleaseSlot
  /** Refuses every caller from now on. */
  stopTaking(): void
  readonly isStopped: boolean
  readonly active: number
  /** Different addresses that hold a slot now. */
  readonly activeAddresses: number
  /** The most slots any one address has held at the same time, since the start. */
  readonly perAddressPeak: number
}

/** @param options.perIp 0: no limit per address. */
export function createConnectionLimits(options: {
  readonly total: number
  readonly perIp: number
  readonly random: Random
}): ConnectionLimits {
  const { total, perIp, random } = options
  const heldBy = new Map<string, number>()
  let active = 0
  let perAddressPeak = 0
  let isStopped = false

  const jitteredSeconds = (base: number) => base + Math.floor(random.next() * base)

  return {
    take(address) {
      if (isStopped) {
        throw new Refusal(
          createProblem(
            'draining',
            'No connection was opened: the server is shutting down. Retry.',
          ),
          jitteredSeconds(2),
        )
      }
      if (active >= total) {
        throw new Refusal(
          createProblem(
            'server_full',
            'No connection was opened: this server holds as many as it may. Retry later.',
          ),
          jitteredSeconds(10),
        )
      }
      const key = address === undefined ? null : addressKey(address)
      const held = key === null ? 0 : (heldBy.get(key) ?? 0)
      if (perIp > 0 && held >= perIp) {
        throw new Refusal(
          createProblem(
            'too_many_connections',
            `No connection was opened: your address holds ${held} already, and ${perIp} are ` +
              'allowed. Close one, or share one connection between tabs.',
          ),
          jitteredSeconds(30),
        )
      }
      active++
      if (key !== null) {
        heldBy.set(key, held + 1)
        perAddressPeak = Math.max(perAddressPeak, held + 1)
      }
      let isHeld = true
      return () => {
        if (!isHeld) return
        isHeld = false
        active--
        if (key === null) return
        const left = (heldBy.get(key) ?? 1) - 1
        if (left === 0) heldBy.delete(key)
        else heldBy.set(key, left)
      }
    },
    stopTaking() {
      isStopped = true
    },
    get isStopped() {
      return isStopped
    },
    get active() {
      return active
    },
    get activeAddresses() {
      return heldBy.size
    },
    get perAddressPeak() {
      return perAddressPeak
    },
  }
}

/**
 * What counts as one caller: an IPv4 address, or an IPv6 network of /64, since every household owns
 * 2^64 addresses of those.
 */
export function addressKey(address: string): string {
  const bare = address.split('%')[0] ?? address // a zone, as in fe80::1%eth0
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)
  if (mapped?.[1] !== undefined) return mapped[1]
  if (!bare.includes(':')) return bare
  const [head = '', tail] = bare.split('::')
  const groups = head === '' ? [] : head.split(':')
  if (tail !== undefined) {
    const tailGroups = tail === '' ? [] : tail.split(':')
    while (groups.length + tailGroups.length < 8) groups.push('0')
    groups.push(...tailGroups)
  }
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16))
  return `${network.join(':')}::/64`
}
