/** The names of the parts of the script: see part.ts. */

/** Every part of the script. */
export const partNames = ['accounts', 'charts', 'detail', 'table', 'dashboard', 'actions'] as const

/** A part of the script. */
export type PartName = (typeof partNames)[number]
