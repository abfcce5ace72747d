/** How the classic script loads the file of a part: the module next to it. In the place of load-part.ts. */
import type { ElementPart } from './parts/part.ts'
import type { PartName } from './parts/part-names.ts'
import { importNextTo } from './script-url.ts'

/** Loads a part. Rejects as `import()` does. */
export function loadPartFile(name: PartName): Promise<{ readonly part: ElementPart }> {
  return importNextTo(`parts/${name}.js`)
}
