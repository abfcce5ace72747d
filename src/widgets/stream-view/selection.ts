/** The user's text selection, for copying. Writing around it: react/text-writing. */
import type { ClipboardEvent } from 'react'
import { selectionReader } from '../../react/text-writing.ts'

/** For `onCopy`: copies `text` if the selection lies within the element. */
export function copyInstead(event: ClipboardEvent<Element>, text: string): void {
  const { currentTarget, clipboardData } = event
  if (text === '' || !selectionReader.read(currentTarget.ownerDocument)?.isWithin(currentTarget)) {
    return
  }
  clipboardData.setData('text/plain', text)
  event.preventDefault()
}
