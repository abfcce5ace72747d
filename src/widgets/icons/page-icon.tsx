/**
 * The shapes of Party, StaleBanner, LiveControl, StreamTimeline and AmountInspector. Apart from icon.tsx, so that pages without these widgets do not load
 * them.
 */
import type { ReactElement } from 'react'
import { IconShape } from './icon-shape.tsx'

/** Each shape is the `d` of one stroked path in a 16 × 16 box. */
const shapes = {
  copy: 'M6 5.25a1 1 0 0 1 1-1h5.75a1 1 0 0 1 1 1V13a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1zM10.5 4.25V3a1 1 0 0 0-1-1H3.25a1 1 0 0 0-1 1v7.75a1 1 0 0 0 1 1H6',
  copied: 'M3 8.5l3.25 3.25L13 5',
  refused: 'M4 4l8 8M12 4l-8 8',
  outdated: 'M8 2.25a5.75 5.75 0 1 1 0 11.5a5.75 5.75 0 0 1 0-11.5M8 4.75v3.5l2.25 1.5',
  explorer: 'M6.75 3.25h-3.5v9.5h9.5v-3.5M9.25 2.75h4v4M13 3L7.5 8.5',
} as const

/** The names of the shapes. */
export type PageIconName = keyof typeof shapes

/** One icon; decoration. */
export function PageIcon({ name }: { readonly name: PageIconName }): ReactElement {
  return <IconShape d={shapes[name]} />
}
