/**
 * Public names of `streamgauge/element`: widgets as custom elements, for pages without React. Importing it defines the
 * elements; with everything they need it is one file, which also works as `<script type="module" src="…">`.
 * `dist/element/script.js` is the same as a classic script, whose names are those of the global `Streamgauge`.
 *
 * @packageDocumentation
 */
import { defineElements } from './define-elements.ts'
import type { ElementsByTag } from './elements.ts'

export type { ElementOf, ElementsByTag, ElementTag, ElementValues } from './elements.ts'
export type { ElementErrorCode } from './errors.ts'
export { ElementError } from './errors.ts'
export type { BalanceOptions, MountedBalance } from './mount.ts'
export { mountBalance } from './mount.ts'
export type { PageOptions } from './page-sessions.ts'
export { configure } from './page-sessions.ts'

declare global {
  interface HTMLElementTagNameMap extends ElementsByTag {}
}

defineElements()
