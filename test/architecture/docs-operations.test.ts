/** Tables of docs/operations.md that repeat what code decides. */
import { describe, expect, it } from 'vitest'
import { findingsTable } from '../../server/cli/findings.ts'
import { metricsTable } from '../../server/node/metrics-table.ts'
import { notReadyReasons } from '../../server/ops/readiness.ts'
import { printTable, withGenerated } from './markdown.ts'

const code = (text: string) => `\`${text}\``

describe('docs/operations.md', () => {
  it('has every reason for which a server is not ready', () => {
    const reasons = Object.entries(notReadyReasons).map(([reason, meaning]) => [
      code(reason),
      meaning,
    ])
    const { actual, expected } = withGenerated('docs/operations.md', {
      reasons: printTable(['reason', 'means'], reasons),
    })
    expect(actual).toBe(expected)
  })

  it('has every metric, as the page of metrics explains it', () => {
    const metrics = Object.entries(metricsTable).map(([name, { type, labels, meaning }]) => [
      code(name),
      type,
      labels.map(code).join(', '),
      meaning,
    ])
    const { actual, expected } = withGenerated('docs/operations.md', {
      metrics: printTable(['metric', 'type', 'labels', 'meaning'], metrics),
    })
    expect(actual).toBe(expected)
  })

  it('has everything that the doctor can find', () => {
    const findings = Object.entries(findingsTable).map(([found, entry]) => [
      code(found),
      entry.severity,
      entry.means,
      entry.remedy,
    ])
    const { actual, expected } = withGenerated('docs/operations.md', {
      findings: printTable(['finding', 'severity', 'means', 'what to do'], findings),
    })
    expect(actual).toBe(expected)
  })
})
