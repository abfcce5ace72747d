/**
 * The shapes of dialogs and toasts, as in icons/icon.tsx: decoration, in the colour of the text next to them. Apart from
 * it, so that pages that only show balances do not load them.
 */
import type { ReactElement } from 'react'
import { IconShape } from '../icons/icon-shape.tsx'

/** Each shape is the `d` of one stroked path in a 16 × 16 box. */
const shapes = {
  close: 'M4 4l8 8M12 4l-8 8',
  done: 'M8 2.25a5.75 5.75 0 1 1 0 11.5a5.75 5.75 0 0 1 0-11.5M5.5 8.25l1.75 1.75l3.5-3.75',
  failed: 'M8 2.5l6 11H2zM8 6.75v3M8 11.75h.01',
} as const

/** The names of the shapes. */
export type ShapeName = keyof typeof shapes

/** One shape, 16 px unless `--sg-icon-size` is set. */
export function Shape({ name }: { readonly name: ShapeName }): ReactElement {
  return <IconShape d={shapes[name]} />
}
