/** Defines the elements in the page. */
import { base } from './components.tsx'
import { createElementClass } from './element-class.ts'
import { warnOfElement } from './element-warnings.ts'
import { type ElementTag, elements } from './elements.ts'

/** Defines what is not defined yet. Does nothing where there are no custom elements, as on a server. */
export function defineElements(): void {
  if (!globalThis.customElements) return
  for (const tag of Object.keys(elements) as ElementTag[]) {
    if (customElements.get(tag)) {
      warnOfElement(
        'tag_taken',
        `<${tag}> is defined already, so that of this script is not used. Load the script once, as a module or as a classic script.`,
      )
      continue
    }
    customElements.define(tag, createElementClass({ tag, entry: elements[tag], base }))
  }
}
