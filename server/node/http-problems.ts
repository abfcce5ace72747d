/**
 * The answers to invalid requests, which cannot be passed to the application. Node would answer them without a body.
 * They have no request id, because they are not logged.
 */
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { createProblem, type ProblemType, problemCodes } from '../../src/protocol/errors.ts'
import { problemMediaType } from '../../src/protocol/headers.ts'

/** The problems of a connection. Public; the list only grows. */
export const httpProblems = {
  bad_request: { status: 400, title: 'The request cannot be read' },
  request_timeout: { status: 408, title: 'The request did not arrive in time' },
  expectation_failed: { status: 417, title: 'The expectation cannot be met' },
  headers_too_large: { status: 431, title: 'The head of the request is too large' },
} as const satisfies Record<string, Omit<ProblemType, 'code'>>

type HttpProblemCode = keyof typeof httpProblems | 'body_too_large'

const details: Record<HttpProblemCode, string> = {
  bad_request: 'The request was refused: it is not valid HTTP, or names no host. Check it.',
  request_timeout: 'The request was given up: it took too long to arrive. Send it again.',
  expectation_failed:
    'The request was refused: only Expect: 100-continue can be met. Leave the header out.',
  headers_too_large: 'The request was refused: its head is above 16 KiB. Send less.',
  body_too_large: 'The request was refused: the extensions of its chunks are too long. Send none.',
}

/** The body of an answer, and its headers. */
function problemOf(code: HttpProblemCode) {
  const types: Readonly<Record<HttpProblemCode, Omit<ProblemType, 'code'>>> = {
    ...httpProblems,
    body_too_large: problemCodes.body_too_large,
  }
  const type = types[code]
  const body = JSON.stringify(createProblem({ code, ...type }, details[code]))
  return {
    status: type.status,
    body,
    headers: {
      'cache-control': 'no-store',
      'content-length': String(Buffer.byteLength(body)),
      'content-type': problemMediaType,
      'x-content-type-options': 'nosniff',
    },
  }
}

/** For an address or a `Host` that no URL can be made of. */
export function badRequest(): Response {
  const { status, body, headers } = problemOf('bad_request')
  return new Response(body, { status, headers })
}

/** Answers a request, and closes the connection after it. */
export function refuseRequest(response: ServerResponse, code: HttpProblemCode): void {
  const { status, body, headers } = problemOf(code)
  response.writeHead(status, { ...headers, connection: 'close' }).end(body)
}

/** HTTP/1.1 requires a Host (RFC 9112, 3.2). */
export function isWithoutHost({ httpVersion, headers }: IncomingMessage): boolean {
  return httpVersion === '1.1' && headers.host === undefined
}

/**
 * Answers what Node reports about connections.
 *
 * @param isAnswering whether the head of an answer has been sent on the socket: another one would be read as a
 *   part of its body
 */
export function answerClientErrors(server: Server, isAnswering: (socket: Socket) => boolean): void {
  server.on('clientError', (error: NodeJS.ErrnoException, stream) => {
    const socket = stream as Socket
    if (!socket.writable || error.code === 'ECONNRESET' || isAnswering(socket)) {
      socket.destroy()
      return
    }
    const { status, body, headers } = problemOf(codeOf(error))
    const lines = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      ...Object.entries({ ...headers, connection: 'close' }).map((pair) => pair.join(': ')),
    ]
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`)
    socket.destroySoon()
  })
  server.on('checkExpectation', (_, response) => refuseRequest(response, 'expectation_failed'))
}

function codeOf({ code }: NodeJS.ErrnoException): HttpProblemCode {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'request_timeout'
    case 'HPE_HEADER_OVERFLOW':
      return 'headers_too_large'
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return 'body_too_large'
    default:
      return 'bad_request'
  }
}
