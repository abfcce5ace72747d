/** The program itself, as a process: what it prints, and its exit codes. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { paymentsFeed } from '../../../server/feeds/payments/payments-feed.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { type RunningServer, serve } from '../../../server/node/serve.ts'
import { createChaosProxy } from '../../support/chaos-proxy.ts'
import { until } from '../../support/until.ts'
import { alice, bob, token } from '../../support/wired.ts'

const program = fileURLToPath(new URL('../../../server/cli/streamgauge.ts', import.meta.url))
const feed = paymentsFeed({ log: memoryLog() })
let server: RunningServer

beforeAll(async () => {
  server = await serve({ port: 0, feeds: [feed], config: { pingMs: 300, retryMs: [100, 200] } })
})
afterAll(() => server.close())

function start(given: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [program, ...given], { env: { ...process.env, ...env } })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, output, ended }
}

async function run(...given: readonly string[]) {
  const { output, ended } = start(given)
  const code = await ended
  return { code, ...output }
}

const createStream = () =>
  feed.ledger.create({
    sender: alice,
    recipient: bob,
    tokenAddress: token,
    ratePerSecond: 1n,
    depositedAmount: 1_000n,
  })

describe('the program', { timeout: 30_000 }, () => {
  it('lists its commands, and the options of each', async () => {
    const [all, doctor, tail, tokens] = await Promise.all([
      run('--help'),
      run('doctor', '--help'),
      run('tail', '--help'),
      run('token', '--help'),
    ])
    expect([all.code, doctor.code, tail.code, tokens.code]).toEqual([0, 0, 0, 0])
    for (const name of ['doctor', 'tail', 'token']) expect(all.stdout).toContain(name)
    expect(doctor.stdout).toContain('--origin <origin>')
    expect(tail.stdout).toContain('--filter <name=value>')
    expect(tokens.stdout).toContain('JWT_SECRET')
  })

  it.each([
    [['docter'], '"docter" is not a command. Use doctor, tail, token, or --help.'],
    [['tail'], 'Give one URL, such as'],
    [
      ['tail', 'localhost:3001'],
      '"localhost:3001" is not a URL. Begin it with http:// or https://.',
    ],
    [
      ['doctor', 'http://localhost/', '--seconds', 'x'],
      '--seconds is "x": it has to be a whole number',
    ],
    [['tail', 'http://localhost/', '--filtre', 'a=b'], "Unknown option '--filtre'"],
    [
      ['tail', 'http://localhost/', '--filter', 'streams'],
      '--filter is "streams": it has to be a name',
    ],
    [['doctor', 'http://localhost/', '--origin', 'app.example'], '--origin is "app.example"'],
    [['token', '--subject', 'G'], 'Set JWT_SECRET to the secret of the server.'],
  ])('refuses %j with a sentence and the exit code 2', async (given, sentence) => {
    const { code, stdout, stderr } = await run(...given)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(sentence)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })
})

describe('streamgauge doctor', { timeout: 30_000 }, () => {
  it('ends with 0 when nothing is wrong', async () => {
    const { code, stdout } = await run('doctor', `${server.url}/`, '--seconds', '1')
    expect(stdout).toContain(`${server.url}/events/subscribe?all=true`)
    expect(stdout).toMatch(/Nothing is wrong\.\n$/)
    expect(code).toBe(0)
  })

  it('ends with 1 for an error, which it explains, also as JSON', async () => {
    const given = [
      `${server.url}/events/subscribe`,
      '--origin',
      'https://other.example',
      '--seconds',
      '1',
    ]
    const [text, json] = await Promise.all([
      run('doctor', ...given),
      run('doctor', '--json', ...given),
    ])
    expect([text.code, json.code]).toEqual([1, 1])
    expect(text.stdout).toContain(
      'error cors_refused\n  Pages of this origin cannot read the feed.',
    )
    expect(text.stdout).toMatch(/1 error, 0 warnings\.\n$/)
    expect(JSON.parse(json.stdout)).toMatchObject({
      findings: [{ code: 'cors_refused', severity: 'error', remedy: expect.any(String) }],
    })
  })
})

describe('streamgauge tail', { timeout: 30_000 }, () => {
  it('prints events as they come, and ends after as many as were asked for', async () => {
    const { output, ended } = start(['tail', `${server.url}/`, '--count', '2', '--json'])
    await until(() => output.stderr.includes('Connected.'), 20_000, 'it is connected')
    await createStream()
    await createStream()
    expect(await ended).toBe(0)
    const lines = output.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(lines).toEqual([
      {
        id: expect.stringMatching(/^\w+\.\d+$/),
        type: 'stream.created',
        data: expect.objectContaining({ sender: alice }),
      },
      { id: expect.any(String), type: 'stream.created', data: expect.any(Object) },
    ])
    expect(output.stderr).toMatch(/Continue with --from \w+\.\d+\n$/)
  })

  it('misses nothing when the connection is cut', async () => {
    const proxy = await createChaosProxy({ targetPort: server.port, random: () => 0 })
    const url = `http://127.0.0.1:${proxy.port}/events/subscribe?all=true`
    const { output, ended, child } = start(['tail', url])
    await until(() => output.stderr.includes('Connected.'), 20_000, 'it is connected')
    await createStream()
    await until(() => output.stdout.includes('stream.created'), 20_000, 'the first event came')
    proxy.stall()
    proxy.cutAll()
    await createStream()
    await createStream()
    proxy.resume()
    await until(() => output.stdout.split('\n').length === 4, 20_000, 'three events came')
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    const offsets = [...output.stdout.matchAll(/^\w+\.(\d+) {2}/gm)].map(([, offset]) =>
      Number(offset),
    )
    expect(offsets).toEqual([0, 1, 2].map((step) => (offsets[0] ?? 0) + step))
    expect(output.stderr).toMatch(/Disconnected \(\w+\)\. Reconnecting in /)
    expect(output.stderr).toMatch(/Connected, after \w+\.\d+\./)
    await proxy.close()
  })

  it('asks for what is filtered', async () => {
    const other = await createStream()
    const wanted = await createStream()
    const { output, ended } = start([
      'tail',
      `${server.url}/`,
      '--filter',
      `streams=${wanted.stream.streamId}`,
      '--count',
      '1',
    ])
    await until(() => output.stderr.includes('Connected.'), 20_000, 'it is connected')
    await feed.ledger.topUp({ streamId: other.stream.streamId, amount: 5n })
    await feed.ledger.topUp({ streamId: wanted.stream.streamId, amount: 7n })
    expect(await ended).toBe(0)
    expect(output.stdout).toContain('stream.topped_up')
    expect(output.stdout).toContain('"amount":"7"')
    expect(output.stdout).not.toContain('"amount":"5"')
  })

  it('says which address does not answer, and what to check', async () => {
    const gone = await serve({ port: 0 })
    await gone.close()
    const { output, ended, child } = start(['tail', `${gone.url}/`])
    await until(() => output.stderr.includes('Reconnecting'), 20_000, 'it has failed once')
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    expect(output.stderr).toMatch(
      new RegExp(
        `^Could not connect to ${gone.url}: fetch failed \\(ECONNREFUSED\\)\\. Is a server running there\\? ` +
          'Check the address and the port\\. Reconnecting in ',
      ),
    )
  })

  it('ends with 1 when the server refuses for good', async () => {
    const { code, stderr } = await run('tail', `${server.url}/nowhere?all=true`)
    expect(code).toBe(1)
    expect(stderr).toContain('The server refused permanently: ')
  })
})

describe('streamgauge token', { timeout: 30_000 }, () => {
  it('prints a token that a server with the same settings accepts', async () => {
    const env = {
      JWT_SECRET: 'development-secret-of-32-bytes-or-more',
      JWT_ISSUER: 'http://localhost',
      JWT_AUDIENCE: 'streamgauge',
    }
    const given = ['token', '--subject', alice, '--scope', 'events:all', '--scope', 'stats:read']
    const { output, ended } = start(given, env)
    expect([await ended, output.stderr]).toEqual([0, ''])
    const { jwtAuthenticator } = await import('../../../server/auth/jwt.ts')
    const authenticator = jwtAuthenticator({
      secret: env.JWT_SECRET,
      issuer: env.JWT_ISSUER,
      audience: env.JWT_AUDIENCE,
    })
    const authorization = `Bearer ${output.stdout.trim()}`
    const request = new Request('http://localhost/streams', { headers: { authorization } })
    expect(await authenticator.authenticate(request)).toMatchObject({
      ok: true,
      identity: { subject: alice, scopes: ['events:all', 'stats:read'] },
    })
  })

  it('refuses a secret that is too short for the server', async () => {
    const { output, ended } = start(['token', '--subject', alice], { JWT_SECRET: 'short' })
    expect(await ended).toBe(2)
    expect(output.stderr).toBe('JWT_SECRET has 5 bytes: it has to have 32 at least.\n')
  })
})
