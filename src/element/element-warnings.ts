/**
 * What the console says about elements that are not as their page means them. In production as well, unlike
 * src/warnings.ts: the page has no build of its own that could leave them out. Each is said once.
 */

const page = 'https://github.com/streamgauge/streamgauge/blob/main/docs/script-tag.md#warnings'

/** The codes; public, and only grow. docs/script-tag.md says what to do about each. */
export type ElementWarningCode =
  | 'attribute_invalid'
  | 'attribute_unknown'
  | 'property_invalid'
  | 'option_unknown'
  | 'url_missing'
  | 'language_unavailable'
  | 'part_unavailable'
  | 'tag_taken'

const said = new Set<string>()

/** Warns, unless it has said the same before. */
export function warnOfElement(code: ElementWarningCode, message: string): void {
  if (said.has(message)) return
  said.add(message)
  console.warn(`Streamgauge (${code}): ${message}\n${page}`)
}
