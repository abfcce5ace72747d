/**
 * The checksum of a row: CRC-32 over all of its columns. It finds what a disk or a foreign program has changed; it is
 * no protection against someone who wants to change a row unnoticed.
 */
import { crc32 } from 'node:zlib'

/** The checksum of a row of `entries`. `topics`: as stored. */
export function checksumOfEntry(row: {
  readonly log: number
  readonly offset: number
  readonly atMs: number
  readonly type: string
  readonly topics: string
  readonly data: string
}): number {
  const { log, offset, atMs, type, topics, data } = row
  return crc32(`${log} ${offset} ${atMs} ${type}\n${topics}\n${data}`)
}

/** The checksum of a row of `states`. */
export function checksumOfState(row: {
  readonly log: number
  readonly key: string
  readonly version: number
  readonly value: string
}): number {
  const { log, key, version, value } = row
  return crc32(`${log} ${key} ${version}\n${value}`)
}
