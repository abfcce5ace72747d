/** The company switcher: the known companies, and the one of the address if it is another. */
import { useId } from 'react'
import { printPlace } from '../views.ts'
import { companyName, knownCompanies } from './companies.ts'
import { useDashboardMessages } from './dashboard-language.ts'

export function CompanyPicker({ companyId }: { companyId: string }) {
  const id = useId()
  const { dashboard } = useDashboardMessages()
  const isUnknown = knownCompanies.every((known) => known.companyId !== companyId)
  const options = isUnknown
    ? [{ companyId, name: companyName(companyId) }, ...knownCompanies]
    : knownCompanies
  return (
    <div className="title-choice">
      <label className="sg-visually-hidden" htmlFor={id}>
        {dashboard.company}
      </label>
      <select
        id={id}
        className="sg-input sg-select"
        value={companyId}
        onChange={({ currentTarget: { value } }) => {
          location.hash = printPlace('dashboard', value)
        }}
      >
        {options.map((option) => (
          <option key={option.companyId} value={option.companyId}>
            {option.name}
          </option>
        ))}
      </select>
    </div>
  )
}
