/** How an icon is drawn: 16 px, 1.5 px stroke, in the colour of the text next to it. Has no shapes of its own. */
import type { ReactElement } from 'react'

/** @param d one stroked path in a 16 × 16 box */
export function IconShape(props: {
  readonly d: string
  readonly className?: string
}): ReactElement {
  const { d, className } = props
  return (
    <svg
      className={className ? `sg-icon ${className}` : 'sg-icon'}
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={d} />
    </svg>
  )
}
