import { PassThrough, Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createBoundedLines } from '../../../server/node/bounded-lines.ts'

const noteOf = (count: number) => `${count} dropped\n`
const line = `${'x'.repeat(1_023)}\n`

describe('lines for a stream', () => {
  it('are written as they come while it is read', () => {
    const stream = new PassThrough()
    const lines = createBoundedLines(stream, noteOf)
    for (let count = 0; count < 1_000; count++) {
      lines.write(line)
      expect(stream.read().toString()).toBe(line)
    }
    expect(lines.dropped).toBe(0)
  })

  it('are dropped and counted while it is not, up to a limit of what waits', async () => {
    const finished: (() => void)[] = []
    const written: string[] = []
    const stream = new Writable({
      decodeStrings: false,
      write(chunk, _, callback) {
        written.push(String(chunk))
        finished.push(callback)
      },
    })
    const lines = createBoundedLines(stream, noteOf)
    for (let count = 0; count < 1_000; count++) lines.write(line)
    expect(lines.dropped).toBe(1_000 - 256)
    expect(stream.writableLength).toBe(262_144)
    while (finished.length > 0) {
      finished.shift()?.()
      await new Promise((resolve) => setImmediate(resolve))
    }
    lines.write('next\n')
    while (finished.length > 0) {
      finished.shift()?.()
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(written.slice(256)).toEqual(['744 dropped\n', 'next\n'])
  })

  it('are dropped once its reader has gone away', async () => {
    const stream = new Writable({ write: (_, __, callback) => callback(new Error('EPIPE')) })
    const lines = createBoundedLines(stream, noteOf)
    lines.write(line)
    await new Promise((resolve) => setImmediate(resolve))
    lines.write(line)
    expect(lines.dropped).toBe(1)
  })
})
