/**
 * The programs of docs/recipes.md, as modules: what a test runs is what the page shows, with the entry of the
 * package leading to its sources.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readBlocks } from '../architecture/markdown.ts'

const page = 'docs/recipes.md'
const folder = '.tmp/recipes'

/** The module that exports `name`. */
export async function loadRecipe<Module>(name: string): Promise<Module> {
  const block = readBlocks(page).find(({ text }) => text.match(`export function ${name}\\b`))
  if (!block) throw new Error(`No program of ${page} exports ${name}.`)
  mkdirSync(folder, { recursive: true })
  const path = resolve(folder, `${name}.ts`)
  const source = pathToFileURL(resolve('src/connection/index.ts')).pathname
  writeFileSync(path, block.text.replaceAll("'streamgauge/connection'", `'${source}'`))
  return (await import(/* @vite-ignore */ path)) as Module
}
