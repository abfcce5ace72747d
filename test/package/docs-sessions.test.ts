/**
 * The command lines of the documentation, as a reader types them: what follows `$`, in one shell for each block, with the
 * program `streamgauge` of the build. `http://localhost:3001` and `https://api.example` are a server that pays streams 1
 * to 42; where a block sets `JWT_SECRET`, it is one that checks tokens.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findingsTable } from '../../server/cli/findings.ts'
import {
  companyFeed,
  jwtAuthenticator,
  memoryLog,
  ordersFeed,
  paymentsFeed,
  type RunningServer,
  serve,
} from '../../server/index.ts'
import { alice, bob, token } from '../support/wired.ts'
import { readPrograms } from './docs-blocks.ts'
import { root } from './project.ts'

const sessions = readPrograms()
  .filter(({ runner }) => runner === 'session')
  .map((program) => [program.title, program] as const)

const config = { pingMs: 300 }
let open: RunningServer
let guarded: RunningServer
let topUps: NodeJS.Timeout
let volunteers = 120

beforeAll(async () => {
  const paid = [memoryLog(), memoryLog()].map((log) => paymentsFeed({ log }))
  const amounts = { ratePerSecond: 1_000n, depositedAmount: 1_000_000_000n }
  for (const { ledger } of paid) {
    for (let count = 0; count < 42; count++) {
      await ledger.create({ sender: alice, recipient: bob, tokenAddress: token, ...amounts })
    }
  }
  const [first, second] = paid.map((feed) => [feed])
  const company = companyFeed({ log: memoryLog() })
  const others = [company, ordersFeed({ log: memoryLog() })]
  open = await serve({ port: 0, config, ...(first && { feeds: [...first, ...others] }) })
  const secret = 'a secret of at least 32 bytes, from your vault'
  const settings = { secret, issuer: 'https://app.example.com', audience: 'streamgauge' }
  const authenticator = jwtAuthenticator(settings)
  guarded = await serve({ port: 0, config, authenticator, ...(second && { feeds: second }) })
  topUps = setInterval(() => {
    for (const { ledger } of paid) void ledger.topUp({ streamId: '42', amount: 1n })
    volunteers++
    void company.publish(
      { type: 'metric_updated', metric: 'active_volunteers', value: volunteers },
      { tenant: 'acme' },
    )
  }, 200)
})
afterAll(async () => {
  clearInterval(topUps)
  await Promise.all([open.close(), guarded.close()])
})

/** Runs the commands, until they end or have shown everything. */
function runSession(text: string, shows: readonly string[]): Promise<string> {
  const commands = [...text.matchAll(/^\$ (.+)$/gm)].map(([, command]) => command).join('\n')
  const server = text.includes('JWT_SECRET') ? guarded : open
  const script = commands
    .replaceAll('npx streamgauge', `"${process.execPath}" "${join(root, 'dist/cli.js')}"`)
    .replaceAll(/http:\/\/localhost:3001|https:\/\/api\.example(?=\/)/g, server.url)
  // A group of its own: an interrupt of the keyboard reaches all programs in it.
  const child = spawn('sh', ['-euc', script], { detached: true })
  const interrupt = () => child.pid !== undefined && process.kill(-child.pid, 'SIGINT')
  const limit = setTimeout(interrupt, 15_000)
  let output = ''
  let isInterrupted = false
  const read = (part: string) => {
    output += part
    if (isInterrupted || !shows.every((each) => output.includes(each))) return
    isInterrupted = true
    interrupt()
  }
  child.stdout.setEncoding('utf8').on('data', read)
  child.stderr.setEncoding('utf8').on('data', read)
  return new Promise((resolve) => {
    child.once('close', () => {
      clearTimeout(limit)
      resolve(output)
    })
  })
}

describe('the command lines of the documentation', () => {
  it('are several, and each says what it shows', () => {
    expect(sessions.length).toBeGreaterThanOrEqual(4)
    expect(sessions.filter(([, { shows }]) => shows.length === 0)).toEqual([])
  })

  it.concurrent.each(sessions)('%s runs and shows what it says', async (_, { text, shows }) => {
    const output = await runSession(text, shows)
    for (const part of shows) expect(output).toContain(part)
  })

  it.each(sessions)('%s shows findings in the words of the program', (_, { text }) => {
    const findings = [...text.matchAll(/^(error|warning) (\w+)\n((?: {2}.+\n)+)/gm)]
    for (const [, severity, code = '', lines = ''] of findings) {
      const entry = findingsTable[code as keyof typeof findingsTable]
      expect(entry.severity).toBe(severity)
      expect(lines).toContain(`  ${entry.means}\n`)
      expect(lines).toContain(`  ${entry.remedy}\n`)
    }
  })
})
