/**
 * A place for a text that comes and goes, such as an error: as high as the longest of the texts that may stand there, in any
 * language and width, so that nothing below it moves. The reserved text is drawn by a style and is not in the document.
 */
import type { ReactNode } from 'react'

export function Room(props: {
  readonly className?: string
  /** What may stand there. */
  readonly texts: readonly string[]
  readonly children: ReactNode
}) {
  const { className, texts, children } = props
  const longest = texts.reduce((long, text) => (text.length > long.length ? text : long), '')
  return (
    <div className={className ? `sg-room ${className}` : 'sg-room'} data-room={longest}>
      {children}
    </div>
  )
}
