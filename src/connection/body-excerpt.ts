/**
 * The beginning of a refusal's body, for the error that is shown: bounded in bytes and in time, because
 * both are controlled by a server that has already refused.
 */
import type { Timers } from '../platform/ports.ts'

const maxExcerptBytes = 1024
/**
 * A refusal is known from its head, and its body may never end: this is all that it may delay the verdict
 * and the request with fresh credentials. The first bytes come with the head, in the same packet.
 */
const excerptTimeoutMs = 100

/** The beginning of a body as text; empty when there is none in time. Never throws. */
export async function readExcerpt(
  body: ReadableStream<Uint8Array> | null,
  timers: Timers,
  signal: AbortSignal,
): Promise<string> {
  if (body === null) return ''
  const reader = body.getReader()
  const give = () => void reader.cancel().catch(() => {})
  const cancelTimer = timers.after(excerptTimeoutMs, give)
  signal.addEventListener('abort', give, { once: true })
  const decoder = new TextDecoder()
  let text = ''
  let left = maxExcerptBytes
  try {
    while (left > 0) {
      const { value } = await reader.read()
      if (value === undefined) break
      text += decoder.decode(value.subarray(0, left), { stream: true })
      left -= value.length
    }
  } catch {
    // A body that breaks off has still brought something.
  }
  cancelTimer()
  give()
  return text
}
