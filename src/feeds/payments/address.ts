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
const strKeyPattern = /^[GC][A-Z2-7]{55}$/
const u64Max = 2n ** 64n - 1n

/** True for a Stellar account, `G…` of 56 characters with a valid checksum. */
export function isAccountAddress(text: string): boolean {
  return hasVersion(text, accountVersion)
}

/** True for a token: a contract `C…`, or an issuing account `G…`; both with a valid checksum. */
export function isTokenAddress(text: string): boolean {
  return hasVersion(text, contractVersion) || hasVersion(text, accountVersion)
}

/** True for a stream id: a u64 in decimal without sign, leading zeros or spaces. */
export function isStreamId(text: string): boolean {
  return /^(0|[1-9]\d{0,19})$/.test(text) && BigInt(text) <= u64Max
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
  const bytes = [version, ...key]
  const sum = checksum(bytes)
  return toBase32([...bytes, sum & 0xff, sum >> 8])
}

function hasVersion(text: string, version: number): boolean {
  // 56 letters are exactly 35 bytes, so there are no left-over bits that could be non-canonical.
  if (!strKeyPattern.test(text)) return false
  const bytes = fromBase32(text)
  const high = bytes.pop() ?? 0
  const low = bytes.pop() ?? 0
  return bytes[0] === version && checksum(bytes) === ((high << 8) | low)
}

/** CRC-16/XMODEM: polynomial 0x1021, start 0, no reflection. */
function checksum(bytes: readonly number[]): number {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1
    crc &= 0xffff
  }
  return crc
}

function toBase32(bytes: readonly number[]): string {
  let text = ''
  let held = 0
  let heldBits = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff
    heldBits += 8
    while (heldBits >= 5) {
      heldBits -= 5
      text += alphabet[(held >> heldBits) & 31] ?? ''
    }
  }
  return text
}

function fromBase32(text: string): number[] {
  const bytes: number[] = []
  let held = 0
  let heldBits = 0
  for (const letter of text) {
    held = ((held << 5) | alphabet.indexOf(letter)) & 0xfff
    heldBits += 5
    if (heldBits >= 8) {
      heldBits -= 8
      bytes.push((held >> heldBits) & 0xff)
    }
  }
  return bytes
}
