import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFrameParser, type ParsedFrame } from '../../src/protocol/frame-parser.ts'
import { everyCut, readByTheBook, readWire } from './wire-log.ts'

const encoder = new TextEncoder()
const bytesOf = (text: string) => encoder.encode(text)

// Pieces that meet at the edges the rules are about, rather than random letters that never would.
// biome-ignore format: one list that is read as a whole
const piece = fc.constantFrom(
  '\n', '\r', '\r\n', 'data', 'data:', 'data: x', 'event: e', 'id: 1', 'id', 'id: a\0b', 'retry: 7',
  'retry: 7x', ':', ': c', ' ', 'ä🚲', '\uFEFF', 'foo: bar', 'dat', '\0',
)

describe('a frame parser', () => {
  it('F1 reads any stream as the specification does, wherever it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }),
        fc.array(fc.nat(), { maxLength: 10 }),
        (pieces, places) => {
          const bytes = bytesOf(pieces.join(''))
          const cuts = places.map((place) => place % (bytes.length + 1))
          expect(readWire(bytes, cuts)).toEqual(readByTheBook(bytes))
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('F1 reads any bytes at all as the specification does, byte by byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
        expect(readWire(noise, everyCut(noise))).toEqual(readByTheBook(noise))
      }),
    )
  })

  it.each([
    ['CRLF', 'data: x\r\n\r\n', 'data: x\r\n\r'],
    ['CR', 'data: x\r\r', 'data: x\r\r'],
    ['LF', 'data: x\n\n', 'data: x\n\n'],
  ])('F2 delivers with %s as soon as the blank line begins', (_, whole, enough) => {
    const frames: ParsedFrame[] = []
    const parser = createFrameParser({ onFrame: (frame) => frames.push(frame) })
    for (const byte of bytesOf(enough)) parser.push(Uint8Array.of(byte))
    expect(frames).toEqual([{ type: 'message', data: 'x', lastEventId: '' }])
    parser.push(bytesOf(whole.slice(enough.length)))
    parser.push(bytesOf('data: y\n\n'))
    expect(frames.map((frame) => frame.data)).toEqual(['x', 'y'])
  })

  it('F3 reports an id before its frame, and without a frame too', () => {
    expect(readWire(bytesOf('id: 1\n\nid: 2\ndata: x\n\n'))).toEqual([
      { id: '1' },
      { id: '2' },
      { frame: { type: 'message', data: 'x', lastEventId: '2', id: '2' } },
    ])
  })

  it('F3 keeps nothing of a torn frame, not even its id', () => {
    expect(readWire(bytesOf('id: 1\ndata: x\n'))).toEqual([])
    expect(readWire(bytesOf('id: 1\ndata: x'))).toEqual([])
  })

  it('F3 starts from the cursor that it is given', () => {
    expect(readWire(bytesOf('data: x\n\n'), [], { lastEventId: 'k.7' })).toEqual([
      { frame: { type: 'message', data: 'x', lastEventId: 'k.7' } },
    ])
  })

  it('clamps a retry that no timer could hold', () => {
    expect(readWire(bytesOf(`retry: ${'9'.repeat(400)}\n\n`))).toEqual([{ retryMs: 2 ** 31 - 1 }])
  })

  it('is silent after its end, even when it was ended by a listener in the middle of a chunk', () => {
    const seen: string[] = []
    const parser = createFrameParser({
      onFrame(frame) {
        seen.push(frame.data)
        parser.end()
      },
      onId: (id) => seen.push(id),
      onRetry: (retryMs) => seen.push(String(retryMs)),
      onComment: (comment) => seen.push(comment),
    })
    parser.push(bytesOf('data: first\n\nid: 5\nretry: 1\n: c\ndata: second\n\n'))
    parser.push(bytesOf('data: third\n\n'))
    expect(seen).toEqual(['first'])
  })
})

describe('F5 a limit of 20 bytes', () => {
  /** What arrived, and whether the stream was refused, for one way of cutting. */
  function read(text: string, cuts: readonly number[]) {
    const arrived: string[] = []
    const parser = createFrameParser({
      maxEventBytes: 20,
      onFrame: (frame) => arrived.push(frame.data),
    })
    const bytes = bytesOf(text)
    let start = 0
    try {
      for (const cut of [...cuts, bytes.length]) {
        parser.push(bytes.subarray(start, cut))
        start = cut
      }
    } catch (error) {
      return { arrived, error }
    }
    return { arrived, error: null }
  }

  const tooLarge = expect.objectContaining({ name: 'ProtocolError', code: 'event_too_large' })

  it.each([
    ['a frame of exactly 20 bytes', `data: ${'x'.repeat(14)}\n\n`, null, ['x'.repeat(14)]],
    ['a frame of 21 bytes', `data: a\n\ndata: ${'x'.repeat(15)}\n\n`, tooLarge, ['a']],
    ['several lines of 20 bytes', 'data: 1234\ndata: 5678\n\n', null, ['1234\n5678']],
    ['several lines of 21 bytes', 'data: a\n\ndata: 1234\r\ndata: 56789\r\n\r\n', tooLarge, ['a']],
    ['a line that never ends', `data: a\r\rdata: ${'x'.repeat(99)}`, tooLarge, ['a']],
    ['lines that never make a frame', `data: a\n\n${'data: b\n'.repeat(9)}`, tooLarge, ['a']],
    ['an id of 99 bytes', `data: a\n\nid: ${'x'.repeat(99)}\n\n`, tooLarge, ['a']],
    ['an unknown field of 99 bytes', `${'x'.repeat(99)}\n\n`, tooLarge, []],
    ['a comment of 99 bytes', `: ${'x'.repeat(99)}\n\n`, tooLarge, []],
    ['99 heartbeats without a blank line', `${': beat\n'.repeat(99)}data: a\n\n`, null, ['a']],
    ['99 frames in one chunk', 'data: a\n\n'.repeat(99), null, Array(99).fill('a')],
    ['8 characters of 3 bytes', `data: ${'€'.repeat(8)}\n\n`, tooLarge, []],
  ])('answers the same for %s wherever it is cut', (_, text, error, arrived) => {
    const bytes = bytesOf(text)
    expect(read(text, [])).toEqual({ arrived, error })
    expect(read(text, everyCut(bytes))).toEqual({ arrived, error })
    for (const cut of everyCut(bytes)) expect(read(text, [cut])).toEqual({ arrived, error })
  })

  it('is 1 MiB unless asked otherwise', () => {
    const frames: ParsedFrame[] = []
    const parser = createFrameParser({ onFrame: (frame) => frames.push(frame) })
    parser.push(bytesOf(`data: ${'x'.repeat(2 ** 20 - 6)}\n\n`))
    expect(frames).toHaveLength(1)
    expect(() => parser.push(bytesOf(`data: ${'x'.repeat(2 ** 20 - 5)}\n\n`))).toThrow(tooLarge)
  })
})
