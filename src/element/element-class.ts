/**
 * A custom element for a widget: its attributes and properties, and when the widget is mounted. What is mounted is in
 * mounted-widget.tsx; which elements there are is in elements.ts.
 *
 * E1 Properties set before the script was loaded count, and so do attributes in any order: what is rendered is decided
 *    once all of a task has happened.
 * E2 An element that is moved stays mounted, and so does its connection: only one that is still disconnected at the end
 *    of the task is unmounted.
 * E3 What cannot be shown says so instead of loading without an end (fault.ts): at once if an attribute is not valid,
 *    and after a while if something is missing, since a program may still set it.
 */
import { nearestName } from '../protocol/nearest-name.ts'
import type { ElementEntry } from './element-entry.ts'
import { warnOfElement } from './element-warnings.ts'
import { decisiveOf, type Fault, type FoundFault, faultOf, printAttributes } from './fault.ts'
import {
  createMountedWidget,
  type ElementValuesByName,
  type MountedWidget,
} from './mounted-widget.tsx'
import { pageOptions } from './page-sessions.ts'
import type { ElementPart } from './parts/part.ts'
import { attributeOf, type ElementProperty } from './property.ts'

/** E3 After how long an element says what it is missing. */
const patienceMs = 3000

/** What an element is made of. */
interface ElementParts {
  readonly tag: string
  readonly entry: ElementEntry
  /** The widgets of the script itself, and their style sheet. */
  readonly base: ElementPart
}

