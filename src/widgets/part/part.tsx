/**
 * What every part of every widget can do: it is one DOM node, forwards its ref, can be replaced by another
 * element (`render`), and takes class and style as values or as functions of the widget's state. Has no
 * state and no CSS.
 */
import {
  type ComponentPropsWithoutRef,
  type CSSProperties,
  cloneElement,
  createElement,
  type ForwardedRef,
  type ForwardRefExoticComponent,
  isValidElement,
  type ReactElement,
  type ReactNode,
  type Ref,
  type RefAttributes,
  type RefCallback,
  useCallback,
  version,
} from 'react'

/** The elements that parts are made of. */
export type PartTag =
  | 'a'
  | 'article'
  | 'button'
  | 'div'
  | 'form'
  | 'input'
  | 'li'
  | 'ol'
  | 'p'
  | 'section'
  | 'select'
  | 'span'
  | 'svg'
  | 'table'
  | 'tbody'
  | 'td'
  | 'tfoot'
  | 'th'
  | 'thead'
  | 'time'
  | 'tr'

type PartElements = HTMLElementTagNameMap & { svg: SVGSVGElement }

/** The DOM element behind a tag, as a ref receives it. */
export type PartElement<Tag extends PartTag> = PartElements[Tag]

/** The props a part would have given to its own element, ready to be spread onto another one. */
export type MergedPartProps = Record<string, unknown>

/** What every part accepts besides the attributes of its element. */
export interface PartOptions<State> {
  /** A class, or one decided by the state of the widget; added to the part's own. */
  readonly className?: string | ((state: State) => string | undefined) | undefined
  /** Styles, or styles decided by the state of the widget. */
  readonly style?: CSSProperties | ((state: State) => CSSProperties | undefined) | undefined
  /**
   * Another element in place of this part's own: an element, which receives the part's props
   * (its own props win, handlers and refs are joined), or a function that spreads them itself.
   * It has to render exactly one DOM node.
   */
  readonly render?:
    | ReactElement
    | ((props: MergedPartProps, state: State) => ReactElement)
    | undefined
}

/** The public props of a part made of `Tag` in a widget whose state is `State`. */
export type PartProps<Tag extends PartTag, State> = PartOptions<State> &
  Omit<ComponentPropsWithoutRef<Tag>, keyof PartOptions<unknown>>

/** A part as a component: its ref is the DOM node. */
export type Part<Tag extends PartTag, State> = ForwardRefExoticComponent<
  PartProps<Tag, State> & RefAttributes<PartElement<Tag>>
>

/** What a widget gives to one of its parts. */
export interface PartDefaults<Tag extends PartTag> {
  readonly className: string
  readonly ref?: Ref<PartElement<Tag>> | undefined
  /** Attributes and handlers. A handler passed by the user runs first. */
  readonly attributes?: Readonly<Record<string, unknown>>
  /** Shown when the user passes no children. */
  readonly children?: ReactNode
}

const isHandler = (name: string, value: unknown): value is (...args: unknown[]) => void =>
  typeof value === 'function' && /^on[A-Z]/.test(name)

/** `over` wins, except that classes are joined, styles are merged and both handlers run. */
function mergeProps(base: MergedPartProps, over: MergedPartProps): MergedPartProps {
  const merged: MergedPartProps = { ...base }
  for (const [name, value] of Object.entries(over)) {
    const earlier = base[name]
    if (value === undefined && earlier !== undefined) continue
    if (name === 'className' && earlier) merged[name] = value ? `${earlier} ${value}` : earlier
    else if (name === 'style' && earlier) merged[name] = { ...earlier, ...(value as object) }
    else if (isHandler(name, value) && isHandler(name, earlier)) {
      merged[name] = (...args: unknown[]) => {
        value(...args)
        earlier(...args)
      }
    } else merged[name] = value
  }
  return merged
}

function assign<T>(ref: Ref<T> | undefined, node: T | null): void {
  if (typeof ref === 'function') ref(node)
  else if (ref) ref.current = node
}

/** One stable ref callback that fills up to three refs. */
export function useJoinedRef<T>(
  first: Ref<T> | undefined,
  second: Ref<T> | undefined,
  third?: Ref<T> | undefined,
): RefCallback<T> {
  return useCallback(
    (node: T | null) => {
      assign(first, node)
      assign(second, node)
      assign(third, node)
    },
    [first, second, third],
  )
}

// React 19 moved an element's ref into its props, and warns when the old place is read.
const isRefAProp = Number.parseInt(version, 10) >= 19

function refOf(element: ReactElement): Ref<unknown> | undefined {
  const place = (isRefAProp ? element.props : element) as { readonly ref?: Ref<unknown> }
  return place.ref
}

/** Renders one part: the widget's defaults, the user's props, and the element they go to. */
export function usePart<Tag extends PartTag, State>(
  tag: Tag,
  defaults: PartDefaults<Tag>,
  given: PartProps<Tag, State>,
  forwarded: ForwardedRef<PartElement<Tag>>,
  state: State,
): ReactElement {
  const { className, style, render, ...rest } = given as PartOptions<State> & MergedPartProps
  const replacement = isValidElement(render) ? (render as ReactElement<MergedPartProps>) : null
  const ref = useJoinedRef<PartElement<Tag>>(
    defaults.ref,
    forwarded,
    replacement ? (refOf(replacement) as Ref<PartElement<Tag>> | undefined) : undefined,
  )
  const own: MergedPartProps = {
    ...defaults.attributes,
    className: defaults.className,
    ...(defaults.children !== undefined && { children: defaults.children }),
  }
  const props = mergeProps(own, {
    ...rest,
    className: typeof className === 'function' ? className(state) : className,
    style: typeof style === 'function' ? style(state) : style,
  })
  if (replacement) {
    return cloneElement(replacement, { ...mergeProps(props, replacement.props), ref })
  }
  if (typeof render === 'function') return render({ ...props, ref }, state)
  return createElement(tag, { ...props, ref } as MergedPartProps)
}
