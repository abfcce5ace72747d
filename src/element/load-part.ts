/**
 * How the module loads the file of a part. Its build leaves these imports to the browser, or to the bundler of the page; the
 * build of the classic script puts load-part-script.ts in the place of this file.
 */
import type { ElementPart } from './parts/part.ts'
import type { PartName } from './parts/part-names.ts'

interface PartFile {
  readonly part: ElementPart
}

const loaders: { readonly [Name in PartName]: () => Promise<PartFile> } = {
  accounts: () => import('./parts/accounts.tsx'),
  charts: () => import('./parts/charts.tsx'),
  detail: () => import('./parts/detail.tsx'),
  table: () => import('./parts/table.tsx'),
  dashboard: () => import('./parts/dashboard.tsx'),
  actions: () => import('./parts/actions.tsx'),
}

/** Loads a part. Rejects as `import()` does. */
export const loadPartFile = (name: PartName): Promise<PartFile> => loaders[name]()
