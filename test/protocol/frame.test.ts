import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Frame, printFrame } from '../../src/protocol/frame.ts'
import { text } from './arbitraries.ts'
import { type Noticed, readWire } from './wire-log.ts'

const encoder = new TextEncoder()
const oneLine = text.map((value) => value.replace(/[\r\n\0]/g, '·'))

const frame: fc.Arbitrary<Frame> = fc.record(
  {
    id: oneLine,
    event: oneLine,
    data: fc.oneof(text, fc.stringMatching(/^[ \r\n:ab]{0,12}$/)),
    retryMs: fc.nat({ max: 2 ** 31 - 1 }),
    comment: fc.oneof(text, fc.stringMatching(/^[ \r\n:ab]{0,12}$/)),
  },
  { requiredKeys: [] },
)

const normalLines = (value: string) => value.replace(/\r\n|\r/g, '\n')

/** What a reader must notice of a frame, given the cursor before it. */
function expected({ id, event, data, retryMs, comment }: Frame, cursor: string): Noticed[] {
  const lastEventId = id ?? cursor
  return [
    ...(comment === undefined
      ? []
      : normalLines(comment)
          .split('\n')
          .map((c) => ({ comment: c }))),
    ...(retryMs === undefined ? [] : [{ retryMs }]),
    ...(id === undefined ? [] : [{ id }]),
    ...(data === undefined
      ? []
      : [
          {
            frame: {
              type: event || 'message',
              data: normalLines(data),
              lastEventId,
              ...(id === undefined ? {} : { id }),
            },
          },
        ]),
  ]
}

describe('a printed frame', () => {
  it('has its fields in an order that never leaves an id without its event', () => {
    expect(
      printFrame({ id: 'a.1', event: 'note', data: 'x\ny', retryMs: 5, comment: 'hello' }),
    ).toBe(': hello\nretry: 5\nid: a.1\nevent: note\ndata: x\ndata: y\n\n')
  })

  it('is read back as it was, several in a row, under any cuts of the bytes', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 5 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        (frames, places) => {
          const bytes = encoder.encode(frames.map(printFrame).join(''))
          const cuts = places.map((place) => place % (bytes.length + 1))
          let cursor = ''
          const wanted = frames.flatMap((one) => {
            const noticed = expected(one, cursor)
            cursor = one.id ?? cursor
            return noticed
          })
          expect(readWire(bytes, cuts)).toEqual(wanted)
        },
      ),
      { numRuns: 400 },
    )
  })

  it.each(['a\nb', 'a\rb', 'a\r\nb', 'a\0b', '\n'])('refuses the id %j', (id) => {
    expect(() => printFrame({ id })).toThrow(expect.objectContaining({ code: 'bad_frame' }))
  })

  it.each(['a\ndata: forged', 'a\r', '\0'])('refuses the event name %j', (event) => {
    expect(() => printFrame({ event })).toThrow(expect.objectContaining({ code: 'bad_frame' }))
  })

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    'refuses retry %d',
    (retryMs) => {
      expect(() => printFrame({ retryMs })).toThrow(expect.objectContaining({ code: 'bad_frame' }))
    },
  )

  it('cannot be forged through its data or its comment', () => {
    const forged = 'x\n\nevent: stream.withdrawn\rid: 9\r\n\r\ndata: y'
    expect(readWire(encoder.encode(printFrame({ data: forged, comment: forged })))).toEqual(
      expected({ data: forged, comment: forged }, ''),
    )
  })
})
