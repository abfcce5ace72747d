/** `node:sqlite` warns when it is loaded and is missing in older versions of Node: only who uses it loads it. */
import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { createLogWorld } from './log-world.ts'

const entry = new URL('../../../server/index.ts', import.meta.url).href

/** Runs a module in a Node of its own, with the server's entry imported as `server`. */
function run(text: string, ...options: readonly string[]): { stdout: string; stderr: string } {
  const program = `
    const server = await import(${JSON.stringify(entry)})
    const isLoaded = () => process.moduleLoadList.some((name) => name.endsWith('Module sqlite'))
    ${text}`
  return spawnSync(process.execPath, [...options, '--input-type=module', '-e', program], {
    encoding: 'utf8',
  })
}

describe('node:sqlite', () => {
  it('is loaded in the thread of a SQLite log, never on the event loop', () => {
    const world = createLogWorld()
    const { stdout, stderr } = run(`
      console.log(isLoaded())
      const running = await server.serve({ port: 0 })
      await running.close()
      console.log(isLoaded())
      const { nodeClock: clock, nodeRandom: random } = server
      const log = server.sqliteLog({ file: ${JSON.stringify(`${world.dataDir}/a.db`)}, clock, random })
      console.log(isLoaded())
      await log.append('a', { topics: ['all'], type: 'e', data: '{}' })
      console.log((await log.bounds('a')).top)
      await log.close()`)
    world.remove()
    expect({ stdout: stdout.trim().split('\n'), stderr }).toMatchObject({
      stdout: ['false', 'false', 'false', '1'],
    })
  }, 20_000)

  it('that does not exist is said in one sentence', () => {
    const program = `
      const { nodeClock: clock, nodeRandom: random } = server
      try {
        server.sqliteLog({ file: 'never.db', clock, random })
      } catch ({ code, message }) {
        console.log(code + ': ' + message)
      }`
    const { stdout } = run(program, '--no-experimental-sqlite')
    expect(stdout).toBe(
      'log_unavailable: Opening never.db failed: this version of Node has no node:sqlite. ' +
        'Use Node 22.13 or newer, or the memory log.\n',
    )
  }, 20_000)
})
