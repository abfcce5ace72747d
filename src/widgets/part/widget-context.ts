/**
 * How the parts of a widget are created and share its state: the root provides what its hook returned, the
 * parts read it. A part outside its root throws a helpful error.
 */
import {
  createContext,
  createElement,
  forwardRef,
  type Provider,
  type ReactElement,
  type ReactNode,
  useContext,
} from 'react'
import {
  type MergedPartProps,
  type Part,
  type PartDefaults,
  type PartElement,
  type PartProps,
  type PartTag,
  usePart,
} from './part.tsx'

/** Codes of {@link WidgetError}; public, and only grow. */
export type WidgetErrorCode = 'part_outside_root'

/** A widget was composed in a way that cannot work. */
export class WidgetError extends Error {
  override readonly name = 'WidgetError'
  /** Which mistake; stable, so that programs can decide by it. */
  readonly code: WidgetErrorCode

  constructor(code: WidgetErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/** What the parts of a widget share: its state, and whatever else they show. */
interface WidgetValue {
  readonly state: unknown
}

/**
 * Creates a part of one widget, one DOM node. `defaultsOf` runs as a hook of the part.
 */
export type PartMaker<Value extends WidgetValue> = <Tag extends PartTag>(
  name: string,
  tag: Tag,
  defaultsOf: (value: Value) => PartDefaults<Tag>,
) => Part<Tag, Value['state']>

/**
 * Renders a part of a widget inside it as its element alone, for a default look that has many parts: a component and its
 * hooks cost half a kilobyte each.
 */
export type PlainPart<Value extends WidgetValue> = (
  part: object,
  value: Value,
  ...children: readonly ReactNode[]
) => ReactElement

/**
 * A context for one widget: its provider, a function that creates parts, the hook that reads it, and a function that
 * renders a part without props of its own.
 *
 * The hook throws {@link WidgetError} `part_outside_root` when there is no root above.
 */
export function createWidgetContext<Value extends WidgetValue>(
  widget: string,
): readonly [Provider<Value | null>, PartMaker<Value>, () => Value, PlainPart<Value>] {
  const context = createContext<Value | null>(null)
  const recipes = new WeakMap<
    object,
    readonly [PartTag, (value: Value) => PartDefaults<PartTag>, name: string]
  >()
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

  function createPart<Tag extends PartTag>(
    name: string,
    tag: Tag,
    defaultsOf: (value: Value) => PartDefaults<Tag>,
  ): Part<Tag, Value['state']> {
    type Props = PartProps<Tag, Value['state']>
    const part = forwardRef<PartElement<Tag>, Props>((given, forwarded) => {
      const value = useWidget()
      return usePart(tag, defaultsOf(value), given as Props, forwarded, value.state)
    })
    part.displayName = `${widget}.${name}`
    recipes.set(part, [tag, defaultsOf as (value: Value) => PartDefaults<PartTag>, name])
    return part as unknown as Part<Tag, Value['state']>
  }

  const plain: PlainPart<Value> = (part, value, ...children) => {
    const [tag, defaultsOf, key] = recipes.get(part) as NonNullable<ReturnType<typeof recipes.get>>
    const { attributes, className, ref, children: own } = defaultsOf(value)
    const props = { ...attributes, key, className, ref } as MergedPartProps
    return createElement(tag, props, ...(children.length > 0 ? children : [own]))
  }

  return [context.Provider, createPart, useWidget, plain]
}
