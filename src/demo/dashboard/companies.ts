/** The companies that the page knows by name, and which one an address names. */
import { company } from '../../feeds/company/index.ts'
import { demoCompanies } from '../../mocks/demo-companies.ts'

/** The known companies; the first one is shown when the address names none. */
export const knownCompanies: readonly { readonly companyId: string; readonly name: string }[] =
  demoCompanies

/** The company of an address: any id that a company can have, else the first known one. */
export function companyIdOf(named: string): string {
  const first = knownCompanies[0]?.companyId ?? ''
  if (named === '') return first
  try {
    company(named)
    return named
  } catch {
    return first
  }
}

/** Its name, or its id. */
export function companyName(id: string): string {
  return knownCompanies.find(({ companyId }) => companyId === id)?.name ?? id
}
