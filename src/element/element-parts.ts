/**
 * The parts of the script that have been loaded. A part is loaded once, with the first element that needs it; what cannot be
 * loaded is said once, and tried again by the next element.
 */
import { warnOfElement } from './element-warnings.ts'
import { loadPartFile } from './load-part.ts'
import type { ElementPart } from './parts/part.ts'
import type { PartName } from './parts/part-names.ts'

const loaded = new Map<PartName, ElementPart>()
const loading = new Map<PartName, Promise<boolean>>()

/** The part, if it is loaded. */
export const partOf = (name: PartName): ElementPart | undefined => loaded.get(name)

/** Loads a part; false: it is not there. */
export function loadPart(name: PartName): Promise<boolean> {
  const known = loading.get(name)
  if (known) return known
  const promise = loadPartFile(name).then(
    ({ part }) => {
      loaded.set(name, part)
      return true
    },
    (error: unknown) => {
      loading.delete(name)
      const reason = error instanceof Error ? error.message : String(error)
      warnOfElement(
        'part_unavailable',
        `The file parts/${name}.js was not loaded, so its elements show nothing: ${reason}. Put all files of dist/element next to the script, of the same version.`,
      )
      return false
    },
  )
  loading.set(name, promise)
  return promise
}
