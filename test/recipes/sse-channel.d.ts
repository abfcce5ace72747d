/** The part of sse-channel that its test uses; the package brings no types. */
declare module 'sse-channel' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  export default class SseChannel {
    constructor(options: { readonly retryTimeout?: number })
    addClient(request: IncomingMessage, response: ServerResponse): void
    send(message: { readonly id: number; readonly data: string }): void
    close(): void
  }
}
