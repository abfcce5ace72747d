/** The mock backend behind MSW's service worker. */
import { setupWorker } from 'msw/browser'
import { createMockBackend } from 'streamgauge/mocks'
import { createHandlers } from 'streamgauge/msw'
import { play } from './scene.ts'

const backend = createMockBackend()
await setupWorker(...createHandlers(backend)).start({ onUnhandledRequest: 'bypass' })
document.title = (await play('', backend)).join(', ')
