/**
 * What the console says about elements that are not as their page means them. In production as well, unlike
 * src/warnings.ts: the page has no build of its own that could leave them out. Each is said once: what is about an element, once for each element.
 */

const page = 'https://github.com/streamgauge/streamgauge/blob/main/docs/script-tag.md#warnings'

/** The codes; public, and only grow. docs/script-tag.md says what to do about each. */
export type ElementWarningCode =
  | 'attribute_invalid'
  | 'attribute_unknown'
  | 'attribute_missing'
  | 'property_invalid'
  | 'option_unknown'
  | 'url_missing'
  | 'language_unavailable'
  | 'part_unavailable'
  | 'widget_failed'
  | 'tag_taken'

/** What has been said: of the page, and of each element. */
const saidOfPage = new Set<string>()
const saidOfElements = new WeakMap<Element, Set<string>>()

/** Warns, unless it has said the same before: of this element, which the console then shows, or of the page. */
export function warnOfElement(code: ElementWarningCode, message: string, element?: Element): void {
  const said = element ? (saidOfElements.get(element) ?? new Set()) : saidOfPage
  if (element) saidOfElements.set(element, said)
  if (said.has(message)) return
  said.add(message)
  const text = `Streamgauge (${code}): ${message}\n${page}`
  if (element) console.warn(text, element)
  else console.warn(text)
}
