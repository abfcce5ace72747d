/** The sources of this repository, broken on purpose (test/chaos/sabotage.ts), next to those that are not. */
import { registerHooks } from 'node:module'
import { breakSource } from '../chaos/sabotage.ts'

const parameter = 'sabotage'
let isRegistered = false

/** Loads a module with all that it imports, in a copy of its own. */
export function importBroken<Module>(file: URL, sabotage: string): Promise<Module> {
  register()
  const broken = new URL(file)
  broken.searchParams.set(parameter, sabotage)
  return import(broken.href) as Promise<Module>
}

function register(): void {
  if (isRegistered) return
  isRegistered = true
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context)
      const sabotage = sabotageOf(context.parentURL)
      const isOwn = resolved.url.startsWith('file:') && !resolved.url.includes('/node_modules/')
      if (sabotage === null || !isOwn) return resolved
      return { ...resolved, url: `${resolved.url}?${parameter}=${sabotage}` }
    },
    load(url, context, next) {
      const loaded = next(url, context)
      const sabotage = sabotageOf(url)
      if (sabotage === null || loaded.source === undefined) return loaded
      const [file = ''] = url.split('?')
      const source = new TextDecoder().decode(loaded.source as Uint8Array)
      return { ...loaded, source: breakSource(sabotage, file, source) }
    },
  })
}

function sabotageOf(url: string | undefined): string | null {
  return url === undefined || !url.startsWith('file:')
    ? null
    : new URL(url).searchParams.get(parameter)
}
