/**
 * The language of everything below: texts, and the locale of numbers and times. Providers of sessions
 * contain one; pages without a session use it alone. Loads no texts: a language is passed in, and English
 * is part of the widgets.
 */
import { createContext, type ReactElement, type ReactNode, useContext, useMemo } from 'react'
import { isDevelopment } from '../development.ts'
import type { MessageGroups, PartialMessages } from '../messages/messages.ts'
import { warnOnce } from '../warnings.ts'

/** Props of every provider that concern language. */
export interface LanguageProps {
  /**
   * The texts of widgets: a language such as `de` from `streamgauge/messages/de`, or some texts by key, which
   * replace those of the provider above. Default English. Pass the same object at every render.
   */
  readonly messages?: PartialMessages | undefined
  /**
   * BCP 47 tag for numbers and times. Default: that of the host if it has the language of the texts, else
   * the language itself; so is what is no tag. Pass it when rendering on a server.
   */
  readonly locale?: string | undefined
  /**
   * IANA time zone of times, such as `Europe/Vienna`; a widget's own `timeZone` wins. Default: that of the
   * host. Pass it when rendering on a server, whose time zone is not the user's.
   */
  readonly timeZone?: string | undefined
}

/** The texts of one group of widgets; the same object every time. */
type MessageLookup = <Name extends keyof MessageGroups>(
  name: Name,
  english: MessageGroups[Name],
) => MessageGroups[Name]

interface Language {
  readonly messagesOf: MessageLookup
  /** Undefined: the locale of the host. */
  readonly locale: string | undefined
  /** Undefined: the time zone of the host. */
  readonly timeZone?: string | undefined
}

const LanguageContext = createContext<Language | null>(null)
LanguageContext.displayName = 'Language'

let english: Language | null = null

/** Texts and locale of the nearest provider; English without one. */
export function useLanguage(): Language {
  const language = useContext(LanguageContext)
  if (language) return language
  english ??= { messagesOf: (_, group) => group, locale: localeOf('en') }
  return english
}

/** Texts of one group of widgets. `group` is used if no provider has them. */
export function useMessages<Name extends keyof MessageGroups>(
  name: Name,
  group: MessageGroups[Name],
): MessageGroups[Name] {
  return useLanguage().messagesOf(name, group)
}

/** A page in English has English numbers on a German computer, and British dates on a British one. */
function localeOf(language: string): string | undefined {
  const { locale } = new Intl.NumberFormat().resolvedOptions()
  return `${locale}-`.startsWith(`${language}-`) ? undefined : language
}

/** Undefined for what is not a tag, such as `de_DE`. */
function tagOf(locale: string | undefined): string | undefined {
  try {
    return Intl.getCanonicalLocales(locale)[0]
  } catch {
    if (isDevelopment && process.env.NODE_ENV !== 'production') {
      warnOnce('locale_invalid', String(locale))
    }
    return undefined
  }
}

/** Props of {@link LanguageProvider}. */
export interface LanguageProviderProps extends LanguageProps {
  /** Everything that is shown in this language. */
  readonly children?: ReactNode
}

/**
 * Gives every widget below it texts and a locale, without a session. Renders no element: `lang` and `dir`
 * are those of the page.
 *
 * @example
 * import { de } from 'streamgauge/messages/de'
 *
 * <LanguageProvider messages={de}>
 *   <FlowingBalance stream={stream} token={token} />
 * </LanguageProvider>
 */
export function LanguageProvider(props: LanguageProviderProps): ReactElement {
  const { messages, locale, timeZone, children } = props
  const outer = useLanguage()
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    if (typeof messages === 'string') warnOnce('messages_invalid', messages)
  }
  const language = useMemo<Language>(() => {
    const own = messages?.language
    return {
      messagesOf: messages ? createLookup(outer, messages) : outer.messagesOf,
      locale: tagOf(locale) ?? (own === undefined ? outer.locale : localeOf(own)),
      timeZone: timeZone ?? outer.timeZone,
    }
  }, [outer, messages, locale, timeZone])
  return <LanguageContext.Provider value={language}>{children}</LanguageContext.Provider>
}

/** The texts of a provider, completed by those of the provider above it and by English. */
function createLookup(outer: Language, messages: PartialMessages): MessageLookup {
  const groups: Partial<Record<string, object>> = {}
  const lookup: typeof outer.messagesOf = (name, english) => {
    groups[name] ??= { ...outer.messagesOf(name, english), ...messages[name] }
    return groups[name] as typeof english
  }
  return lookup
}
