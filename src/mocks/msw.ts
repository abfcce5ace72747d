/**
 * Public names of `streamgauge/msw`: the mock backend behind Mock Service Worker, version 2 or later.
 *
 * @packageDocumentation
 */
export { createHandlers } from './handlers.ts'
export { canStreamThroughWorker } from './worker-streams.ts'
