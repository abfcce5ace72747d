/** What the build of the demo page does besides bundling. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'
import { printShell } from './page-shell.ts'

const text = /\.(css|html|js|json|map|svg|txt|webmanifest)$/

/**
 * Writes each file once more in Brotli and in gzip, next to it, for servers that send what is there (page-files.ts). Once
 * and as small as it gets, instead of with every start or every request.
 */
export function compressed(): Plugin {
  return {
    name: 'streamgauge-compressed',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      if (dir === undefined) return
      const files = Object.entries(bundle).filter(([name]) => text.test(name))
      await Promise.all(
        files.flatMap(([name, file]) => {
          const bytes = Buffer.from(file.type === 'chunk' ? file.code : file.source)
          const path = join(dir, name)
          const size = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
          return [
            promisify(brotliCompress)(bytes, { params: size }).then((br) =>
              writeFile(`${path}.br`, br),
            ),
            promisify(gzip)(bytes, { level: 9 }).then((gz) => writeFile(`${path}.gz`, gz)),
          ]
        }),
      )
    },
  }
}

/**
 * Lets the browser load the front page together with the entry, instead of after the entry has run: it is what most
 * addresses lead to. Its first lines are in the HTML (page-shell.ts), and so are its styles.
 */
export function preloadedFront(): Plugin {
  return {
    name: 'streamgauge-preloaded-front',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {}, chunk: entry }) {
        const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
        const chunkOf = (source: string) => {
          const found = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(source)))
          if (!found) throw new Error(`The page has no chunk of ${source} to preload.`)
          return found
        }
        const needed = [chunkOf('/demo/main.tsx'), chunkOf('/home/home-view.tsx')]
        const known = new Set([entry?.fileName, ...(entry?.imports ?? [])])
        const scripts = new Set(needed.flatMap(({ fileName, imports }) => [fileName, ...imports]))
        const linked = new Set(entry?.viteMetadata?.importedCss)
        const styles = new Set(
          needed.flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]),
        )
        return {
          html: html.replace('<div id="root"></div>', `<div id="root">${printShell()}</div>`),
          tags: [
            ...[...styles]
              .filter((name) => !linked.has(name))
              .map((name) => ({
                tag: 'link',
                injectTo: 'head' as const,
                attrs: { rel: 'stylesheet', crossorigin: true, href: `/${name}` },
              })),
            ...[...scripts]
              .filter((name) => !known.has(name))
              .map((name) => ({
                tag: 'link',
                injectTo: 'head' as const,
                attrs: { rel: 'modulepreload', crossorigin: true, href: `/${name}` },
              })),
          ],
        }
      },
    },
  }
}
