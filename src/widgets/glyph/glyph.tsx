/**
 * The shapes of dashboards: 16 px, 1.5 px stroke, in the colour of the text next to them, which has the meaning.
 * Apart from icons/icon.tsx, so that pages with one kind of widgets do not load the shapes of the others.
 */
import type { ReactElement } from 'react'
import { IconShape } from '../icons/icon-shape.tsx'

/** Each shape is the `d` of one stroked path in a 16 × 16 box. */
const shapes = {
  up: 'M8 12.75v-9.5M3.75 7.5L8 3.25l4.25 4.25',
  down: 'M8 3.25v9.5M3.75 8.5L8 12.75l4.25-4.25',
  flat: 'M3.25 8h9.5',
  set: 'M8 2.25a5.75 5.75 0 1 1 0 11.5a5.75 5.75 0 0 1 0-11.5M5.5 8.25l1.75 1.75l3.5-3.75',
  unset: 'M8 2.25a5.75 5.75 0 1 1 0 11.5a5.75 5.75 0 0 1 0-11.5',
  warning: 'M8 2.5l6 11H2zM8 6.75v3M8 11.75h.01',
  sort: 'M5 6.25L8 3.25l3 3M5 9.75l3 3l3-3',
} as const

/** The names of the shapes. */
export type GlyphName = keyof typeof shapes

/** One shape, 16 px unless `--sg-icon-size` is set; decoration. */
export function Glyph({ name }: { readonly name: GlyphName }): ReactElement {
  return <IconShape d={shapes[name]} />
}
