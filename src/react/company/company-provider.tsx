/** The provider of one company's feed, so that hooks below it need no company. */
import { createContext, type ReactElement, useContext } from 'react'
import { company, type companyDefinition } from '../../feeds/company/company.ts'
import { providerMissing } from '../errors.ts'
import { FeedProvider, type OwnFeedProps } from '../feed-provider.tsx'

/** Props of {@link CompanyProvider}: those of `FeedProvider`, with a company in place of a feed. */
export interface CompanyProviderProps extends Omit<OwnFeedProps<typeof companyDefinition>, 'feed'> {
  /** Which company. Changing it starts a new session that keeps nothing of the previous company. */
  readonly companyId: string
}

const CompanyContext = createContext<string | null>(null)
CompanyContext.displayName = 'Company'

/**
 * Gives the hooks of a company below it one session: one connection, one store. Providers of several
 * companies nest.
 *
 * @throws ProtocolError `bad_tenant` for an id that no company can have
 * @example
 * <CompanyProvider companyId="acme" url="https://api.example.com" getToken={getToken}>
 *   <Dashboard />
 * </CompanyProvider>
 */
export function CompanyProvider({ companyId, ...options }: CompanyProviderProps): ReactElement {
  return (
    <CompanyContext.Provider value={companyId}>
      <FeedProvider {...options} feed={company(companyId)} />
    </CompanyContext.Provider>
  )
}

/**
 * The feed of a company.
 *
 * @param companyId Default: that of the nearest provider
 * @throws GaugeError `provider_missing`
 */
export function useCompanyFeed(companyId?: string): typeof companyDefinition {
  const nearest = useContext(CompanyContext)
  const id = companyId ?? nearest
  if (id === null) throw providerMissing('CompanyProvider companyId="…"')
  return company(id)
}
