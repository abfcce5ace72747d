/**
 * The accounts of the simulated payroll, by name. Addresses are well-formed, with their checksums, and
 * always the same; there are no keys to them.
 */

import { printAccountAddress, printContractAddress } from '../../src/feeds/payments/address.ts'
import { createSeededRandom } from './seeded-random.ts'

/** An account with a name that a page can show. */
export interface DemoAccount {
  /** `G…` */
  readonly address: string
  readonly name: string
}

/** A token with what is needed to print its amounts. */
export interface DemoToken {
  /** `C…` */
  readonly address: string
  /** Its symbol. */
  readonly symbol: string
  /** Decimals of the token. */
  readonly decimals: number
}

/** Pays its staff and contractors, and is paid by its clients. */
export const demoEmployer: DemoAccount = account('Northwind Studio')

/** Paid from the beginning. */
export const demoStaff: readonly DemoAccount[] = [
  'Amara Okafor',
  'Bruno Silva',
  'Chiara Conti',
  'Deniz Öztürk',
  'Emeka Eze',
  'Freya Lindqvist',
  'Goran Horvat',
  'Hana Sato',
].map(account)

/** Work for some weeks. */
export const demoContractors: readonly DemoAccount[] = [
  'Ines Marín',
  'Jonas Weber',
  'Kavya Iyer',
  'Leo Dubois',
  'Mina Park',
  'Nadia Haddad',
  'Oskar Nowak',
  'Priya Nair',
].map(account)

/** Pay the employer. */
export const demoClients: readonly DemoAccount[] = ['Tidewater Coffee', 'Alder Museum'].map(account)

/** All accounts: the employer first. */
export const demoAccounts: readonly DemoAccount[] = [
  demoEmployer,
  ...demoStaff,
  ...demoContractors,
  ...demoClients,
]

/** Dollars. */
export const demoDollar: DemoToken = token('USDC')
/** Euros. */
export const demoEuro: DemoToken = token('EURC')

/** Every token of the payroll. */
export const demoTokens: readonly DemoToken[] = [demoDollar, demoEuro]

function account(name: string): DemoAccount {
  return { address: printAccountAddress(bytesFor(name)), name }
}

function token(symbol: string): DemoToken {
  return { address: printContractAddress(bytesFor(symbol)), symbol, decimals: 7 }
}

/** 32 bytes that look random and depend on nothing but the name. */
function bytesFor(name: string): Uint8Array {
  let seed = 0
  for (const character of name) seed = Math.imul(seed, 31) + (character.codePointAt(0) ?? 0)
  const random = createSeededRandom(seed)
  return Uint8Array.from({ length: 32 }, () => Math.floor(random.next() * 256))
}
