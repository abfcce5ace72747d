/**
 * Which of the codings that a file is stored in a client accepts: `Accept-Encoding` of RFC 9110, 12.5.3. Compresses
 * nothing.
 */

/** Codings of static files, the smallest first. */
export const contentCodings = ['br', 'gzip'] as const

export type ContentCoding = (typeof contentCodings)[number]

/**
 * The first of the stored codings with the highest weight that the client gives.
 *
 * @param accepted the header; null: the client has sent none, and gets the file as it is.
 * @param stored in the order in which the server prefers them.
 * @returns null: as it is, without a coding.
 */
export function chooseCoding(
  accepted: string | null,
  stored: readonly ContentCoding[],
): ContentCoding | null {
  if (accepted === null || stored.length === 0) return null
  const weights = parseWeights(accepted)
  const weightOf = (coding: string) => weights.get(coding) ?? weights.get('*') ?? 0
  let best: ContentCoding | null = null
  // Without a coding is acceptable unless it is refused, and then a coding has to do.
  let bestWeight = 0
  for (const coding of stored) {
    if (weightOf(coding) > bestWeight) {
      best = coding
      bestWeight = weightOf(coding)
    }
  }
  const identity = weights.get('identity')
  return identity !== undefined && identity > bestWeight ? null : best
}

/** What a header says of each coding; what cannot be read has the weight 0. */
function parseWeights(header: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>()
  for (const part of header.split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
    if (name === '') continue
    const weight = parameters.find((text) => text.startsWith('q='))?.slice(2)
    weights.set(name === 'x-gzip' ? 'gzip' : name, weight === undefined ? 1 : readWeight(weight))
  }
  return weights
}

const readWeight = (text: string) =>
  /^[01](\.\d{0,3})?$/.test(text) ? Math.min(1, Number(text)) : 0
