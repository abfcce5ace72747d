/** Where the files next to the classic script are. */

// Known only while the script runs for the first time.
const scriptUrl = (document.currentScript as HTMLScriptElement | null)?.src ?? document.baseURI

/** Imports a module next to the script. Rejects as `import()` does. */
export function importNextTo<Module>(path: string): Promise<Module> {
  return import(/* @vite-ignore */ new URL(path, scriptUrl).href)
}
