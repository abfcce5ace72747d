/** The picture of an account as SVG: as a part of Party, and in lists that have no other part of it. */
import type { CSSProperties, ReactElement } from 'react'
import { type Avatar, avatarOf } from './avatar.ts'

/** What the element of the picture has. Decoration: the name next to it has the meaning. */
export const avatarParts = ({ hue, initials, pattern }: Avatar) => ({
  className: 'sg-party__avatar',
  attributes: {
    viewBox: '0 0 24 24',
    'aria-hidden': 'true',
    focusable: 'false',
    style: { '--_sg-party-hue': hue } as CSSProperties,
  } as const,
  children: (
    <>
      <rect className="sg-party__ground" width="24" height="24" rx="12" />
      {initials ? (
        <text className="sg-party__initials" x="12" y="12" textAnchor="middle" dy="0.36em">
          {initials}
        </text>
      ) : (
        <path
          className="sg-party__pattern"
          d={pattern}
          transform="translate(5.75 5.75) scale(2.5)"
        />
      )}
    </>
  ),
})

/** The picture by itself. */
export function AvatarPicture(props: {
  readonly address: string
  /** Null for none. */
  readonly name: string | null
}): ReactElement {
  const { className, attributes, children } = avatarParts(avatarOf(props.address, props.name))
  return (
    <svg className={className} {...attributes} aria-hidden="true">
      {children}
    </svg>
  )
}
