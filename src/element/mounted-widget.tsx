/**
 * A widget in the shadow tree of an element: its React root, session, language and styles, and what is shown before it has
 * a value. Knows no attributes; element-class.ts passes their values.
 *
 * M1 What the element contains is shown until the widget has something to show, and never again.
 */
import { type ComponentType, createElement } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { SessionProvider } from '../react/session-provider.tsx'
import type { CommonValues } from './common-properties.ts'
import { propsOf } from './components.tsx'
import { ElementContext, type ElementSurroundings } from './element-context.ts'
import type { ElementEntry } from './element-entry.ts'
import { loadPart, partOf } from './element-parts.ts'
import { adoptStyles } from './element-styles.ts'
import { warnOfElement } from './element-warnings.ts'
import type { Fault } from './fault.ts'
import type { TextSet } from './load-language.ts'
import { followLanguage, languageOf, messagesIn } from './page-language.ts'
import {
  followOptions,
  localView,
  pageOptions,
  type SessionUse,
  serverOf,
  sessionKey,
  takeSession,
} from './page-sessions.ts'
import type { ElementPart } from './parts/part.ts'
import type { PartName } from './parts/part-names.ts'
import { includeSelection } from './shadow-selection.ts'
import { Guard, type GuardProps, Unavailable } from './unavailable.tsx'

/** Values of an element by property; only those that are set. */
export type ElementValuesByName = Readonly<Record<string, unknown>>

/** What is mounted in which element. */
interface MountOptions {
  readonly host: HTMLElement
  readonly tag: string
  readonly entry: ElementEntry
  /** The widgets of the script itself, and their style sheet. */
  readonly base: ElementPart
  /** Called when it has to be rendered again, for a reason outside of the element. */
  readonly onChange: () => void
}

/** A shadow tree with a place for a widget. */
export interface MountedWidget {
  /** Renders the widget with these values, mounted if it is not; with a fault that in its place. */
  render(values: ElementValuesByName, fault: Fault | null): void
  /** Ends everything; {@link render} begins again. */
  unmount(): void
}

/** What lives from mounting to unmounting. */
interface Life {
  readonly root: Root
  readonly document: Document
  readonly stop: () => void
  use: SessionUse | null
}

/** Makes the shadow tree. Mounts nothing yet. */
export function createMountedWidget(options: MountOptions): MountedWidget {
  const { host, tag, entry, base, onChange } = options
  const { display, part: partName } = entry
  const shadow = host.attachShadow({ mode: 'open' })
  const slot = document.createElement('slot')
  const container = document.createElement('span')
  container.className = 'sg-element'
  shadow.append(slot, container)
  let life: Life | null = null
  let isReady = false
  let surroundings: ElementSurroundings = { host, server: null }

  /** M1 */
  function showContent(): void {
    const hasContent = slot
      .assignedNodes()
      .some((node) => node.nodeType === Node.ELEMENT_NODE || node.textContent?.trim())
    slot.hidden = isReady
    container.hidden = !isReady && hasContent
  }
  slot.addEventListener('slotchange', showContent)

  /** M1 Until the root of the widget is there and does not say that it is loading. */
  function watchContent(): () => void {
    const observer = new MutationObserver(() => {
      const root = container.firstElementChild
      if (!root || root.getAttribute('data-phase') === 'loading') return
      isReady = true
      observer.disconnect()
      showContent()
    })
    const attributeFilter = ['data-phase']
    observer.observe(container, { childList: true, subtree: true, attributeFilter })
    showContent()
    return () => observer.disconnect()
  }

  function begin(): Life {
    // Moved to another document, where its style sheets are not valid.
    if (life && life.document !== host.ownerDocument) unmount()
    if (life) return life
    const part = partName && partOf(partName)
    adoptStyles(shadow, display, [base.styles, ...(part ? [part.styles] : [])])
    const stops = [
      includeSelection(shadow),
      followOptions(onChange),
      followLanguage(host.ownerDocument, onChange),
      ...(isReady ? [] : [watchContent()]),
    ]
    life = {
      root: createRoot(container),
      document: host.ownerDocument,
      stop() {
        for (const stop of stops) stop()
      },
      use: null,
    }
    return life
  }

  /** What the element contains is shown until its part is there. */
  function awaitPart(): void {
    // As a block or in the line, before there is anything to show.
    adoptStyles(shadow, display, [base.styles])
    if (partName) void loadPart(partName).then((isThere) => isThere && onChange())
  }

  /** The same object while its parts are the same, so that only a change renders what reads it. */
  function surroundingsOf(url: string | undefined) {
    const server = serverOf(url)
    if (surroundings?.server !== server) surroundings = { host, server }
    return surroundings
  }

  function onError(error: unknown): void {
    warnOfElement(
      'widget_failed',
      `<${tag}> cannot show what it was given: ${error instanceof Error ? error.message : error}`,
      host,
    )
  }

  function unmount(): void {
    const ended = life
    life = null
    ended?.root.unmount()
    ended?.stop()
    ended?.use?.release()
  }

  return {
    unmount,
    render(values, fault) {
      const part = partName && !fault ? partOf(partName) : base
      if (!part) {
        awaitPart()
        return
      }
      const current = begin()
      const { url, account, tokens, timeZone, locale } = values as CommonValues
      const lang = languageOf(host)
      const provider = {
        session: sessionFor(current, url, account),
        ...(tokens && { tokens }),
        messages: messagesIn(lang, textSetsOf(partName), onChange),
        locale: locale ?? (lang || undefined),
        timeZone,
      }
      const component = part.components[tag] as ComponentType<object>
      const widget = fault
        ? createElement(Unavailable, { fault })
        : createElement<GuardProps>(
            Guard,
            { values, onError },
            createElement(component, propsOf(values)),
          )
      const value = surroundingsOf(url)
      current.root.render(
        createElement(
          SessionProvider,
          provider,
          createElement(ElementContext.Provider, { value }, widget),
        ),
      )
    },
  }
}

/** The texts that the widgets of a part need. */
function textSetsOf(part: PartName | undefined): readonly TextSet[] {
  if (part === undefined || part === 'accounts') return ['']
  return part === 'actions' ? ['', 'actions'] : ['', 'parts']
}

/** The session of a server and an account: the one that is in use, or another. */
function sessionFor(life: Life, ownUrl: string | undefined, ownAccount: string | undefined) {
  const { use } = life
  const page = pageOptions()
  const url = ownUrl ?? page?.url
  const account = ownAccount ?? page?.account
  if (url === undefined) {
    life.use = null
    use?.release()
    return localView(account)
  }
  if (use?.isCurrent() && use.key === sessionKey(url, account)) return use.session
  // Taken before the other is released, so that a session that stays is not ended in between.
  const taken = takeSession(url, account)
  life.use = taken
  use?.release()
  return taken.session
}
