/** What the builds of the library (vite.config.ts) and of the elements (element-build.ts) have in common. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Some packages call it `LICENSE`, some `LICENSE.md`. */
export function licenceOf(name: string): string {
  const path = at(`node_modules/${name}/LICENSE`)
  return existsSync(path) ? path : `${path}.md`
}

/**
 * Removes what the frame parser never asks eventsource-parser for: a maximum buffer size of its own, and errors about
 * fields that a client ignores. No bundler can see that, and their texts would be in every page.
 */
export function withoutUnusedOptions(): Plugin {
  const options = 'const { maxBufferSize, onComment, onError, onEvent, onId, onRetry } = config;'
  return {
    name: 'streamgauge-without-unused-options',
    transform: {
      filter: { id: /eventsource-parser\/dist\/parse\.js$/ },
      handler(code) {
        if (!code.includes(options)) this.error('The options of eventsource-parser have changed.')
        const used = 'const { onComment, onEvent, onId, onRetry } = config;'
        const replaced = `${used} const maxBufferSize = void 0, onError = null;`
        // Every line stays where it is, and so does its place in the source map.
        return { code: code.replace(options, replaced), map: null }
      },
    },
  }
}

/** Leaves out what the properties of elements are for: sentences that only the documentation needs. */
export function withoutMeanings(): Plugin {
  const kinds =
    'text|number|units|digits|decimal|sorting|flag|choice|optionalChoice|list|words|json|programmed'
  const call = new RegExp(`\\b((?:${kinds})(?:<[^()]*>)?\\(\\s*)('(?:[^'\\\\\\n]|\\\\.)*')`, 'g')
  return {
    name: 'streamgauge-without-meanings',
    enforce: 'pre',
    transform: {
      filter: { id: /src\/element\/[\w-]*(?:elements|properties)\.ts$/ },
      handler: (code) => ({ code: code.replace(call, "$1''"), map: null }),
    },
  }
}
