/** The pages of the bench: one for each element, and those of the peers, built and compressed into a folder. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { build } from 'vite'
import type { ElementTag } from '../../src/element/elements.ts'
import { demoAccounts } from '../../src/mocks/index.ts'
import { type Scene, scenes, tags } from './scenes.ts'

/** The parties of the stream that all pages show. */
export const [sender = '', recipient = ''] = demoAccounts.map(({ address }) => address)
/** Its token. */
export const tokenAddress = 'CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75'

/** A page, and what it has to show. */
export interface PageToMeasure extends Pick<Scene, 'shows' | 'moves'> {
  readonly name: string
  readonly html: string
}

const pageOf = (head: string, body: string, data = '') =>
  `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>One element</title>\n${head}\n<body${data}>\n${body}\n</body>\n</html>\n`

const fill = (text: string) => text.replace('{account}', recipient).replace('{sender}', sender)

function elementPage(tag: ElementTag, more = ''): string {
  const { attributes } = scenes[tag]
  const tokens = JSON.stringify({ [tokenAddress]: { symbol: 'USDC', decimals: 7 } })
  return pageOf(
    `<script src="/streamgauge/script.js" defer></script>${more}`,
    `<${tag} url="" tokens='${tokens}' ${fill(attributes)} data-bench></${tag}>`,
  )
}

/** Everything that is served, compressed as a build does it. */
export async function writePages(folder: string): Promise<readonly PageToMeasure[]> {
  cpSync('dist/element', join(folder, 'streamgauge'), {
    recursive: true,
    filter: (path) => !path.endsWith('.map'),
  })
  await buildPeers(folder)
  const pages: PageToMeasure[] = tags.map((tag) => ({
    ...{ name: `\`<${tag}>\``, html: elementPage(tag) },
    ...scenes[tag],
  }))
  const preload = '\n<link rel="modulepreload" href="/streamgauge/parts/table.js">'
  pages.push({
    ...{
      name: '`<sg-stream-table>`, part preloaded',
      html: elementPage('sg-stream-table', preload),
    },
    ...scenes['sg-stream-table'],
  })
  const peers = ['FlowingBalance', 'StreamCard', 'AccountBalance', 'StreamTable']
  const styles = readdirSync(join(folder, 'peers')).filter((name) => /^react.*\.css$/.test(name))
  for (const widget of peers) {
    const data = ` data-widget="${widget}" data-account="${recipient}" data-token="${tokenAddress}"`
    const head = `<script type="module" src="/peers/react.js"></script>${styles
      .map((name) => `<link rel="stylesheet" href="/peers/${name}">`)
      .join('')}`
    const html = pageOf(head, '<div id="root" data-bench></div>', data)
    pages.push({ name: `React, \`${widget}\``, html, shows: 'streamed', moves: true })
  }
  const head = '<script type="module" src="/peers/number-flow.js"></script>'
  const html = pageOf(head, '<div id="root" data-bench></div>')
  pages.push({ name: 'number-flow, one balance', html, shows: 'streamed', moves: true })
  for (const [index, page] of pages.entries())
    writeFileSync(join(folder, `${index}.html`), page.html)
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(js|css|html)$/.test(name)) continue
    const bytes = readFileSync(join(folder, name))
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes))
    writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }))
  }
  return pages
}

async function buildPeers(folder: string): Promise<void> {
  const outDir = join(folder, 'peers')
  mkdirSync(outDir)
  await build({
    root: import.meta.dirname,
    base: '/peers/',
    configFile: false,
    logLevel: 'error',
    plugins: [react()],
    define: { 'process.env.NODE_ENV': '"production"' },
    resolve: {
      alias: [
        { find: 'streamgauge/styles.css', replacement: resolve('dist/styles.css') },
        { find: 'streamgauge/table.css', replacement: resolve('dist/table-styles.css') },
        { find: 'streamgauge/table', replacement: resolve('dist/table.js') },
        { find: 'streamgauge', replacement: resolve('dist/index.js') },
      ],
    },
    build: {
      outDir,
      target: 'es2022',
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: {
          react: join(import.meta.dirname, 'peer-react.tsx'),
          'number-flow': join(import.meta.dirname, 'peer-number-flow.ts'),
        },
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: '[name].js',
          assetFileNames: '[name][extname]',
        },
      },
    },
  })
}
