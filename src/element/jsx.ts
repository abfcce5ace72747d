/**
 * The elements in the JSX of React 19 and later, whose properties it sets: `import type {} from 'streamgauge/element/jsx'`
 * once, in any file of the project. Types only. In React itself the widgets of `streamgauge` are the better choice.
 *
 * @packageDocumentation
 */
import type { DetailedHTMLProps, HTMLAttributes } from 'react'
import type { ElementsByTag, ElementTag, ElementValues } from './elements.ts'

/** The attributes of an element in JSX: its properties, and those of every element. */
export type ElementAttributes<Tag extends ElementTag> = Omit<
  DetailedHTMLProps<HTMLAttributes<ElementsByTag[Tag]>, ElementsByTag[Tag]>,
  keyof ElementValues<Tag>
> &
  Partial<ElementValues<Tag>> & {
    /** React's name for the attribute `class` is not that of custom elements. */
    readonly class?: string | undefined
  }

/** The elements by tag, as JSX has them. */
export type ElementAttributesByTag = { [Tag in ElementTag]: ElementAttributes<Tag> }

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements extends ElementAttributesByTag {}
  }
}
