/** The wall clock of the server is set a year ahead while it runs, and back again. */
import { fileURLToPath } from 'node:url'
import type { SpawnedServer } from '../support/spawn.ts'
import type { Attack, Target } from './attack.ts'
import { createStreams } from './many-streams.ts'

const year = 365 * 24 * 3_600
const preload = fileURLToPath(new URL('movable-clock.mjs', import.meta.url))
const moved = { CLOCK_MOVED: '1' }

export const clockStep: Attack = {
  name: 'clock-step',
  holds:
    'A clock that is set a year ahead makes commands refused, pays nothing out, and does not outlast its correction; ' +
    'a server does not start behind its newest event.',
  env: { CLOCK_BY_MS: String(year * 1_000) },
  execArgv: ['--import', preload],
  // The server is stopped and started.
  stopsServer: true,
  async run(target) {
    const { url } = target
    const faults: string[] = []
    const expect = (isTrue: boolean, fault: string) => {
      if (!isTrue) faults.push(fault)
    }
    await createStreams(url, 10)

    target.server.signal('SIGUSR2')
    await settled()
    const stepped = await command(url, '/streams/1/withdraw')
    expect(stepped.code === 'clock_unsure', `a withdrawal a year ahead got ${stepped.status}`)
    expect((await fetch(`${url}/readyz`)).status === 503, 'the server says that it is ready')
    const { at } = (await (await fetch(`${url}/streams/1/claimable`)).json()) as { at: number }
    expect(Math.abs(at - seconds()) < 60, `the ledger is ${at - seconds()} s ahead`)

    target.server.signal('SIGUSR2')
    await settled()
    const corrected = await command(url, '/streams/2/pause')
    expect(corrected.status === 200, `a pause after the correction got ${corrected.status}`)
    await checkNewest(url, 'after the correction', faults)

    await target.server.kill('SIGKILL')
    await target.restart()
    const restarted = await command(url, '/streams/3/pause')
    expect(restarted.status === 200, `a pause after a restart got ${restarted.status}`)
    await checkNewest(url, 'after a restart', faults)

    // A server that is started with the wrong clock cannot know; the next one must.
    await target.server.kill('SIGKILL')
    await target.restart(moved)
    await command(url, '/streams/4/pause')
    await target.server.kill('SIGKILL')
    const refusal = await startsBehind(target)
    expect(
      refusal.includes('ahead of the clock'),
      'a server started although its newest event is a year ahead of its clock',
    )
    return { faults, figures: { 'withdrawal a year ahead': stepped.status } }
  },
}

/** What the server said when it did not start; empty when it did. */
async function startsBehind(target: Target): Promise<string> {
  const server: SpawnedServer | string = await target
    .restart()
    .catch((error: unknown) => String(error))
  return typeof server === 'string' ? server : ''
}

async function checkNewest(url: string, when: string, faults: string[]): Promise<void> {
  const answer = await fetch(`${url}/events?limit=1`)
  const { events } = (await answer.json()) as { events: { data: { timestamp: number } }[] }
  const aheadBy = (events[0]?.data.timestamp ?? 0) - seconds()
  if (aheadBy > 60) faults.push(`the newest event ${when} is ${aheadBy} s ahead`)
}

async function command(
  url: string,
  path: string,
): Promise<{ readonly status: number; readonly code?: string }> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(url + path, { method: 'POST', headers })
  const { code } = (await answer.json()) as { code?: string }
  return { status: answer.status, ...(code !== undefined && { code }) }
}

/** A signal needs a turn of the other process's loop. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 200))
}

function seconds(): number {
  return Math.floor(Date.now() / 1_000)
}
