/** The server of this example: the page, its script and the payments that it shows, from one origin. */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serve } from 'streamgauge/server'

const folder = fileURLToPath(new URL('./', import.meta.url))
const pages = join(folder, 'public')

// The script and its languages are files that any web server can serve: no build.
const script = fileURLToPath(import.meta.resolve('streamgauge/element/script.js'))
cpSync(join(script, '..'), join(pages, 'streamgauge'), { recursive: true })
for (const file of ['index.html', 'page.css', 'page.js'])
  cpSync(join(folder, file), join(pages, file))

const server = await serve({
  port: Number(process.env.PORT ?? 3001),
  simulate: 'payroll',
  // Served under a strict policy: default-src 'none', and scripts, styles and connections of this origin alone.
  pageFolder: pages,
})
console.log(`Payments at ${server.url}`)
