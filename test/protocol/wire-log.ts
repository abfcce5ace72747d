/**
 * What a reader of an event stream notices, as one list in order; by our parser and by a second,
 * deliberately simple reading of the WHATWG text that is only correct for whole streams.
 */
import {
  createFrameParser,
  type FrameParserOptions,
  type ParsedFrame,
} from '../../src/protocol/frame-parser.ts'

export type Noticed =
  | { readonly frame: ParsedFrame }
  | { readonly id: string }
  | { readonly retryMs: number }
  | { readonly comment: string }

/** Our parser, fed with `bytes` in one chunk or cut at the given offsets. */
export function readWire(
  bytes: Uint8Array,
  cuts: readonly number[] = [],
  options: Pick<FrameParserOptions, 'lastEventId' | 'maxEventBytes'> = {},
): Noticed[] {
  const log: Noticed[] = []
  const parser = createFrameParser({
    ...options,
    onFrame: (frame) => log.push({ frame }),
    onId: (id) => log.push({ id }),
    onRetry: (retryMs) => log.push({ retryMs }),
    onComment: (comment) => log.push({ comment }),
  })
  let start = 0
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    parser.push(bytes.subarray(start, cut))
    start = cut
  }
  parser.push(bytes.subarray(start))
  parser.end()
  return log
}

/** Every offset at which `bytes` can be cut in two, both ends included. */
export function everyCut(bytes: Uint8Array): number[] {
  return Array.from({ length: bytes.length + 1 }, (_, offset) => offset)
}

/** The whole stream by the letter of the specification: decode, split, then one line at a time. */
export function readByTheBook(bytes: Uint8Array): Noticed[] {
  const log: Noticed[] = []
  const lines = new TextDecoder().decode(bytes).split(/\r\n|\r|\n/)
  lines.pop() // what follows the last line end is not a line
  let lastEventId = ''
  let id: string | undefined
  let type = ''
  let data = ''
  for (const line of lines) {
    if (line === '') {
      if (id !== undefined) {
        lastEventId = id
        log.push({ id })
      }
      if (data !== '') {
        const frame = { type: type || 'message', data: data.slice(0, -1), lastEventId }
        log.push({ frame: id === undefined ? frame : { ...frame, id } })
      }
      id = undefined
      type = ''
      data = ''
      continue
    }
    const colon = line.indexOf(':')
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (name === '') log.push({ comment: value })
    else if (name === 'data') data += `${value}\n`
    else if (name === 'event') type = value
    else if (name === 'id' && !value.includes('\0')) id = value
    else if (name === 'retry' && /^[0-9]+$/.test(value)) {
      log.push({ retryMs: Math.min(Number(value), 2 ** 31 - 1) })
    }
  }
  return log
}
