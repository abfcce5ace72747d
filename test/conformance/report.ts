/** What a run has shown, as the tables of docs/conformance.md. */
import { printTable } from '../architecture/markdown.ts'
import type { CaseFile, Verdict } from './case.ts'

/** Verdicts by environment. */
export type Results = Readonly<Record<'Node' | 'Chromium', readonly Verdict[]>>

const environments = ['Node', 'Chromium'] as const

/** `|` would end a cell. */
const cellOf = (text: string) => text.replaceAll('|', '\\|').replaceAll('`', '\\`')

function createLookup(results: Results) {
  const failures = new Map<string, string | null>(
    environments.flatMap((environment) =>
      results[environment].map(
        ({ client, name, failure }) => [`${environment}/${client}/${name}`, failure] as const,
      ),
    ),
  )
  return (environment: string, client: string, name: string) =>
    failures.get(`${environment}/${client}/${name}`) === null
}

/** Each client's groups: how many cases it passes in Node and in Chromium. */
export function printGroups(
  files: readonly CaseFile[],
  clients: readonly string[],
  results: Results,
): string {
  const isRight = createLookup(results)
  const count = (names: readonly string[], client: string) => {
    const [inNode, inChromium] = environments.map(
      (environment) => names.filter((name) => isRight(environment, client, name)).length,
    )
    const passed = inNode === inChromium ? `${inNode}` : `${inNode}, Chromium ${inChromium}`
    return `${passed} of ${names.length}`
  }
  const namesOf = (wanted: readonly CaseFile[]) =>
    wanted.flatMap(({ cases }) => cases.map(({ name }) => name))
  const row = (label: string, wanted: readonly CaseFile[]) => [
    label,
    ...clients.map((client) => count(namesOf(wanted), client)),
  ]
  const byRule = (rule: CaseFile['rule']) => files.filter((file) => file.rule === rule)
  return printTable(
    ['group', ...clients],
    [
      ...byRule('standard').map((file) => row(file.group, [file])),
      row('**The standard**', byRule('standard')),
      ...byRule('recovery').map((file) => row(file.group, [file])),
      row('**Recovery**', byRule('recovery')),
    ],
  )
}

/** What each client gets wrong, by name. */
export function printFailures(
  files: readonly CaseFile[],
  clients: readonly string[],
  results: Results,
): string {
  const isRight = createLookup(results)
  return clients
    .map((client) => {
      const lines = files.flatMap(({ group, cases }) => {
        const failed = cases.flatMap(({ name }) => {
          const wrongIn = environments.filter((place) => !isRight(place, client, name))
          if (wrongIn.length === 0) return []
          return [`${cellOf(name)}${wrongIn.length === 1 ? ` (${wrongIn[0]})` : ''}`]
        })
        return failed.length === 0 ? [] : [`- ${group}: ${failed.join(' · ')}`]
      })
      return `### ${client}\n\n${lines.length === 0 ? 'Nothing.' : lines.join('\n')}`
    })
    .join('\n\n')
}

/** What a cell of the big table says. */
const marks = { both: '✓', neither: '✗', Node: 'Node only', Chromium: 'Chromium only' }

/** Every case and every client. */
export function printCases(
  files: readonly CaseFile[],
  clients: readonly string[],
  results: Results,
): string {
  const isRight = createLookup(results)
  const mark = (client: string, name: string) => {
    const rightIn = environments.filter((environment) => isRight(environment, client, name))
    if (rightIn.length === 2) return marks.both
    return rightIn[0] ? marks[rightIn[0]] : marks.neither
  }
  return files
    .map(
      ({ group, about, cases }) =>
        `### ${group}\n\n${about}\n\n${printTable(
          ['case', ...clients, 'why'],
          cases.map(({ name, from, differs }) => [
            cellOf(name),
            ...clients.map((client) => mark(client, name)),
            cellOf(differs ? `${from}. Ours differs: ${differs}` : from),
          ]),
        )}`,
    )
    .join('\n\n')
}

/** What {@link printCases} wrote: whether `client` passes `name` in an environment. */
export function readCases(
  page: string,
  clients: readonly string[],
): (environment: 'Node' | 'Chromium', client: string, name: string) => boolean | null {
  const cells = new Map<string, string>()
  for (const line of page.split('\n')) {
    const [, name = '', ...rest] = line.split(/(?<!\\)\|/).map((cell) => cell.trim())
    for (const [index, client] of clients.entries()) {
      cells.set(`${client}/${name}`, rest[index] ?? '')
    }
  }
  return (environment, client, name) => {
    const cell = cells.get(`${client}/${cellOf(name)}`)
    if (cell === undefined) return null
    return cell === marks.both || cell === marks[environment]
  }
}
