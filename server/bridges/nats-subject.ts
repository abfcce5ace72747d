/** Subjects of NATS: words separated by dots, with wildcards in those that are subscribed to. */

/** Whether one can subscribe to it. */
export function isSubject(text: unknown): text is string {
  if (typeof text !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(text)) return false
  const words = text.split('.')
  return words.every((word, index) =>
    word === '>' ? index === words.length - 1 : word === '*' || /^[^*>]+$/.test(word),
  )
}

/** Whether every subject that `inner` matches is matched by `pattern`. A subject without wildcards is one of those. */
export function coversSubject(pattern: string, inner: string): boolean {
  const words = pattern.split('.')
  const given = inner.split('.')
  for (const [index, word] of words.entries()) {
    if (word === '>') return given.length > index
    const other = given[index]
    if (other === undefined || other === '>') return false
    if (word !== '*' && word !== other) return false
  }
  return given.length === words.length
}

/**
 * What a consumer has to filter by, so that it gets these subjects of a stream.
 *
 * @returns an empty list: everything in the stream is wanted
 */
export function filterFor(
  wanted: readonly string[],
  ofStream: readonly string[],
): readonly string[] {
  const isAll = ofStream.every((subject) => wanted.some((each) => coversSubject(each, subject)))
  return isAll ? [] : wanted
}
