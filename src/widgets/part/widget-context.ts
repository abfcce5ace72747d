/**
 * How the parts of one widget find each other: the root provides what its hook returned, the parts
 * read it. Says clearly which part stands outside which root. Holds nothing else.
 */
import { createContext, type Provider, useContext } from 'react'

/** Codes of {@link WidgetError}; public, and only grow. */
export type WidgetErrorCode = 'part_outside_root'

/** A widget was put together in a way that cannot work. */
export class WidgetError extends Error {
  override readonly name = 'WidgetError'
  readonly code: WidgetErrorCode

  constructor(code: WidgetErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/**
 * A context for one widget: its provider, and the hook its parts read it with.
 *
 * The hook throws {@link WidgetError} `part_outside_root` when there is no root above.
 */
export function createWidgetContext<Value>(
  widget: string,
): readonly [Provider<Value | null>, () => Value] {
  const context = createContext<Value | null>(null)
  context.displayName = widget
  function useWidget(): Value {
    const value = useContext(context)
    if (value === null) {
      throw new WidgetError(
        'part_outside_root',
        `A part of ${widget} could not be rendered: there is no ${widget}.Root above it. Put it inside <${widget}.Root>.`,
      )
    }
    return value
  }
  return [context.Provider, useWidget]
}
