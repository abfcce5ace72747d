/** A picture for an address, made of the address alone: the same everywhere, and without a request. Pure. */

/** What an avatar shows. */
export interface Avatar {
  /** Hue of its colours, in degrees; none of those that mean a warning or an error. */
  readonly hue: number
  /** The first letters of a name, one or two; empty without a name. */
  readonly initials: string
  /** The `d` of a symmetrical pattern in a box of 5 × 5. */
  readonly pattern: string
}

const hues = [140, 165, 195, 220, 245, 270, 295, 325]
const columns = 5
const rows = 5
const half = Math.ceil(columns / 2)

/** @param name of the party; null for none */
export function avatarOf(address: string, name: string | null): Avatar {
  const hash = hashOf(address)
  const pattern: string[] = []
  for (let cell = 0; cell < half * rows; cell++) {
    if (((hash >>> cell) & 1) === 0) continue
    const x = cell % half
    const y = Math.floor(cell / half)
    pattern.push(`M${x} ${y}h1v1h-1z`)
    if (x !== columns - 1 - x) pattern.push(`M${columns - 1 - x} ${y}h1v1h-1z`)
  }
  return {
    hue: hues[hash >>> 29] ?? 220,
    initials: name === null ? '' : initialsOf(name),
    pattern: pattern.join(''),
  }
}

/** FNV-1a with a last mix: neighbouring addresses have different pictures. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}

const wordStart = /(?:^|[\s\-_./&+])(\p{L}|\p{N})/gu
const isWide = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u

/** Those of the first and the last word. One character where it is as wide as two. */
function initialsOf(name: string): string {
  const starts = [...name.matchAll(wordStart)].map(([, letter = '']) => letter.toLocaleUpperCase())
  const [first = ''] = starts
  const last = starts.length > 1 && !isWide.test(first) ? (starts.at(-1) ?? '') : ''
  return first + last
}
