/**
 * The spelling of the things a filter names: Stellar addresses (StrKey) and stream ids. Checks and
 * prints text only; whether an account exists is not known here. Written out because the Stellar
 * SDK would put a megabyte into the tab for the 30 lines that are needed.
 */
import { ProtocolError } from '../../protocol/errors.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
// [SEP-23] The version byte's top five bits are the first letter: 6 → G, 2 → C.
const accountVersion = 6 << 3
const contractVersion = 2 << 3
const keyLength = 32
/** Version and key: what the checksum is of. */
const checkedBits = 8 * (1 + keyLength)

/** True for a Stellar account, `G…` of 56 characters with a valid checksum. */
export function isAccountAddress(text: string): boolean {
  return text.startsWith('G') && isStrKey(text)
}

/** True for a token: a contract `C…`, or an issuing account `G…`; both with a valid checksum. */
export function isTokenAddress(text: string): boolean {
  return isStrKey(text)
}

/** True for a stream id: a u64 in decimal without sign, leading zeros or spaces. */
export function isStreamId(text: string): boolean {
  return /^(0|[1-9]\d{0,19})$/.test(text) && BigInt(text) >> 64n === 0n
}

/**
 * Writes an account's 32 key bytes as `G…`.
 *
 * @throws ProtocolError `bad_address` unless there are exactly 32 bytes.
 */
export function printAccountAddress(key: Uint8Array): string {
  return printStrKey(accountVersion, key)
}

/**
 * Writes a contract's 32 hash bytes as `C…`.
 *
 * @throws ProtocolError `bad_address` unless there are exactly 32 bytes.
 */
export function printContractAddress(hash: Uint8Array): string {
  return printStrKey(contractVersion, hash)
}

function printStrKey(version: number, key: Uint8Array): string {
  if (key.length !== keyLength) {
    throw new ProtocolError(
      'bad_address',
      `Failed to print an address: it has ${key.length} bytes. Give exactly ${keyLength}.`,
    )
  }
  const checked = toBits([version, ...key], 8)
  return (checked + checksumOf(checked)).replace(
    /.{5}/g,
    (bits) => alphabet[Number.parseInt(bits, 2)] ?? '',
  )
}

function isStrKey(text: string): boolean {
  // After the first letter, the version leaves A to D. 56 letters are exactly 35 bytes, so there are
  // no left-over bits that could be non-canonical.
  if (!/^[GC][A-D][A-Z2-7]{54}$/.test(text)) return false
  const bits = toBits(
    Array.from(text, (letter) => alphabet.indexOf(letter)),
    5,
  )
  return bits.slice(checkedBits) === checksumOf(bits.slice(0, checkedBits))
}

/** CRC-16/XMODEM: polynomial 0x1021, start 0, no reflection. Its low byte comes first. */
function checksumOf(bits: string): string {
  let crc = 0
  for (const bit of bits) crc = ((crc << 1) & 0xffff) ^ ((crc >> 15) ^ Number(bit) ? 0x1021 : 0)
  return toBits([crc & 0xff, crc >> 8], 8)
}

function toBits(values: readonly number[], width: number): string {
  return values.map((value) => value.toString(2).padStart(width, '0')).join('')
}