/** Makes the class of one element. Only where there is a DOM. */
export function createElementClass(parts: ElementParts): CustomElementConstructor {
  const { tag, entry, base } = parts
  const properties = Object.entries(entry.properties)
  const names = new Map(
    properties.flatMap(([name, { parse }]) => (parse ? [[attributeOf(name), name]] : [])),
  )
  const propertyOf = (name: string) => entry.properties[name] as ElementProperty<unknown>

  class StreamgaugeElement extends HTMLElement {
    static readonly observedAttributes = [...names.keys()]

    readonly #values = new Map<string, unknown>()
    readonly #widget: MountedWidget
    /** Properties whose attribute is not valid. */
    readonly #invalid = new Set<string>()
    #isDue = false
    #isWaiting = false
    /** E3 What is missing has been missing for a while. */
    #isLate = false

    constructor() {
      super()
      const onChange = () => this.#update()
      this.#widget = createMountedWidget({ host: this, tag, entry, base, onChange })
      // E1
      for (const [name] of properties) {
        if (!Object.hasOwn(this, name)) continue
        const value: unknown = Reflect.get(this, name)
        Reflect.deleteProperty(this, name)
        Reflect.set(this, name, value)
      }
    }

    connectedCallback(): void {
      this.#update()
      this.#wait()
    }

    disconnectedCallback(): void {
      this.#update()
    }

    // E2 With it, browsers that have `moveBefore()` call neither of the two above.
    connectedMoveCallback(): void {}

    attributeChangedCallback(attribute: string, _: string | null, text: string | null): void {
      const name = names.get(attribute)
      if (name === undefined) return
      const property = propertyOf(name)
      const value = text === null ? undefined : property.parse?.(text)
      this.#invalid.delete(name)
      if (text !== null && value === undefined) {
        this.#invalid.add(name)
        const isDecisive = decisiveOf(entry).includes(name)
        warnOfAttribute(this, { name: attribute, text, property, isDecisive })
      }
      this.#values.set(name, value)
      this.#update()
    }

    /** For the accessors below. */
    read(name: string): unknown {
      return this.#values.get(name) ?? propertyOf(name).otherwise
    }

    /** For the accessors below. */
    write(name: string, given: unknown): void {
      const { isValid, print, accepts } = propertyOf(name)
      // Ids and the like are often numbers in JavaScript.
      const isId = !isValid(given) && Number.isSafeInteger(given) && isValid(String(given))
      const value = isId ? String(given) : given
      const isReset = value === undefined || value === null
      if (!isReset && !isValid(value)) {
        warnOfElement(
          'property_invalid',
          `${name} of <${tag}> was set to ${describe(given)}, which is not valid, and stays as it was. Set it to ${accepts}.`,
          this,
        )
        return
      }
      this.#invalid.delete(name)
      // First: while the element is constructed, changes of attributes are not reported.
      this.#values.set(name, isReset ? undefined : value)
      this.#update()
      const text = isReset || !print ? null : print(value)
      if (text !== null) this.setAttribute(attributeOf(name), text)
      // An object is not written, and the attribute that it replaces would be another one.
      else this.#removeAttribute(name)
    }

    #removeAttribute(name: string): void {
      const value = this.#values.get(name)
      this.removeAttribute(attributeOf(name))
      this.#values.set(name, value)
    }

    /** Renders, mounts or unmounts once everything of this task has happened. */
    #update(): void {
      if (this.#isDue) return
      this.#isDue = true
      queueMicrotask(() => {
        this.#isDue = false
        if (this.isConnected) this.#widget.render(this.#set(), this.#fault())
        else this.#widget.unmount()
      })
    }

    #found(): FoundFault | null {
      return faultOf({ entry, invalid: this.#invalid, ...contextOf(this.#set()) })
    }

    #fault(): Fault | null {
      const found = this.#found()
      if (!found?.isLater) this.#isLate = false
      else if (!this.#isLate) this.#wait()
      return found && (this.#isLate || !found.isLater) ? found.fault : null
    }

    #wait(): void {
      if (this.#isWaiting) return
      this.#isWaiting = true
      setTimeout(() => {
        this.#isWaiting = false
        if (!this.isConnected) return
        this.#isLate = true
        this.#update()
        warnOfMistakes(this, { tag, entry, names }, this.#set(), this.#found())
      }, patienceMs)
    }

    /** The values that are set. */
    #set(): ElementValuesByName {
      return Object.fromEntries([...this.#values].filter(([, value]) => value !== undefined))
    }
  }

  for (const [name] of properties) {
    Object.defineProperty(StreamgaugeElement.prototype, name, {
      configurable: true,
      enumerable: true,
      get(this: StreamgaugeElement) {
        return this.read(name)
      },
      set(this: StreamgaugeElement, value: unknown) {
        this.write(name, value)
      },
    })
  }
  return StreamgaugeElement
}

/** What is set, on the element or for the page. */
function contextOf(values: ElementValuesByName) {
  const page = pageOptions()
  return {
    values,
    isSet: (name: string) =>
      values[name] !== undefined || (name === 'account' && page?.account !== undefined),
    hasServer: values['url'] !== undefined || page !== null,
  }
}

/** Says that an attribute is not valid, and what that means for the page. */
function warnOfAttribute(
  element: HTMLElement,
  attribute: {
    readonly name: string
    readonly text: string
    readonly property: ElementProperty<unknown>
    /** Without it there is nothing to show. */
    readonly isDecisive: boolean
  },
): void {
  const { name, text, isDecisive } = attribute
  const { otherwise, accepts } = attribute.property
  const ignored = otherwise === undefined ? 'It is ignored' : `${otherwise} is used in its place`
  warnOfElement(
    'attribute_invalid',
    `<${element.localName} ${name}="${text.slice(0, 80)}"> is not valid. ${isDecisive ? 'Nothing is shown' : ignored}. Write ${accepts}.`,
    element,
  )
}

/** Says what is probably missing or misspelled. */
function warnOfMistakes(
  element: HTMLElement,
  {
    tag,
    entry,
    names,
  }: Pick<ElementParts, 'tag' | 'entry'> & { names: ReadonlyMap<string, string> },
  values: ElementValuesByName,
  found: FoundFault | null,
): void {
  const known = [...names.keys()]
  for (const { name } of element.attributes) {
    if (names.has(name) || name in element || /^(class|is|data-|aria-|on)/.test(name)) continue
    const meant = nearestName(name, known)
    if (!meant) continue
    warnOfElement(
      'attribute_unknown',
      `<${tag}> has no attribute "${name}". Did you mean ${meant}?`,
      element,
    )
  }
  const isConnecting = contextOf(values).hasServer
  const missing = found?.missing ?? []
  const isIncomplete = missing.length > 0 && entry.incomplete?.(values) === missing[0]
  if (isIncomplete || (isConnecting && missing.length > 0)) {
    warnOfElement(
      'attribute_missing',
      `<${tag}> has nothing to show. Write ${printAttributes(missing)}${isIncomplete ? ' as well' : ''}.`,
      element,
    )
  }
  const { data = ['stream', 'streams'] } = entry
  if (isConnecting || entry.isOfPage || data.some((name) => values[name] !== undefined)) return
  warnOfElement(
    'url_missing',
    `<${tag}> has no server to load from. Write its address into the attribute url ("" for that of the page), or call configure({ url }).`,
    element,
  )
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `"${value.slice(0, 80)}"`
  return typeof value === 'object' || typeof value === 'function' ? `a ${typeof value}` : `${value}`
}
