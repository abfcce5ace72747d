/**
 * The JSON body of a command, read with a limit and never trusted: type, size, encoding and syntax
 * are checked here; what the fields mean is checked by the feed.
 */
import { refuse } from './problem-response.ts'

/** Whether the content type is `application/json`, with or without parameters. */
export function isDeclaredJson(headers: Headers): boolean {
  return isDeclaredAs(headers, ['application/json'])
}

function isDeclaredAs(headers: Headers, mediaTypes: readonly string[]): boolean {
  const mediaType = (headers.get('content-type') ?? '').split(';')[0]
  return mediaTypes.includes(mediaType?.trim().toLowerCase() ?? '')
}

/**
 * Reads a JSON object.
 *
 * @param maxBytes counted as it arrives, so a body without a length cannot go beyond it.
 * @param mediaTypes what the body may be declared as.
 * @throws Refusal `unsupported_media_type`, `body_too_large`, `invalid_json` or `invalid_body`.
 */
export async function readJsonObject(
  request: Request,
  maxBytes: number,
  mediaTypes: readonly string[] = ['application/json'],
): Promise<Record<string, unknown>> {
  if (!isDeclaredAs(request.headers, mediaTypes)) {
    throw refuse(
      'unsupported_media_type',
      `The body was not read: it is not declared as JSON. Send content-type: ${mediaTypes.join(' or ')}.`,
    )
  }
  const text = await readText(request, maxBytes)
  if (text === '') throw refuse('invalid_json', `The body could not be read: ${whyEmpty(request)}`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw refuse('invalid_json', 'The body could not be read: it is not valid JSON. Check it.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refuse('invalid_body', 'The body could not be used: it is not a JSON object. Send one.')
  }
  return value as Record<string, unknown>
}

/**
 * For commands that take no body. An empty one and `{}` are the same to them; anything else would be
 * ignored, and the caller would believe otherwise.
 *
 * @throws Refusal as {@link readJsonObject}, and `invalid_body` for any field.
 */
export async function expectNoBody(request: Request, maxBytes: number): Promise<void> {
  const text = await readText(request, maxBytes)
  if (text.trim() !== '' && !/^\s*\{\s*\}\s*$/.test(text)) {
    throw refuse('invalid_body', 'The command was refused: it takes no body. Send none.')
  }
}

/** A host that parses bodies leaves none, but the length that was sent. */
function whyEmpty({ headers }: Request): string {
  return Number(headers.get('content-length') ?? 0) > 0
    ? 'the host had read it before. Mount the application before body parsers such as express.json().'
    : 'it is empty. Send a JSON object.'
}

async function readText(request: Request, maxBytes: number): Promise<string> {
  const tooLarge = () =>
    refuse('body_too_large', `The body was not read: it is above ${maxBytes} bytes. Send less.`)
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge()
  const whole = await readBytes(request, maxBytes, tooLarge)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(whole)
  } catch {
    throw refuse('invalid_json', 'The body could not be read: it is not UTF-8. Encode it so.')
  }
}

async function readBytes(
  request: Request,
  maxBytes: number,
  tooLarge: () => Error,
): Promise<Uint8Array> {
  // Firefox has no `Request.body`. There the server runs in the page that made the body, so it is in
  // memory already; everywhere else it is counted as it arrives.
  const { body } = request as { body?: Request['body'] }
  if (body === undefined) {
    const whole = new Uint8Array(await request.arrayBuffer().catch(brokeOff))
    if (whole.byteLength > maxBytes) throw tooLarge()
    return whole
  }
  if (body === null) return new Uint8Array()

  const chunks: Uint8Array[] = []
  let bytes = 0
  const reader = body.getReader()
  const read = () => reader.read().catch(brokeOff)
  for (let next = await read(); !next.done; next = await read()) {
    bytes += next.value.byteLength
    if (bytes > maxBytes) {
      // Not awaited: a source that never answers a cancel must not hold the refusal back.
      reader.cancel().catch(() => {})
      throw tooLarge()
    }
    chunks.push(next.value)
  }
  const whole = new Uint8Array(bytes)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}

/** A client that disconnects in the middle, or sends malformed chunks, is not a server error. */
function brokeOff(): never {
  throw refuse('invalid_body', 'The body could not be read: it broke off. Send it again.')
}
