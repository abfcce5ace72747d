/**
 * A part of the script: widgets that not every page shows, in a file of its own that is loaded with the first element
 * that needs it. A file of a part has what no other file has; whatever the script contains as well, it takes from there
 * (element-parts.ts, where the files are built).
 */
import type { ComponentType } from 'react'
import type { CommonValues } from '../common-properties.ts'
import type { ElementTag, ElementValues, TagsOf } from '../elements.ts'
import type { PartName } from './part-names.ts'

/** Not props: the provider around the widget has them. Symbol and decimals become the token. */
type ProviderValue = keyof CommonValues | 'symbol' | 'decimals'

/** The props that the widget of an element gets. */
export type PropsOf<Tag extends ElementTag> = Partial<Omit<ElementValues<Tag>, ProviderValue>>

/** The widgets of a part by tag; without a name those of the script itself. */
export type ComponentsOf<Part extends PartName | undefined> = {
  readonly [Tag in TagsOf<Part>]: ComponentType<PropsOf<Tag>>
}

/** What the file of a part exports as `part`. */
export interface ElementPart {
  /** By tag. */
  readonly components: Readonly<Record<string, unknown>>
  /** Its style sheet, on top of that of the script. */
  readonly styles: string
}
