/** Waiting for something real in end-to-end tests, where time does pass by itself. */
import { setTimeout as sleep } from 'node:timers/promises'

/** Resolves when the question is answered with yes; rejects with its sentence when time is up. */
export async function until(
  isTrue: () => boolean | Promise<boolean>,
  timeoutMs: number,
  sentence: string,
): Promise<void> {
  const endsAtMs = Date.now() + timeoutMs
  while (!(await isTrue())) {
    if (Date.now() > endsAtMs) throw new Error(`Waited ${timeoutMs} ms in vain until ${sentence}.`)
    await sleep(20)
  }
}
