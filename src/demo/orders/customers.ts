/** Names for customers, which have none on the wire. */
import { demoCustomers } from '../../mocks/demo-companies.ts'

const names = new Map(demoCustomers.map(({ id, name }) => [id, name]))

/** The name of a customer, or its id. */
export function customerName(id: string): string {
  return names.get(id) ?? id
}
