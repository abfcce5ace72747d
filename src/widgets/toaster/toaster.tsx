/**
 * Toaster: what the user's own commands have done, and why others failed, at the edge of the page. In the top layer, so
 * that no dialog covers it. Not a live region: useToast announces each message once, through the Announcer.
 *
 * A modal dialog makes everything outside it inert, the top layer too: toasts are shown above it, can be used once it has
 * closed, and wait for that.
 */
import {
  forwardRef,
  type MouseEvent,
  type ReactElement,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
} from 'react'
import { toastEnglish } from '../../messages/actions-english.ts'
import type { ToastMessages } from '../../messages/actions-messages.ts'
import { useMessages } from '../../react/language.tsx'
import { useSession } from '../../react/session-context.ts'
import { Shape } from '../form/shape.tsx'
import { type PartProps, useJoinedRef, usePart } from '../part/part.tsx'
import { createWidgetContext } from '../part/widget-context.ts'
import type { Toast } from './toasts.ts'
import { type ToasterState, type ToasterView, useToaster } from './use-toaster.ts'

interface ToasterContext extends ToasterView {
  readonly messages: ToastMessages
}

/** What the parts of one toast share. */
interface ToastContext {
  readonly state: Toast
  readonly close: () => void
}

const [Provider, part, useView] = createWidgetContext<ToasterContext>('Toaster')
const [ToastProvider, toastPart] = createWidgetContext<ToastContext>('Toaster.Toast')

/** Which toasts are shown is not up to props: see {@link useToast}. */
export interface ToasterOptions {
  /** The key that moves the focus to the newest toast, as in `KeyboardEvent.key`. Null: none. Default `F8`. */
  readonly hotkey?: string | null | undefined
}

/** Props of `Toaster.Root`. */
export type ToasterRootProps = ToasterOptions & PartProps<'section', ToasterState>

const Root = forwardRef<HTMLElement, ToasterRootProps>((props, forwarded) => {
  const { hotkey = 'F8', ...rest } = props
  const view = useToaster()
  const messages = useMessages('toast', toastEnglish)
  const region = useRef<HTMLElement>(null)
  useTopLayer(region, view.toasts)
  useFocusBack(region, view.toasts)
  useKeys(region, hotkey, view)
  const ref = useJoinedRef<HTMLElement>(region, forwarded)
  const root = usePart<'section', ToasterState>(
    'section',
    {
      className: 'sg-toaster sg-theme',
      attributes: {
        'aria-label': messages.label,
        'aria-keyshortcuts': hotkey ?? undefined,
        popover: 'manual',
        tabIndex: -1,
        ...view.handlers,
      },
    },
    rest,
    ref,
    view.state,
  )
  return <Provider value={{ ...view, messages }}>{root}</Provider>
})
Root.displayName = 'Toaster.Root'

const List = part('List', 'ol', () => ({ className: 'sg-toaster__list' }))

/** Props of `Toaster.Toast`. */
export interface ToastProps extends PartProps<'li', Toast> {
  /** Which one, from `useToaster`. */
  readonly toast: Toast
}

/** Presses within this time were aimed at what the toast has covered. */
const pressMs = 500

const Item = forwardRef<HTMLLIElement, ToastProps>(({ toast, ...rest }, forwarded) => {
  const { dismiss } = useView()
  const { clock } = useSession().platform
  const shownAtMs = useRef(Number.NEGATIVE_INFINITY)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another toast in the same place is a new one
  useLayoutEffect(() => {
    shownAtMs.current = clock.monotonicMs()
  }, [clock, toast.id])
  const item = usePart<'li', Toast>(
    'li',
    {
      className: 'sg-toaster__toast',
      attributes: {
        'data-kind': toast.kind,
        'data-place': toast.place,
        'data-leaving': toast.isLeaving ? '' : undefined,
        // Not `inert`: presses would go through to the elements below.
        'aria-hidden': toast.isLeaving || undefined,
        onClickCapture(event: MouseEvent) {
          // For a click by keyboard, `detail` is 0; it goes to the focused button and is never ignored.
          const isTooEarly = clock.monotonicMs() - shownAtMs.current < pressMs
          if (toast.isLeaving || (event.detail > 0 && isTooEarly)) event.stopPropagation()
        },
      },
    },
    rest,
    forwarded,
    toast,
  )
  return <ToastProvider value={{ state: toast, close: () => dismiss(toast) }}>{item}</ToastProvider>
})
Item.displayName = 'Toaster.Toast'

const ToastIcon = toastPart('Icon', 'span', ({ state }) => ({
  className: 'sg-toaster__icon',
  attributes: { 'aria-hidden': true },
  children: <Shape name={state.kind} />,
}))

const Text = toastPart('Text', 'p', ({ state }) => ({
  className: 'sg-toaster__text sg-phrase',
  children: state.text,
}))

const Action = toastPart('Action', 'button', ({ state, close }) => ({
  className: 'sg-toaster__action sg-button',
  attributes: {
    type: 'button',
    onClick() {
      close()
      state.action?.run()
    },
  },
  children: state.action?.label,
}))

const Dismiss = toastPart('Dismiss', 'button', ({ close }) => ({
  className: 'sg-toaster__dismiss sg-icon-button sg-focusable',
  attributes: { type: 'button', onClick: close },
  children: <DismissIcon />,
}))

/** With its name, since the part of a toast does not have the texts of the toaster. */
function DismissIcon() {
  const { messages } = useView()
  return (
    <>
      <Shape name="close" />
      <span className="sg-visually-hidden">{messages.dismiss}</span>
    </>
  )
}

