/** The mock backend behind MSW in Node. */
import { setupServer } from 'msw/node'
import { createMockBackend } from 'streamgauge/mocks'
import { createHandlers } from 'streamgauge/msw'
import { play } from './scene.ts'

// Timers of the mock and of the connection keep no process alive.
const keepAlive = setInterval(() => {}, 1_000)
const url = 'http://api.test'
const backend = createMockBackend({ baseUrl: url })
const server = setupServer(...createHandlers(backend))
server.listen()
for (const line of await play(url, backend)) console.log(line)
server.close()
await backend.close()
clearInterval(keepAlive)
