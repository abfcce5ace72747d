/** Which node of a Redis Cluster has a key: the slot of the key, and the nodes by slot as CLUSTER SLOTS answers them. */
import type { HostAndPort } from './redis-address.ts'
import type { RedisReply } from './redis-messages.ts'

const slotCount = 16_384

/** [Redis Cluster specification] The slot of a key: of its hash tag, if it has one. */
export function slotOf(key: string): number {
  const open = key.indexOf('{')
  const close = open < 0 ? -1 : key.indexOf('}', open + 1)
  const hashed = close > open + 1 ? key.slice(open + 1, close) : key
  return crc16(Buffer.from(hashed)) % slotCount
}

/** CRC-16/XMODEM. */
function crc16(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff
    }
  }
  return crc
}

/** The masters by slot. */
export interface SlotMap {
  /** `host:port` of the master of a slot; undefined for a slot that none has. */
  ownerOf(slot: number): string | undefined
  /** All masters that have slots. */
  readonly owners: ReadonlyMap<string, HostAndPort>
}

/**
 * Reads an answer to CLUSTER SLOTS.
 *
 * @param asked the node that was asked: it may not know its own address
 * @returns null for an answer that cannot be read, and for a cluster without slots
 */
export function parseSlotMap(reply: RedisReply, asked: HostAndPort): SlotMap | null {
  if (!Array.isArray(reply)) return null
  const owners = new Map<string, HostAndPort>()
  const bySlot: string[] = []
  for (const range of reply as readonly RedisReply[]) {
    if (!Array.isArray(range)) return null
    const [first, last, master] = range as readonly RedisReply[]
    const [host, port] = Array.isArray(master) ? (master as readonly RedisReply[]) : []
    const at = { host: String(host || asked.host), port: Number(port) }
    const name = `${at.host}:${at.port}`
    owners.set(name, at)
    for (let slot = Number(first); slot <= Number(last); slot++) bySlot[slot] = name
  }
  return owners.size === 0 ? null : { ownerOf: (slot) => bySlot[slot], owners }
}
