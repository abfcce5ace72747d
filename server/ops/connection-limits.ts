/**
 * Limits the number of connections: of this server, of one address, and of one user. At the limit, new ones
 * are refused; open connections are never dropped, because their clients would all come back at once.
 *
 * Slots are counted in this process. Servers that share their limits also count what the others hold, which takes a
 * request to where they are shared.
 *
 * It does not count requests; that is request-limits.ts.
 */

import type { Random } from '../../src/platform/ports.ts'
import { createProblem } from '../../src/protocol/errors.ts'
import { addressKey } from './client-address.ts'
import { Refusal } from './problem-response.ts'
import type { CreateSharedSlots, SharedSlots } from './shared-state.ts'

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
  /**
   * Takes one of the slots of a user, in addition to the slot of the address, once the user is identified.
   *
   * @param user a key of `subjectKey()`. `null`: the user is unknown, and no limit per user applies.
   * @throws Refusal `too_many_user_connections` (429)
   */
  takeOfUser(user: string | null): ReleaseSlot
  /**
   * Counts a slot that was taken together with those of the servers that share their limits. Resolves at once if none do.
   *
   * @throws Refusal `too_many_connections` (429); the slot has to be released then
   */
  confirm(address: string | undefined): Promise<void>
  /** As {@link ConnectionLimits.confirm}. @throws Refusal `too_many_user_connections` (429) */
  confirmOfUser(user: string | null): Promise<void>
  /** Refuses every caller from now on. */
  stopTaking(): void
  /** Stops sharing slots. */
  close(): void
  readonly isStopped: boolean
  readonly active: number
  /** Different addresses that hold a slot now. */
  readonly activeAddresses: number
  /** The most slots any one address has held at the same time, since the start. */
  readonly perAddressPeak: number
}

/** @param options.perIp 0: no limit per address. @param options.perUser 0: no limit per user. */
export function createConnectionLimits(options: {
  readonly total: number
  readonly perIp: number
  readonly perUser: number
  readonly random: Random
  /** Default: slots are counted in this process only. */
  readonly createSlots?: CreateSharedSlots | undefined
}): ConnectionLimits {
  const { total, perIp, perUser, random, createSlots } = options
  const heldBy = new Map<string, number>()
  const heldByUser = new Map<string, number>()
  let active = 0
  let perAddressPeak = 0
  let isStopped = false

  const share = (name: string, counts: ReadonlyMap<string, number>, most: number) =>
    most > 0 ? (createSlots?.({ name, counts, most }) ?? null) : null
  const shared = {
    addresses: share('ip', heldBy, perIp),
    users: share('user', heldByUser, perUser),
  }

  const jitteredSeconds = (base: number) => base + Math.floor(random.next() * base)

  function tooManyOfAddress(held: number): Refusal {
    return new Refusal(
      createProblem(
        'too_many_connections',
        `No connection was opened: your address holds ${held} already, and ${perIp} are ` +
          'allowed. Close one, or share one connection between tabs.',
      ),
      jitteredSeconds(30),
    )
  }

  function tooManyOfUser(held: number): Refusal {
    return new Refusal(
      createProblem(
        'too_many_user_connections',
        `No connection was opened: you hold ${held} already, and ${perUser} are allowed. ` +
          'Close one, or share one connection between tabs.',
      ),
      jitteredSeconds(30),
    )
  }

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
      if (perIp > 0 && held >= perIp) throw tooManyOfAddress(held)
      active++
      perAddressPeak = Math.max(perAddressPeak, key === null ? 0 : held + 1)
      const releaseAddress = key === null ? null : hold(heldBy, key, shared.addresses)
      let isHeld = true
      return () => {
        if (!isHeld) return
        isHeld = false
        active--
        releaseAddress?.()
      }
    },
    takeOfUser(user) {
      if (user === null || perUser === 0) return () => {}
      const held = heldByUser.get(user) ?? 0
      if (held >= perUser) throw tooManyOfUser(held)
      return hold(heldByUser, user, shared.users)
    },
    async confirm(address) {
      if (address === undefined || shared.addresses === null) return
      const held = await shared.addresses.expectRoom(addressKey(address))
      if (held !== null) throw tooManyOfAddress(held)
    },
    async confirmOfUser(user) {
      if (user === null || shared.users === null) return
      const held = await shared.users.expectRoom(user)
      if (held !== null) throw tooManyOfUser(held)
    },
    stopTaking() {
      isStopped = true
    },
    close() {
      shared.addresses?.close()
      shared.users?.close()
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
 * Counts one more under a key, until the function that it returns is called.
 *
 * @param shared receives that it was given back. Default: the counts are not shared.
 */
export function hold(
  counts: Map<string, number>,
  key: string,
  shared: Pick<SharedSlots, 'released'> | null = null,
): ReleaseSlot {
  counts.set(key, (counts.get(key) ?? 0) + 1)
  let isHeld = true
  return () => {
    if (!isHeld) return
    isHeld = false
    const left = (counts.get(key) ?? 1) - 1
    if (left === 0) counts.delete(key)
    else counts.set(key, left)
    shared?.released(key)
  }
}