/** Props of {@link Toaster}. */
export interface ToasterProps extends Omit<ToasterRootProps, 'children'> {}

const Styled = forwardRef<HTMLElement, ToasterProps>((props, ref) => (
  <Root {...props} ref={ref}>
    <ShownToasts />
  </Root>
))
Styled.displayName = 'Toaster'

function ShownToasts(): ReactElement {
  const { toasts } = useView()
  const list = useRef<HTMLOListElement>(null)
  /** The block size of what is or was last in each place, in CSS pixels. */
  const sizes = useRef<readonly number[]>([])
  useLayoutEffect(() => {
    const children = [...(list.current?.children ?? [])] as HTMLElement[]
    sizes.current = children.map(({ offsetHeight }) => offsetHeight)
  })
  const count = Math.max(0, ...toasts.map(({ place }) => place + 1))
  return (
    <List ref={list}>
      {Array.from({ length: count }, (_, place) => {
        const toast = toasts.find((each) => each.place === place)
        return toast ? (
          <Item key={toast.id} toast={toast}>
            <ToastIcon />
            <Text />
            {toast.action && <Action />}
            <Dismiss />
          </Item>
        ) : (
          // The place of one that has gone stays empty, so that those above it do not move.
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: a place is its number
            key={`place-${place}`}
            aria-hidden="true"
            style={{ blockSize: sizes.current[place] }}
          />
        )
      })}
    </List>
  )
}

/** Above dialogs: in the top layer, and again on top of it when a dialog has opened or a toast was added. */
function useTopLayer(region: RefObject<HTMLElement | null>, toasts: readonly Toast[]): void {
  const count = toasts.length
  const newest = toasts.at(-1)?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new toast raises all of them
  useLayoutEffect(() => {
    const element = region.current
    if (!element?.showPopover) return
    if (count === 0) {
      if (element.matches(':popover-open')) element.hidePopover()
      return
    }
    raise(element)
    const raiseAbove = ({ target }: Event) => {
      if (target instanceof HTMLDialogElement && target.open) raise(element)
    }
    // Dialogs send it to themselves, after they have opened.
    document.addEventListener('toggle', raiseAbove, true)
    return () => document.removeEventListener('toggle', raiseAbove, true)
  }, [region, count, newest])
}

function raise(element: HTMLElement): void {
  const isOpen = element.matches(':popover-open')
  // Hiding it would take the focus away from what is being used.
  if (isOpen && element.contains(document.activeElement)) return
  if (isOpen) element.hidePopover()
  element.showPopover()
}

/** Gives the focus back to where it was before the toasts, when the toast that has it is closed. */
function useFocusBack(region: RefObject<HTMLElement | null>, toasts: readonly Toast[]): void {
  const before = useRef<Element | null>(null)
  useEffect(() => {
    const element = region.current
    const remember = ({ relatedTarget }: FocusEvent) => {
      const isInside = relatedTarget instanceof Node && element?.contains(relatedTarget)
      if (!isInside) before.current = relatedTarget as Element | null
    }
    element?.addEventListener('focusin', remember)
    return () => element?.removeEventListener('focusin', remember)
  }, [region])
  useEffect(() => {
    const element = region.current
    const leaving = toasts.some(({ isLeaving }) => isLeaving)
    const { activeElement } = document
    if (!leaving || !activeElement?.closest('[data-leaving]') || !element?.contains(activeElement))
      return
    const target = before.current
    if (target instanceof HTMLElement && target.isConnected) target.focus({ preventScroll: true })
    else (activeElement as HTMLElement).blur()
  }, [region, toasts])
}

/** The hotkey moves the focus to the newest toast; Escape closes the one with the focus, else the newest. */
function useKeys(
  region: RefObject<HTMLElement | null>,
  hotkey: string | null,
  { toasts, dismiss }: ToasterView,
): void {
  useEffect(() => {
    if (toasts.length === 0) return
    function onKeyDown(event: KeyboardEvent) {
      const element = region.current
      if (event.defaultPrevented || !element || isModalOpen()) return
      const newest = toasts
        .filter(({ isLeaving }) => !isLeaving)
        .sort((a, b) => a.id - b.id)
        .at(-1)
      if (event.key === hotkey) {
        event.preventDefault()
        element.querySelector<HTMLElement>(`[data-place="${newest?.place}"] button`)?.focus()
      } else if (event.key === 'Escape') {
        const focused = element.contains(document.activeElement)
          ? document.activeElement?.closest<HTMLElement>('[data-place]')
          : null
        const place = Number(focused?.dataset['place'] ?? newest?.place)
        const toast = toasts.find((each) => each.place === place)
        if (toast) dismiss(toast)
      }
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [region, hotkey, toasts, dismiss])
}

/** Escape closes the dialog then. */
const isModalOpen = () => document.querySelector('dialog:modal') !== null

/**
 * Shows the toasts of `useToast`, and of the widgets that send commands. Put one near the root of the page, next to the
 * `Announcer`.
 *
 * @example
 * <GaugeProvider url="">
 *   <Toaster />
 *   <Announcer />
 *   …
 * </GaugeProvider>
 */
export const Toaster = /* @__PURE__ */ Object.assign(Styled, {
  /** The region in the top layer; its list goes inside. */
  Root,
  /** The list of toasts. */
  List,
  /** One toast; its parts go inside. */
  Toast: Item,
  /** Whether it went well, as an icon. */
  Icon: ToastIcon,
  /** What it says. */
  Text,
  /** Its button, such as undo. */
  Action,
  /** A button that closes it. */
  Dismiss,
})
