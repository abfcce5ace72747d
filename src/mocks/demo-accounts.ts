/**
 * The accounts of the simulated payroll, by name: for pages and stories that want to show people instead
 * of addresses. The same list that the server's simulator uses.
 */
export { demoAccounts, demoTokens } from '../../server/ledger/demo-accounts.ts'
