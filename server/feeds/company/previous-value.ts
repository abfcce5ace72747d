/**
 * Makes each number that is appended say what it was before. Otherwise that would follow from the events before it, of
 * which a slow client is sent the newest only: its items would differ from those of other clients.
 */
import {
  type CompanyEvent,
  type CompanyItem,
  companyDefinition,
} from '../../../src/feeds/company/company.ts'

/** The event, with the `previousValue` of the item after it. */
export function withPreviousValue(
  event: CompanyEvent,
  item: CompanyItem | undefined,
): CompanyEvent {
  if (!('value' in event) || event.previousValue !== undefined) return event
  const after = companyDefinition.state?.reduce(item, event)
  const { previousValue } = { previousValue: undefined, ...after }
  return previousValue === undefined ? event : { ...event, previousValue }
}
