/** What is said of each element: in elements.ts, and in the files that it combines. */
import type { ElementDisplay } from './element-styles.ts'
import type { PartName } from './parts/part-names.ts'
import type { ElementProperties } from './property.ts'

/** One element. */
export interface ElementEntry {
  /** The name of its widget in the registry. */
  readonly widget: string
  readonly display: ElementDisplay
  /** The part of the script that has the widget. Default: the script itself. */
  readonly part?: PartName
  /** Properties with what is shown: with one of them it needs no server. Default: `stream` and `streams`. */
  readonly data?: readonly string[]
  /** Applies to all elements of the page, so it needs no server of its own. */
  readonly isOfPage?: true
  /** The property without which what is set says nothing, such as a metric without its company; null for none. */
  readonly incomplete?: (values: Readonly<Record<string, unknown>>) => string | null
  readonly properties: ElementProperties
}
