/** The memory that Node sets aside for new objects, which is most of that of a server with many connections. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** Creates objects that survive, as thousands of new connections do. Prints the size of the young generation in MB. */
const program = `
const kept = []
for (let count = 0; count < 7e5; count++) kept.push({ count, list: [count] })
const spaces = require('node:v8').getHeapSpaceStatistics()
console.log(spaces.find(({ space_name }) => space_name === 'new_space').space_size / 2 ** 20)`

function youngGenerationMb(options: readonly string[]): number {
  const { stdout } = spawnSync(process.execPath, [...options, '-e', program], { encoding: 'utf8' })
  return Number(stdout)
}

describe('npm start', () => {
  it('keeps the young generation below 35 MB, however many connect', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: { start: string }
    }
    const options = scripts.start.split(' ').filter((word) => word.startsWith('--'))
    expect(youngGenerationMb(options)).toBeLessThan(35)
  })
})
