/**
 * The styles of the elements as constructed style sheets: a strict Content Security Policy refuses `<style>` and
 * `style="…"`, but not these. One sheet for all elements of a document, parsed once.
 */
import scopeText from '../widgets/theme/scope.css?inline'

/** How the element itself is laid out. */
export type ElementDisplay = 'block' | 'inline'

/** The element and what is around the widget in its shadow tree. Rules of the page for the element win. */
const hostText = (display: ElementDisplay) => `
  :host { display: ${display} }
  :host([hidden]) { display: none }
  .sg-element { display: contents }
  .sg-element[hidden], slot[hidden] { display: none }
`

type SheetsOf = Map<string, CSSStyleSheet>

const sheets = new WeakMap<Document, SheetsOf>()

/** A sheet can only be used in the document that it was made for. */
function sheetOf(text: string, owner: Document): CSSStyleSheet | null {
  const view = owner.defaultView
  if (!view) return null
  const known: SheetsOf = sheets.get(owner) ?? new Map()
  sheets.set(owner, known)
  let sheet = known.get(text)
  if (!sheet) {
    sheet = new view.CSSStyleSheet()
    sheet.replaceSync(text)
    known.set(text, sheet)
  }
  return sheet
}

/** Gives a shadow root its styles, and the document what widgets inherit: see theme/scope.css. */
export function adoptStyles(
  root: ShadowRoot,
  display: ElementDisplay,
  styles: readonly string[],
): void {
  const { ownerDocument } = root
  const own = [...styles, hostText(display)].map((text) => sheetOf(text, ownerDocument))
  root.adoptedStyleSheets = own.filter((sheet) => sheet !== null)
  const scope = sheetOf(scopeText, ownerDocument)
  if (!scope || ownerDocument.adoptedStyleSheets.includes(scope)) return
  ownerDocument.adoptedStyleSheets.push(scope)
}
