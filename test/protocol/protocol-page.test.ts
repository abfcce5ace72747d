import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { companyProblems } from '../../src/feeds/company/problems.ts'
import { parseSubscribeQuery } from '../../src/feeds/filter-query.ts'
import { documentedPayments } from '../../src/feeds/payments/documentation.ts'
import { eventFields, paymentEvents, paymentEventTypes } from '../../src/feeds/payments/events.ts'
import { paymentsProblems } from '../../src/feeds/payments/problems.ts'
import { problemCodes } from '../../src/protocol/errors.ts'
import type { FieldTable } from '../../src/protocol/fields.ts'
import { feedHead } from '../../src/protocol/headers.ts'

const path = fileURLToPath(new URL('../../src/protocol/PROTOCOL.md', import.meta.url))
const everyEventMayCarry = ['transactionHash', 'ledger', 'timestamp']

/** The tables that code decides. */
const tables: Readonly<Record<string, () => string>> = {
  events: () =>
    table(
      ['event', 'meaning', 'data'],
      paymentEventTypes.map((type) => {
        const { meaning } = paymentEvents[type]
        return [`\`${type}\``, meaning, fieldNames(eventFields[type]).join(', ')]
      }),
    ),
  problems: () => problemTable(problemCodes),
  'payments problems': () => problemTable(paymentsProblems),
  'company problems': () => problemTable(companyProblems),
}

/** The codes that a server of the payments feed answers. */
const codes = [...Object.keys(problemCodes), ...Object.keys(paymentsProblems)]

function problemTable(
  problems: Readonly<Record<string, { readonly status: number; readonly title: string }>>,
): string {
  return table(
    ['code', 'status', 'title'],
    Object.entries(problems).map(([code, { status, title }]) => [
      `\`${code}\``,
      String(status),
      title,
    ]),
  )
}

function fieldNames(fields: FieldTable): string[] {
  return Object.entries(fields).flatMap(([name, { isOptional }]) => {
    if (isOptional && everyEventMayCarry.includes(name)) return []
    return [`\`${name}\`${isOptional ? '?' : ''}`]
  })
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

function withTables(page: string): string {
  let text = page
  for (const [name, print] of Object.entries(tables)) {
    const marked = new RegExp(`(<!-- generated: ${name} -->\\n)[^]*?(<!-- /generated -->)`)
    expect(text).toMatch(marked)
    text = text.replace(marked, (_, open, close) => `${open}${print()}\n${close}`)
  }
  return text
}

describe('PROTOCOL.md', () => {
  // WRITE_DOCS=1 writes the tables of the code into the page.
  if (process.env['WRITE_DOCS']) writeFileSync(path, withTables(readFileSync(path, 'utf8')))
  const page = readFileSync(path, 'utf8')

  /** The rows of the first table after a heading. */
  const rowsAfter = (heading: string): string[][] => {
    const [, rest = ''] = page.split(`\n${heading}\n`)
    const [, body = ''] = rest.split(/\n\|(?:---\|)+\n/)
    const [rows = ''] = body.split('\n\n')
    return rows.split('\n').map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  }

  it('has the event table and the problem tables of the code', () => {
    expect(withTables(page)).toBe(page)
  })

  it('explains every field of every event', () => {
    const [, described = ''] = page.split('| field | JSON | meaning |')
    for (const type of paymentEventTypes) {
      for (const name of Object.keys(eventFields[type])) {
        expect(described, `${type} ${name}`).toContain(`\`${name}\``)
      }
    }
  })

  it('answers bad subscriptions as its table says', () => {
    const rows = rowsAfter('### Subscriptions')
    expect(rows.length).toBeGreaterThan(15)
    for (const [query = '', answer = ''] of rows) {
      const text = query === 'nothing' ? '' : query.replaceAll('`', '')
      const result = parseSubscribeQuery(documentedPayments.filter, new URLSearchParams(text))
      const given = result.ok ? 'accepted' : `\`${result.problem.code}\``
      expect(answer.startsWith(given), `${query} answers ${given}`).toBe(true)
    }
  })

  it('names no code that does not exist', () => {
    for (const [, answer = ''] of rowsAfter('### Commands and reads')) {
      for (const code of answer.split('; ')) {
        expect(codes.map((known) => `\`${known}\``)).toContain(code)
      }
    }
  })

  it('shows the response head that is sent', () => {
    for (const [name, value] of Object.entries(feedHead)) {
      expect(page).toContain(`\n${name}: ${value}\n`)
    }
  })
})
