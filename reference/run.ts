/** `npm run reference`: writes docs/api from the doc comments, and says what is undocumented. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { findUndocumented, readReference } from './model.ts'
import { printPages } from './pages.ts'

const reference = await readReference()
rmSync('docs/api', { recursive: true, force: true })
mkdirSync('docs/api', { recursive: true })
for (const [page, text] of printPages(reference)) writeFileSync(`docs/api/${page}`, text)
const missing = findUndocumented(reference)
for (const name of missing) console.error(`No description: ${name}`)
for (const text of reference.hidden) console.error(text)
if (missing.length + reference.hidden.length > 0) process.exitCode = 1
