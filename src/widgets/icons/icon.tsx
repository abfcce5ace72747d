/**
 * The kit's own icons: 16 px, 1.5 px stroke, drawn in the colour of the text next to them. Always
 * decoration: the text next to an icon has the meaning, so icons are hidden from assistive
 * technology. Not a general icon set; a shape is added when a widget needs it.
 */
import type { ReactElement } from 'react'
import { IconShape } from './icon-shape.tsx'

/** Each shape is the `d` of one stroked path in a 16 × 16 box. */
const shapes = {
  pending: 'M8 2.25a5.75 5.75 0 1 1 0 11.5a5.75 5.75 0 0 1 0-11.5M8 5v3.25l2 1.25',
  streaming:
    'M1.75 5.5c1.56-1.5 3.13-1.5 4.69 0s3.12 1.5 4.68 0c1.05-1 2.1-1.34 3.13-1M1.75 10.5c1.56-1.5 3.13-1.5 4.69 0s3.12 1.5 4.68 0c1.05-1 2.1-1.34 3.13-1',
  paused: 'M5.5 3.5v9M10.5 3.5v9',
  settled: 'M3.25 2.25v11.5h9.5V2.25M3.25 5h9.5M6 8h4M6 10.75h4',
  completed: 'M8 2.25a5.75 5.75 0 1 1 0 11.5a5.75 5.75 0 0 1 0-11.5M5.5 8.25l1.75 1.75l3.5-3.75',
  cancelled: 'M8 2.25a5.75 5.75 0 1 1 0 11.5a5.75 5.75 0 0 1 0-11.5M4 12L12 4',
  incoming: 'M12 4L4.25 11.75M4.25 5.75v6h6',
  outgoing: 'M4 12l7.75-7.75M5.75 4.25h6v6',
  net: 'M5 13V3M2.25 5.75L5 3l2.75 2.75M11 3v10M8.25 10.25L11 13l2.75-2.75',
  created: 'M8 3v10M3 8h10',
  toppedUp: 'M8 9.75v-7.5M5 5l3-2.75L11 5M2.25 11v2.75h11.5V11',
  withdrawn: 'M8 2.25v7.5M5 7l3 2.75L11 7M2.25 11v2.75h11.5V11',
  resumed: 'M5 3.25v9.5L12.5 8z',
  gap: 'M1.75 8h3.5M10.75 8h3.5M6.25 11.5l-.75 1.5M10.5 3l-.75 1.5M8 6.5v3',
  retry: 'M13.25 8a5.25 5.25 0 1 1-1.6-3.77M13.25 2.25v3h-3',
  offline:
    'M2 2l12 12M1.75 6.25A9 9 0 0 1 4.5 4.4M7 3.6a9 9 0 0 1 7.25 2.65M4.25 9.25a5.5 5.5 0 0 1 3-1.6M10.4 8.3a5.5 5.5 0 0 1 1.35.95M8 12.25h.01',
  signedOut: 'M6.25 2.75h-3.5v10.5h3.5M10.25 5.25L13 8l-2.75 2.75M13 8H6.25',
  warning: 'M8 2.5l6 11H2zM8 6.75v3M8 11.75h.01',
  unknown:
    'M8 2.25a5.75 5.75 0 1 1 0 11.5a5.75 5.75 0 0 1 0-11.5M6.4 6.4A1.65 1.65 0 1 1 8 8.5v.5M8 11.25h.01',
} as const

/** The names of the shapes. */
export type IconName = keyof typeof shapes

/** Props of {@link Icon}. */
export interface IconProps {
  readonly name: IconName
  /** Added to `sg-icon`. */
  readonly className?: string
}

const drawn: { [N in IconName]?: ReactElement } = {}

/** One icon, 16 px unless `--sg-icon-size` is set. The same element every time, since a page has thousands of them. */
export function drawIcon(name: IconName): ReactElement {
  drawn[name] ??= IconShape({ d: shapes[name] })
  return drawn[name]
}

/** The same as a component. */
export function Icon({ name, className }: IconProps): ReactElement {
  return className ? IconShape({ d: shapes[name], className }) : drawIcon(name)
}
