/** The case files, in the order of the tables: the standard first. */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { CaseFile } from './case.ts'

/** Files that are not named here come last. */
const order = [
  'line-ends',
  'fields',
  'bytes',
  'ids',
  'retry',
  'answers',
  'reconnecting',
  'requests',
]

export function readCaseFiles(): readonly CaseFile[] {
  const folder = fileURLToPath(new URL('./cases', import.meta.url))
  const place = (path: string) => {
    const index = order.indexOf(path.replace(/\.json$/, ''))
    return index < 0 ? order.length : index
  }
  return globSync('*.json', { cwd: folder })
    .sort((one, other) => place(one) - place(other) || one.localeCompare(other))
    .map((path) => JSON.parse(readFileSync(`${folder}/${path}`, 'utf8')) as CaseFile)
}
