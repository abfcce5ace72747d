/** The locale of the page, for amounts and dates. Undefined: the browser's. */
import { createContext, useContext } from 'react'

export const LocaleContext = createContext<string | undefined>(undefined)
LocaleContext.displayName = 'Locale'

export function usePageLocale(): string | undefined {
  return useContext(LocaleContext)
}
