/** Every attack, in the order in which `npm run attack` carries them out. */
import type { Attack } from './attack.ts'
import { clockStep } from './clock-step.ts'
import { concurrentReads } from './concurrent-reads.ts'
import { connectionFlood } from './connection-flood.ts'
import { createFlood } from './create-flood.ts'
import { forgedForwardedFor } from './forged-forwarded-for.ts'
import { pipelinedReads } from './pipelined-reads.ts'
import { sigtermInFlight } from './sigterm-in-flight.ts'
import { takeoverBehindProxy } from './takeover-behind-proxy.ts'
import { unreadStderr } from './unread-stderr.ts'

export const attacks: readonly Attack[] = [
  pipelinedReads,
  concurrentReads,
  clockStep,
  createFlood,
  connectionFlood,
  forgedForwardedFor,
  unreadStderr,
  sigtermInFlight,
  takeoverBehindProxy,
]
