/** The customers of the simulated orders, by name, for pages that want to show people instead of ids. */

/** A customer with a name that a page can show. */
export interface DemoCustomer {
  /** Its id on the wire. */
  readonly id: string
  readonly name: string
}

/** Everyone who orders in the simulation. */
export const demoCustomers: readonly DemoCustomer[] = [
  { id: 'cus_ada', name: 'Ada Lindgren' },
  { id: 'cus_bob', name: 'Bob Osei' },
  { id: 'cus_chen', name: 'Chen Wei' },
  { id: 'cus_dana', name: 'Dana Kovač' },
  { id: 'cus_emil', name: 'Emil Haugen' },
  { id: 'cus_fatou', name: 'Fatou Diallo' },
]
