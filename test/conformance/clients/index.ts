/** The clients of the suite, in the order of its tables: ours first. */
import type { PeerClient } from './client.ts'
import { eventSourcePlus } from './event-source-plus.ts'
import { eventsource } from './eventsource.ts'
import { eventsourceClient } from './eventsource-client.ts'
import { fetchEventSourceClient } from './fetch-event-source.ts'
import { ours } from './streamgauge.ts'

export const clients: readonly PeerClient[] = [
  ours,
  eventsource,
  eventsourceClient,
  eventSourcePlus,
  fetchEventSourceClient,
]
