/**
 * The companies and customers of the simulation, by name: for pages and stories that want to show names instead of ids.
 * The same lists that the server's simulators use.
 */
export { demoCompanies } from '../../server/feeds/company/demo-companies.ts'
export { demoCustomers } from '../../server/feeds/orders/demo-customers.ts'
