/**
 * `npm run attack`: runs the attacks one after the other, each on its own server process and file, and prints the
 * results. Fails when a server did not withstand an attack.
 *
 *   npm run attack                          all of them
 *   npm run attack -- pipelined-reads       only those named
 *   ATTACK_SERVER=…/server/node/main.ts     the server of another checkout, to compare
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type SpawnedServer, spawnServer } from '../support/spawn.ts'
import type { Attack, AttackResult } from './attack.ts'
import { attacks } from './attacks.ts'
import type { Watch } from './watch.ts'

const main = process.env['ATTACK_SERVER']
const heapMb = 512
const watchScript = fileURLToPath(new URL('watch.ts', import.meta.url))

interface Outcome extends AttackResult {
  readonly watch: Watch
}

async function carryOut(attack: Attack): Promise<Outcome> {
  const dataDir = mkdtempSync(join(tmpdir(), 'streamgauge-attack-'))
  const start = (port: string, env: Attack['env'] = {}) =>
    spawnServer({
      ...(main !== undefined && { main }),
      execArgv: [`--max-old-space-size=${heapMb}`, ...(attack.execArgv ?? [])],
      stderr: attack.stderr,
      env: {
        PORT: port,
        DATA_DIR: dataDir,
        LOG: 'sqlite',
        SIMULATE: 'off',
        // Every client of an attack has the same address. Attacks on the limits set them.
        MAX_CONNECTIONS_PER_IP: '0',
        CONNECTION_RATE_PER_IP: '0',
        COMMAND_RATE: '0',
        COMMAND_RATE_PER_IP: '0',
        MAX_READS_PER_IP: '0',
        MAX_STREAMS_PER_SENDER: '0',
        ...attack.env,
        ...env,
      },
    })
  let server: SpawnedServer = await start('0')
  const { url, port } = server
  const watcher = startWatch(server)
  try {
    const result = await attack.run({
      url,
      port,
      dataDir,
      get server() {
        return server
      },
      async restart(env) {
        server = await start(String(port), env)
        return server
      },
    })
    const watch = await watcher.finish()
    return { ...result, faults: [...result.faults, ...findFaults(attack, watch)], watch }
  } finally {
    await watcher.finish()
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function startWatch(server: SpawnedServer): { finish(): Promise<Watch> } {
  const child = spawn(process.execPath, [watchScript, server.url, String(server.pid)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const ended = new Promise<Watch>((resolve, reject) => {
    child.once('close', () => {
      if (output === '') reject(new Error('The watch of the server ended without a report.'))
      else resolve(JSON.parse(output) as Watch)
    })
  })
  return {
    finish() {
      child.stdin.end()
      return ended
    },
  }
}

/**
 * How much longer than on an idle server the slowest per cent of `/healthz` may take at most, in milliseconds. What hung
 * before took between 500 ms and 13 s; pauses of a shared machine take up to 150 ms.
 */
const hangMs = 250
/** What it should take at most. Slower answers are reported, and do not fail. */
const goalMs = 50

/** What must hold in every attack. */
function findFaults({ stopsServer, maxRssMb = 600 }: Attack, watch: Watch): readonly string[] {
  const isTooLarge = watch.maxRssMb > maxRssMb
  const faults = isTooLarge ? [`the process reached ${watch.maxRssMb} MB, above ${maxRssMb}`] : []
  if (stopsServer) return faults
  if (watch.failures > 0) faults.push(`/healthz failed ${watch.failures} times`)
  if (watch.answers === 0 || delayOf(watch) > hangMs) {
    faults.push(`/healthz p99 is ${watch.p99Ms} ms: the event loop was blocked`)
  }
  return faults
}

/** What an idle server takes at the same time is the machine's part of it. */
function delayOf({ p99Ms, idleP99Ms }: Watch): number {
  return p99Ms - idleP99Ms
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !attacks.some((attack) => attack.name === name))
if (unknown.length > 0) {
  console.error(
    `No attack is called ${unknown.join(', ')}. There are: ${attacks.map(({ name }) => name).join(', ')}.`,
  )
  process.exit(2)
}

let failed = 0
const chosen = attacks.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
for (const attack of chosen) {
  console.log(`\n${attack.name}: ${attack.holds}`)
  const outcome = await carryOut(attack).catch((error: unknown) => ({
    faults: [`the attack itself failed: ${error instanceof Error ? error.message : error}`],
    figures: {},
    watch: null,
  }))
  if (outcome.watch !== null) {
    const { medianMs, p99Ms, maxMs, idleP99Ms, maxRssMb } = outcome.watch
    console.log(
      `  /healthz median ${medianMs} ms, p99 ${p99Ms} ms (idle server ${idleP99Ms} ms), max ${maxMs} ms; ` +
        `RSS at most ${maxRssMb} MB`,
    )
    if (!attack.stopsServer && delayOf(outcome.watch) > goalMs) {
      console.log(`  slower than the goal of ${goalMs} ms above an idle server`)
    }
  }
  for (const [name, value] of Object.entries(outcome.figures)) console.log(`  ${name}: ${value}`)
  for (const fault of outcome.faults) console.log(`  ✗ ${fault}`)
  if (outcome.faults.length > 0) failed++
  else console.log('  ✓')
}
console.log(`\n${chosen.length - failed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)
